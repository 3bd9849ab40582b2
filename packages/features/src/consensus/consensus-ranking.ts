import { RandomStream, UsageError, type WorkOptions } from "@weightcast/core";
import type { Zoo } from "@weightcast/zoo";
import { dreamImages } from "../probes/dream-images.js";
import { finiteRows, readNetworks } from "../probes/dreaming-networks.js";
import { activationsOf, labelsInTurn } from "../probes/network-activations.js";
import { type ProbedNetworks, probedNetworks } from "../probes/probe-shape.js";
import { midranks, rankCorrelation } from "./rank-correlation.js";
import { recognition } from "./recognition.js";

/** How networks are ranked without labels. */
export interface ConsensusOptions extends WorkOptions {
  /** Makes the ranking repeatable; 0 by default. */
  readonly seed?: number | undefined;
  /** Images of each class in a dream; 10 by default. */
  readonly imagesOfClass?: number | undefined;
  /** Steps of gradient descent of each dream; 200 by default. */
  readonly steps?: number | undefined;
}

/** A ranking of networks by how far they agree with the others. It tells no accuracy. */
export interface ConsensusRanking {
  /** [rows.length], in the order of the rows: from 0, the worst, to 1, the best. NaN where weights are not finite. */
  readonly scores: Float64Array;
  /** Row numbers from the best network to the worst, without those whose weights are not finite. */
  readonly ranked: Int32Array;
  /**
   * Spearman's rank correlation of the rankings by two dreams that share no random number, at least 0.7. Low where a ranking is by chance;
   * two dreams may err alike, so that it is larger than the correlation with the true order.
   */
  readonly agreement: number;
  /** The mean probability that the better half of the networks gives the dreamt classes. */
  readonly recognition: number;
  /** 1, or 2 where dreams of the better half agreed no less. */
  readonly rounds: number;
}

const USUAL = { seed: 0, imagesOfClass: 10, steps: 200 } as const;
/** Fewer networks have no consensus. */
const FEWEST_NETWORKS = 10;
/** Where two dreams rank less alike, the ranking is by chance. */
const LEAST_AGREEMENT = 0.7;
/** The better half must give the dreamt classes this many times the probability of chance. */
const LEAST_RECOGNITION = 2;

/** What one dream makes of the networks. */
interface Dream {
  /** [finite rows] the mean probability that each network gives the dreamt classes */
  readonly scores: Float64Array;
}

/**
 * Ranks networks of one task without data and labels. All of them dream images of each class; who gives the dreamt classes the larger
 * probability ranks higher. Two independent dreams are ranked by the sum of their ranks. One more round of dreams by the better half of each
 * ranking is kept only where these agree no less.
 *
 * @param rows the row numbers of the networks
 * @throws UsageError where there are fewer than 10 networks with finite weights, their forward pass is not known, or they share no consensus
 * @throws InputError where the metrics name an activation function that cannot be computed
 * @throws CancelledError once the signal is aborted
 */
export async function consensusRanking(
  zoo: Zoo,
  rows: Int32Array,
  options: ConsensusOptions = {},
): Promise<ConsensusRanking> {
  const { signal } = options;
  const networks = probedNetworks(zoo.layout);
  const finite = await finiteRows(zoo, rows, signal);
  if (finite.length < FEWEST_NETWORKS) {
    throw new UsageError(
      `a consensus needs at least ${FEWEST_NETWORKS} networks with finite weights, not ${finite.length}`,
    );
  }
  const dream = dreamer(zoo, networks, finite, options);
  let pair = [await dream("first", finite), await dream("second", finite)] as const;
  let agreement = rankCorrelation(pair[0].scores, pair[1].scores);
  let rounds = 1;
  const better = [
    await dream("first again", betterHalf(finite, pair[0])),
    await dream("second again", betterHalf(finite, pair[1])),
  ] as const;
  const agreementAgain = rankCorrelation(better[0].scores, better[1].scores);
  if (agreementAgain >= agreement) {
    pair = better;
    agreement = agreementAgain;
    rounds = 2;
  }
  const [a, b] = [midranks(pair[0].scores), midranks(pair[1].scores)];
  const most = 2 * (finite.length - 1);
  const scores = a.map((rank, i) => (rank + b[i]!) / most);
  const recognised = meanOfBetterHalf(pair[0].scores);
  refuseChance(agreement, recognised, networks.classes);
  return {
    scores: inOrderOf(rows, finite, scores),
    ranked: Int32Array.from(byScore(scores), (position) => finite[position] ?? -1),
    agreement,
    recognition: recognised,
    rounds,
  };
}

/** Makes dreams of the same networks, and reports the steps of all of them. */
function dreamer(zoo: Zoo, networks: ProbedNetworks, finite: Int32Array, options: ConsensusOptions) {
  const { signal, onProgress } = options;
  const { seed = USUAL.seed, imagesOfClass = USUAL.imagesOfClass, steps = USUAL.steps } = options;
  const { architecture, classes } = networks;
  const labels = labelsInTurn(imagesOfClass * classes, classes);
  const total = 4 * steps;
  let done = 0;
  const onStep = () => onProgress?.({ stage: "dreaming", done: ++done, total, unit: "steps" });
  return async (name: string, dreaming: Int32Array): Promise<Dream> => {
    const ownSeed = new RandomStream(seed, `${name} dream of the consensus`).uint32();
    const chosen = await readNetworks(zoo, dreaming, signal);
    const activations = await activationsOf(networks, chosen, ownSeed, signal);
    const { weights } = chosen;
    const images = await dreamImages({
      architecture,
      weights,
      activations,
      labels,
      steps,
      weightNoise: 0,
      seed: ownSeed,
      signal,
      onStep,
    });
    return { scores: await recognition(zoo, finite, { networks, images, labels, signal }) };
  };
}

/** Positions from the largest score to the smallest; equal ones in their order. */
function byScore(scores: Float64Array): number[] {
  return Array.from(scores.keys()).sort((a, b) => scores[b]! - scores[a]! || a - b);
}

function betterHalf(finite: Int32Array, { scores }: Dream): Int32Array {
  const positions = byScore(scores).slice(0, Math.ceil(finite.length / 2));
  return Int32Array.from(positions, (position) => finite[position] ?? -1);
}

function meanOfBetterHalf(scores: Float64Array): number {
  const better = byScore(scores).slice(0, Math.ceil(scores.length / 2));
  return better.reduce((sum, position) => sum + scores[position]!, 0) / better.length;
}

function refuseChance(agreement: number, recognised: number, classes: number): void {
  if (agreement < LEAST_AGREEMENT) {
    throw new UsageError(
      `these networks share no consensus: two dreams rank them with a correlation of ${agreement.toFixed(2)}; expected at least ${LEAST_AGREEMENT}`,
    );
  }
  if (recognised < LEAST_RECOGNITION / classes) {
    throw new UsageError(
      `these networks share no consensus: the better half gives the dreamt classes a mean probability of ${recognised.toFixed(2)}; expected at least ${LEAST_RECOGNITION / classes}, twice chance`,
    );
  }
}

function inOrderOf(rows: Int32Array, finite: Int32Array, scores: Float64Array): Float64Array {
  const scoreOfRow = new Map(Array.from(finite, (row, position) => [row, scores[position]!]));
  return Float64Array.from(rows, (row) => scoreOfRow.get(row) ?? Number.NaN);
}
