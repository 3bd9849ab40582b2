import { RandomStream, UsageError } from "@weightcast/core";
import { type Activation, openForward } from "@weightcast/networks";
import type { FeatureState, FeatureTraining } from "../families/feature-family.js";
import { dreamImages } from "./dream-images.js";
import { recipeFor } from "./dream-recipe.js";
import { encodeDreams } from "./dream-state.js";
import { type DreamingNetworks, networksOf, rankedNetworks } from "./dreaming-networks.js";
import { likelierActivation } from "./likelier-activation.js";
import { type ProbedNetworks, probedNetworks } from "./probe-shape.js";

/** What the name of a feature set asks of dreamt images; where undefined, the recipe's. */
export interface DreamtRequest {
  /** Images of each set. */
  readonly images: number | undefined;
  /** Steps of gradient descent for each set. */
  readonly steps: number | undefined;
}

/** A dream by networks whose activation functions are not known: long enough to tell them. */
const GUESS = { imagesOfClass: 4, steps: 100 } as const;

/**
 * Dreams test sets by the training networks.
 *
 * @throws UsageError where the forward pass of the networks is not known, none is trained, or there are fewer images than classes
 * @throws InputError where the metrics name an activation function that cannot be computed
 * @throws CancelledError once `training.signal` is aborted
 */
export async function dreamTestSets(
  request: DreamtRequest,
  training: FeatureTraining,
): Promise<FeatureState> {
  const { zoo, seed, signal, onProgress } = training;
  const networks = probedNetworks(zoo.layout);
  const { classes } = networks;
  const ranked = await rankedNetworks(training);
  const recipe = recipeFor(ranked.length);
  const { images = recipe.imagesOfClass * classes, steps = recipe.steps } = request;
  if (images < classes) {
    throw new UsageError(
      `${images} images are too few for ${classes} classes; expected one for each at least`,
    );
  }
  const labels = labelsOf(images, classes);
  const sets: Float32Array[] = [];
  const counts: number[] = [];
  const total = recipe.bands.length * steps;
  let done = 0;
  const onStep = () => onProgress?.({ stage: "dreaming", done: ++done, total, unit: "steps" });
  for (const band of recipe.bands) {
    const dreaming = await networksOf(band, zoo, ranked, signal);
    const ownSeed = new RandomStream(seed, `dream of the ${band.name} networks`).uint32();
    const activations = await activationsOf(networks, dreaming, ownSeed, signal);
    const { weightNoise } = recipe;
    const { weights } = dreaming;
    const { architecture } = networks;
    sets.push(
      await dreamImages({
        architecture,
        weights,
        activations,
        labels,
        steps,
        weightNoise,
        seed: ownSeed,
        signal,
        onStep,
      }),
    );
    counts.push(weights.rows);
  }
  return encodeDreams(
    {
      bands: recipe.bands.map(({ name }) => name),
      images: joined(sets),
      shape: networks.architecture.input,
      classes,
      labels,
    },
    { runs: ranked.length, networks: counts, steps, seed },
  );
}

/** The class of each image: all classes in turn. */
function labelsOf(images: number, classes: number): Int32Array {
  return Int32Array.from({ length: images }, (_, image) => image % classes);
}

function joined(sets: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(sets.reduce((sum, { length }) => sum + length, 0));
  let next = 0;
  for (const set of sets) {
    all.set(set, next);
    next += set.length;
  }
  return all;
}

/** The activation function of each network; those that the metrics do not tell are told by a small dream of their own. */
async function activationsOf(
  { architecture, classes }: ProbedNetworks,
  { weights, activations }: DreamingNetworks,
  seed: number,
  signal: AbortSignal | undefined,
): Promise<readonly (Activation | undefined)[]> {
  if (!activations.includes(undefined)) return activations;
  const labels = labelsOf(GUESS.imagesOfClass * classes, classes);
  const { steps } = GUESS;
  const images = await dreamImages({
    architecture,
    weights,
    activations,
    labels,
    steps,
    weightNoise: 0,
    seed,
    signal,
  });
  const forward = await openForward(architecture, images);
  try {
    const [relu, tanh] = await Promise.all([
      forward.ask(weights, "relu", { signal }),
      forward.ask(weights, "tanh", { signal }),
    ]);
    const length = labels.length * classes;
    return activations.map((known, network) => {
      const own = (logits: Float32Array) => logits.subarray(network * length, (network + 1) * length);
      return known ?? likelierActivation(own(relu.logits), own(tanh.logits), labels, classes);
    });
  } finally {
    await forward.close();
  }
}
