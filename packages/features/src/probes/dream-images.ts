import { type Matrix, matrix, matrixRow, RandomStream } from "@weightcast/core";
import { type Activation, type Architecture, openImageGradients } from "@weightcast/networks";
import { takeTurns } from "@weightcast/runtime";
import { DREAM_WORK } from "./dreaming-networks.js";
import { DescentOfImages } from "./image-descent.js";
import { normal, smoothNoise } from "./smooth-noise.js";

/** The constants of the loss that a dream minimises. */
export interface DreamLoss {
  /** An image whose cross-entropy is below this value counts as recognised by a network. */
  readonly floor: number;
  /** The weight of the total variation, which makes the images smooth. */
  readonly variation: number;
}

/** The networks, classes and settings from which images are dreamt. */
export interface DreamRequest {
  readonly architecture: Architecture;
  /** The weights of the networks, all finite: [networks, parameters]. */
  readonly weights: Matrix<Float32Array>;
  /**
   * The activation function of each network: [networks]. Where an entry is undefined, each step tries a random
   * one for that network.
   */
  readonly activations: readonly (Activation | undefined)[];
  /** The class that each image should be assigned to: [images]. */
  readonly labels: Int32Array;
  readonly steps: number;
  /** The relative standard deviation of noise on the weights, anew in each step. */
  readonly weightNoise: number;
  /** A floor of 0.3 and a weight of 0.2 where left out. */
  readonly loss?: DreamLoss | undefined;
  /** The same seed and networks give the same images, for any number of threads. */
  readonly seed: number;
  readonly threads?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Called after each step, with a function that copies the images as they are now: [images, height, width, channels] in [-1, 1]. */
  readonly onStep?: ((currentImages: () => Float32Array) => void) | undefined;
}

/** The maximum number of networks that each step evaluates. */
const NETWORKS_OF_STEP = 16;
/**
 * The maximum shift of the images to each side in pixels. Shifts prevent an answer from depending on single
 * pixels.
 */
const MOST_SHIFT = 2;
const USUAL_LOSS: DreamLoss = { floor: 0.3, variation: 0.2 };
/** The amplitude of the smooth noise on a dark ground that images start from. */
const NOISE = 0.3;
const GROUND = -0.5;

/**
 * Finds images to which networks give the classes that are asked for, by gradient descent.
 *
 * @returns [images, height, width, channels] in [-1, 1]
 * @throws CancelledError once the signal is aborted
 */
export async function dreamImages(request: DreamRequest): Promise<Float32Array> {
  const { architecture, weights, labels, steps, seed, threads, signal, onStep } = request;
  const { floor, variation } = request.loss ?? USUAL_LOSS;
  const random = new RandomStream(seed, "dream");
  const start = smoothNoise(labels.length, architecture.input, random.uint32());
  const descent = new DescentOfImages(
    start.map((value) => NOISE * value + GROUND),
    architecture.input,
    variation,
  );
  const networks = Math.min(NETWORKS_OF_STEP, weights.rows);
  const gradients = await openImageGradients(architecture, { images: labels.length, networks, threads });
  const giveTurn = takeTurns(signal, DREAM_WORK);
  try {
    for (let step = 0; step < steps; step++) {
      await giveTurn();
      const drawn = drawNetworks(request, networks, random);
      const [down, right] = [shift(random), shift(random)];
      const pixels = descent.shiftedImages(down, right);
      const loss = { labels, floor };
      const computed = await gradients.compute({ ...drawn, pixels, loss, signal });
      descent.descend(computed.gradients, 1 / (networks * labels.length));
      onStep?.(() => descent.shiftedImages(0, 0).slice());
    }
  } finally {
    await gradients.close();
  }
  return descent.shiftedImages(0, 0).slice();
}

function shift(random: RandomStream): number {
  return random.below(2 * MOST_SHIFT + 1) - MOST_SHIFT;
}

/** Draws distinct networks at random. */
function drawNetworks(
  { weights, activations, weightNoise }: DreamRequest,
  count: number,
  random: RandomStream,
) {
  const chosen = random.permutation(weights.rows).subarray(0, count);
  const data = new Float32Array(count * weights.columns);
  for (const [i, network] of chosen.entries()) data.set(matrixRow(weights, network), i * weights.columns);
  if (weightNoise > 0) {
    for (let i = 0; i < data.length; i++) data[i]! *= 1 + weightNoise * normal(random);
  }
  return {
    weights: matrix(data, count, weights.columns),
    activations: Array.from(
      chosen,
      (network): Activation => activations[network] ?? (random.below(2) === 0 ? "relu" : "tanh"),
    ),
  };
}
