import { Layer, outputPixels } from "../network/layer";
import { Network, outputScale } from "../network/network";
import { batchNormaliseBackward } from "./batch-statistics";

/**
 * Batch normalisation, here with the moving statistics, as one factor and one term a channel; its weights are [channels] each of beta,
 * gamma, the moving mean and the moving variance.
 */
export function packNormalisation(layer: Layer, weights: usize): void {
  const bytes = layer.outputs << 2;
  const beta = weights + (layer.flat << 2);
  const gamma = beta + bytes;
  const mean = gamma + bytes;
  const variance = mean + bytes;
  const terms = layer.kernel + (layer.outputLanes << 2);
  for (let i: usize = 0; i < bytes; i += 4) {
    const factor = <f64>load<f32>(gamma + i) / Math.sqrt(<f64>load<f32>(variance + i) + layer.epsilon);
    store<f32>(layer.kernel + i, <f32>factor);
    store<f32>(terms + i, <f32>(<f64>load<f32>(beta + i) - <f64>load<f32>(mean + i) * factor));
  }
}

/** Computes outputs = inputs * factor + term for the pair of samples. */
export function normalise(layer: Layer, before: Layer): void {
  const bytes = layer.outputLanes << 2;
  const terms = layer.kernel + bytes;
  let to = layer.activations;
  let from = before.activations;
  for (const end = to + 2 * layer.sampleStride; to !== end; to += bytes, from += bytes) {
    for (let i: usize = 0; i < bytes; i += 16) {
      const scaled = f32x4.mul(v128.load(from + i), v128.load(layer.kernel + i));
      v128.store(to + i, f32x4.add(scaled, v128.load(terms + i)));
    }
  }
}

/** Gradient of the pair by the inputs: in training, by the statistics too; where those are fixed, that by the outputs times the factor. */
export function normaliseBackward(network: Network, layer: Layer, before: Layer): void {
  if (layer.statistics !== 0) {
    batchNormaliseBackward(network, layer, before, outputScale(network, before));
    return;
  }
  const bytes = layer.outputLanes << 2;
  const scale = f32x4.splat(outputScale(network, before));
  let from = layer.deltas;
  let to = before.deltas;
  for (let pixel: usize = 0, pixels = outputPixels(layer) << 1; pixel < pixels; pixel++) {
    for (let i: usize = 0; i < bytes; i += 16) {
      const factor = f32x4.mul(v128.load(layer.kernel + i), scale);
      v128.store(to + i, f32x4.mul(v128.load(from + i), factor));
    }
    from += bytes;
    to += bytes;
  }
}
