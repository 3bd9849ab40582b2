import { type Matrix, RandomStream, UsageError, type WorkOptions } from "@weightcast/core";
import type { Zoo } from "@weightcast/zoo";
import { type DreamLoss, dreamImages } from "../probes/dream-images.js";
import { finiteRows, readNetworks } from "../probes/dreaming-networks.js";
import { activationsOf, labelsInTurn } from "../probes/network-activations.js";
import { type ProbedNetworks, probedNetworks } from "../probes/probe-shape.js";
import { rankCorrelation } from "./rank-correlation.js";
import { recognition } from "./recognition.js";
import { weighImages } from "./weigh-images.js";

/** How networks dream together. */
export interface ConsensusDreamOptions extends WorkOptions {
  /** Makes the dreams repeatable; 0 by default. */
  readonly seed?: number | undefined;
  /** Images of each dream, at least one for each class; 10 for each class by default. */
  readonly images?: number | undefined;
  /** Steps of gradient descent of each dream that counts; 400 by default. A round that only chooses who dreams the next takes a quarter of them. */
  readonly steps?: number | undefined;
}

/** Images that networks dreamt together, and how each network recognises them. */
interface ConsensusDream {
  /** [images, height, width, channels] in [-1, 1] */
  readonly images: Float32Array;
  /** [finite rows] how well each network recognises the images, by the weighted log odds of their classes. */
  readonly scores: Float64Array;
  /** [finite rows] the mean probability that each network gives the dreamt classes; -1 where an answer is not finite. */
  readonly probabilities: Float64Array;
  /** [finite rows, images] the log odds that each network gives the class of each image. */
  readonly logOdds: Matrix<Float32Array>;
}

/** Two dreams that share no random number. */
export interface ConsensusRound {
  readonly dreams: readonly [ConsensusDream, ConsensusDream];
  /** Spearman's rank correlation of the scores of the two. */
  readonly agreement: number;
}

/** The dreams of several networks together. */
export interface ConsensusDreams {
  readonly networks: ProbedNetworks;
  /** Those of the rows whose weights are finite, ascending. */
  readonly finite: Int32Array;
  /** [images] the class that each image of a dream was dreamt for */
  readonly labels: Int32Array;
  /** Dreamt by all networks. */
  readonly first: ConsensusRound;
  /**
   * Dreamt by the half that recognises best what was dreamt at first: each dream has the half of its own predecessor. Null where the half
   * has fewer than 40 networks.
   */
  readonly second: ConsensusRound | null;
}

/** Fewer networks have no consensus. */
const FEWEST_NETWORKS = 10;
/**
 * A half with fewer networks overfits its own dreams: on halves of 15 a second round lowered tau by 0.04 to 0.07,
 * from halves of 50 on it raised tau by 0.01 to 0.02.
 */
const FEWEST_OF_HALF = 40;
/** The first of two rounds has this share of the steps of the second. */
const FIRST_SHARE = 0.25;
const IMAGES_OF_CLASS = 10;
/** Steps of each dream where none are asked for. */
export const CONSENSUS_STEPS = 400;
/** Images of a dream are to convince, and may be rough. */
const LOSS: DreamLoss = { floor: 0.05, variation: 0.05 };

/**
 * Lets networks of one task dream images of each class together, without data and labels.
 *
 * @param rows the row numbers of the networks
 * @throws UsageError where there are fewer than 10 networks with finite weights, fewer images than classes, or the forward pass is not known
 * @throws InputError where the metrics name an activation function that cannot be computed
 * @throws CancelledError once the signal is aborted
 */
export async function consensusDreams(
  zoo: Zoo,
  rows: Int32Array,
  options: ConsensusDreamOptions = {},
): Promise<ConsensusDreams> {
  const networks = probedNetworks(zoo.layout);
  const { images = IMAGES_OF_CLASS * networks.classes } = options;
  if (images < networks.classes) {
    throw new UsageError(
      `${images} images are too few for ${networks.classes} classes; expected one for each at least`,
    );
  }
  const labels = labelsInTurn(images, networks.classes);
  const finite = await finiteRows(zoo, rows, options.signal);
  if (finite.length < FEWEST_NETWORKS) {
    throw new UsageError(
      `a consensus needs at least ${FEWEST_NETWORKS} networks with finite weights, not ${finite.length}`,
    );
  }
  const { steps = CONSENSUS_STEPS } = options;
  const hasTwoRounds = finite.length >= 2 * FEWEST_OF_HALF;
  const firstSteps = hasTwoRounds ? Math.ceil(FIRST_SHARE * steps) : steps;
  const total = 2 * firstSteps + (hasTwoRounds ? 2 * steps : 0);
  const dream = dreamer(zoo, { networks, finite, labels, total }, options);
  const first = roundOf(await dream("first", finite, firstSteps), await dream("second", finite, firstSteps));
  const second = hasTwoRounds
    ? roundOf(
        await dream("first again", betterHalf(finite, first.dreams[0]), steps),
        await dream("second again", betterHalf(finite, first.dreams[1]), steps),
      )
    : null;
  return { networks, finite, labels, first, second };
}

/** Makes dreams of the same networks, and reports the steps of all of them. */
function dreamer(
  zoo: Zoo,
  {
    networks,
    finite,
    labels,
    total,
  }: Pick<ConsensusDreams, "networks" | "finite" | "labels"> & {
    readonly total: number;
  },
  { signal, onProgress, seed = 0 }: ConsensusDreamOptions,
) {
  const { architecture } = networks;
  let done = 0;
  const onStep = () => onProgress?.({ stage: "dreaming", done: ++done, total, unit: "steps" });
  return async (name: string, dreaming: Int32Array, steps: number): Promise<ConsensusDream> => {
    const ownSeed = new RandomStream(seed, `${name} dream of the consensus`).uint32();
    const chosen = await readNetworks(zoo, dreaming, signal);
    const activations = await activationsOf(networks, chosen, ownSeed, signal);
    const images = await dreamImages({
      architecture,
      weights: chosen.weights,
      activations,
      labels,
      steps,
      weightNoise: 0,
      loss: LOSS,
      seed: ownSeed,
      signal,
      onStep,
    });
    const { probabilities, logOdds } = await recognition(zoo, finite, { networks, images, labels, signal });
    return { images, scores: weighImages(logOdds), probabilities, logOdds };
  };
}

function roundOf(a: ConsensusDream, b: ConsensusDream): ConsensusRound {
  return { dreams: [a, b], agreement: rankCorrelation(a.scores, b.scores) };
}

/** Returns the positions from the largest score to the smallest; equal ones in their order. */
export function byScore(scores: Float64Array): number[] {
  return Array.from(scores.keys()).sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0) || a - b);
}

/** The positions of the half with the larger scores, from the largest on. */
export function betterPositions(scores: Float64Array): number[] {
  return byScore(scores).slice(0, Math.ceil(scores.length / 2));
}

function betterHalf(finite: Int32Array, { scores }: ConsensusDream): Int32Array {
  return Int32Array.from(betterPositions(scores), (position) => finite[position] ?? -1);
}
