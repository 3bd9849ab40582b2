import { type Matrix, matrix, matrixRow, RandomStream, throwIfCancelled } from "@weightcast/core";
import { type Activation, type Architecture, openImageGradients } from "@weightcast/networks";
import { DREAM_WORK } from "./dreaming-networks.js";
import { DescentOfImages } from "./image-descent.js";
import { normal, smoothNoise } from "./smooth-noise.js";

/** What images are dreamt from and how. */
export interface DreamRequest {
  readonly architecture: Architecture;
  /** [networks, parameters], finite */
  readonly weights: Matrix<Float32Array>;
  /** [networks]; where undefined, each step tries one at random. */
  readonly activations: readonly (Activation | undefined)[];
  /** [images] the class that each image is to be given */
  readonly labels: Int32Array;
  readonly steps: number;
  /** The relative standard deviation of noise on the weights, anew in each step. */
  readonly weightNoise: number;
  /** The same seed and networks give the same images, for any number of threads. */
  readonly seed: number;
  readonly threads?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Called after each step. */
  readonly onStep?: (() => void) | undefined;
}

/** The most networks that each step asks. */
const NETWORKS_OF_STEP = 16;
/** Images are shifted by up to so many pixels to each side, so that no network's answer hangs on single pixels. */
const MOST_SHIFT = 2;
/** Below this cross-entropy an image is good enough for a network. */
const ENOUGH = 0.3;
/** Images start as this much smooth noise on a dark ground. */
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
  const random = new RandomStream(seed, "dream");
  const start = smoothNoise(labels.length, architecture.input, random.uint32());
  const descent = new DescentOfImages(
    start.map((value) => NOISE * value + GROUND),
    architecture.input,
  );
  const networks = Math.min(NETWORKS_OF_STEP, weights.rows);
  const gradients = await openImageGradients(architecture, { images: labels.length, networks, threads });
  try {
    for (let step = 0; step < steps; step++) {
      throwIfCancelled(signal, DREAM_WORK);
      const drawn = drawNetworks(request, networks, random);
      const [down, right] = [shift(random), shift(random)];
      const pixels = descent.shiftedImages(down, right);
      const loss = { labels, floor: ENOUGH };
      const computed = await gradients.compute({ ...drawn, pixels, loss, signal });
      descent.descend(computed.gradients, 1 / (networks * labels.length));
      onStep?.();
    }
  } finally {
    await gradients.close();
  }
  return descent.shiftedImages(0, 0).slice();
}

function shift(random: RandomStream): number {
  return random.below(2 * MOST_SHIFT + 1) - MOST_SHIFT;
}

/** Different networks at random. */
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
