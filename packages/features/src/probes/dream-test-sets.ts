import { RandomStream, UsageError } from "@weightcast/core";
import type { FeatureState, FeatureTraining } from "../families/feature-family.js";
import { dreamImages } from "./dream-images.js";
import { recipeFor } from "./dream-recipe.js";
import { encodeDreams } from "./dream-state.js";
import { networksOf, rankedNetworks } from "./dreaming-networks.js";
import { activationsOf, labelsInTurn } from "./network-activations.js";
import { probedNetworks } from "./probe-shape.js";

/**
 * The numbers that a feature set's name requests for dreamt images; if undefined, the recipe's numbers are
 * used.
 */
export interface DreamtRequest {
  /** The number of images of each set. */
  readonly images: number | undefined;
  /** The number of steps of gradient descent for each set. */
  readonly steps: number | undefined;
}

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
  const labels = labelsInTurn(images, classes);
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

function joined(sets: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(sets.reduce((sum, { length }) => sum + length, 0));
  let next = 0;
  for (const set of sets) {
    all.set(set, next);
    next += set.length;
  }
  return all;
}
