import { flatKernel, hasKernel, Kind, kernelSize, Layer } from "../network/layer";
import { layerOf } from "../network/network";
import { beginStream, normal, Stream, streamKey, truncatedNormal } from "./random";
import { Trainer } from "./training-state";

/** The initialisers, in the order of their names in the package. */
export enum Initializer {
  RANDOM_NORMAL,
  TRUNCATED_NORMAL,
  GLOROT_NORMAL,
  HE_NORMAL,
  ORTHOGONAL,
}

/** The standard deviation of a standard normal distribution that is cut at two. */
const TRUNCATED_DEVIATION: f64 = 0.8796256610342398;

/** Draws all kernels as Keras' initialisers of these names do; gammas and moving variances are 1, all else 0. Each layer has a stream of its own. */
export function drawWeights(network: Trainer, initializer: i32, deviation: f64): void {
  memory.fill(network.weights, 0, (network.parameters + 3) << 2);
  for (let index: usize = 0; index < network.depth; index++) {
    const layer = layerOf(network, index);
    if (layer.kind === Kind.BATCH_NORM) startNormalisation(layer, network.weights);
    if (!hasKernel(layer)) continue;
    beginStream(streamKey(network.seed, network.number, Stream.WEIGHTS, layer.kernelIndex));
    const taps = layer.kernelHeight * layer.kernelWidth;
    const rows = taps * layer.inputs;
    const kernel = network.weights + (flatKernel(layer) << 2);
    const count = kernelSize(layer);
    switch (initializer) {
      case Initializer.RANDOM_NORMAL:
        for (let i: usize = 0; i < count; i++) store<f32>(kernel + (i << 2), <f32>(normal() * deviation));
        break;
      case Initializer.TRUNCATED_NORMAL:
        drawTruncated(kernel, count, deviation);
        break;
      case Initializer.GLOROT_NORMAL:
        drawTruncated(
          kernel,
          count,
          Math.sqrt(2.0 / <f64>(rows + taps * layer.outputs)) / TRUNCATED_DEVIATION,
        );
        break;
      case Initializer.HE_NORMAL:
        drawTruncated(kernel, count, Math.sqrt(2.0 / <f64>rows) / TRUNCATED_DEVIATION);
        break;
      default:
        drawOrthogonal(network.scratch, kernel, rows, layer.outputs);
    }
  }
}

function startNormalisation(layer: Layer, weights: usize): void {
  const gamma = weights + ((layer.flat + layer.outputs) << 2);
  const variance = gamma + (layer.outputs << 3);
  for (let i: usize = 0; i < layer.outputs; i++) {
    store<f32>(gamma + (i << 2), 1);
    store<f32>(variance + (i << 2), 1);
  }
}

function drawTruncated(kernel: usize, count: usize, deviation: f64): void {
  for (let i: usize = 0; i < count; i++) store<f32>(kernel + (i << 2), <f32>(truncatedNormal() * deviation));
}

/**
 * The factor Q of a Gaussian matrix [rows, columns] whose R has a positive diagonal, by Gram and Schmidt's process, each vector
 * orthogonalised twice; of a matrix with fewer rows than columns, the transposed Q of its transpose.
 */
function drawOrthogonal(scratch: usize, kernel: usize, rows: usize, columns: usize): void {
  const length = max(rows, columns);
  const vectors = min(rows, columns);
  for (let j: usize = 0; j < vectors; j++) {
    const vector = scratch + ((j * length) << 3);
    for (let i: usize = 0; i < length; i++) store<f64>(vector + (i << 3), normal());
    for (let k: usize = 0; k < 2 * j; k++) {
      const earlier = scratch + (((k % j) * length) << 3);
      const along = dot(vector, earlier, length);
      for (let i: usize = 0; i < length; i++) {
        const at = i << 3;
        store<f64>(vector + at, load<f64>(vector + at) - along * load<f64>(earlier + at));
      }
    }
    const norm = Math.sqrt(dot(vector, vector, length));
    for (let i: usize = 0; i < length; i++) {
      const at = i << 3;
      const value = load<f64>(vector + at) / norm;
      store<f64>(vector + at, value);
      const element = rows >= columns ? i * columns + j : j * columns + i;
      store<f32>(kernel + (element << 2), <f32>value);
    }
  }
}

function dot(a: usize, b: usize, length: usize): f64 {
  let sum = 0.0;
  for (let i: usize = 0; i < length; i++) sum += load<f64>(a + (i << 3)) * load<f64>(b + (i << 3));
  return sum;
}
