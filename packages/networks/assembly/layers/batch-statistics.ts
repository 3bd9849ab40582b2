import { Layer, outputPixels } from "../network/layer";
import { Network } from "../network/network";

/**
 * Batch normalisation in training, by the statistics of the batch, as Keras computes them: means over samples and pixels, the variance
 * being the biased one. Sums are in f64. A layer's statistics are rows of [outputLanes] f64 each:
 *
 *     sum of the inputs, then their mean | sum of squares, then 1 / sqrt(variance + epsilon) | variance
 *     sum of the deltas, then their mean | sum of deltas times centred inputs
 */

/** The decay of the moving statistics: a step moves them by 1 less the decay. */
const MOMENTUM: f64 = 0.99;

function rowBytes(layer: Layer): usize {
  return layer.outputLanes << 3;
}

/** Begins a batch by setting the sums to 0. */
export function clearStatistics(layer: Layer): void {
  memory.fill(layer.statistics, 0, 5 * rowBytes(layer));
}

/** Adds the inputs of the pair to the sums, without those of a sample that is padding. */
export function addInputs(network: Network, layer: Layer, before: Layer): void {
  const sums = layer.statistics;
  const squares = sums + rowBytes(layer);
  const step = layer.outputLanes << 2;
  const end = before.activations + network.paired * before.sampleStride;
  for (let i: usize = 0; i < layer.outputs; i += 2) {
    const at = i << 3;
    let sum = v128.load(sums + at);
    let square = v128.load(squares + at);
    for (let p = before.activations + (i << 2); p < end; p += step) {
      const x = f64x2.promote_low_f32x4(v128.load64_zero(p));
      sum = f64x2.add(sum, x);
      square = f64x2.add(square, f64x2.mul(x, x));
    }
    v128.store(sums + at, sum);
    v128.store(squares + at, square);
  }
}

/** Turns the sums over `count` samples into statistics, and packs the factors and terms by which the batch is normalised. */
export function finishInputs(layer: Layer, weights: usize, count: usize): void {
  const values = <f64>(count * outputPixels(layer));
  const beta = weights + (layer.flat << 2);
  const gamma = beta + (layer.outputs << 2);
  const terms = layer.kernel + (layer.outputLanes << 2);
  const row = rowBytes(layer);
  for (let i: usize = 0; i < layer.outputs; i++) {
    const at = layer.statistics + (i << 3);
    const mean = load<f64>(at) / values;
    const variance = Math.max(load<f64>(at + row) / values - mean * mean, 0.0);
    const reciprocal = 1.0 / Math.sqrt(variance + layer.epsilon);
    store<f64>(at, mean);
    store<f64>(at + row, reciprocal);
    store<f64>(at + 2 * row, variance);
    const factor = <f64>load<f32>(gamma + (i << 2)) * reciprocal;
    store<f32>(layer.kernel + (i << 2), <f32>factor);
    store<f32>(terms + (i << 2), <f32>(<f64>load<f32>(beta + (i << 2)) - mean * factor));
  }
}

/** Adds the deltas of the pair to the sums, without those of a sample that is padding. */
export function addDeltas(network: Network, layer: Layer, before: Layer): void {
  const row = rowBytes(layer);
  const step = layer.outputLanes << 2;
  const end = layer.deltas + network.paired * layer.sampleStride;
  for (let i: usize = 0; i < layer.outputs; i += 2) {
    const at = layer.statistics + (i << 3);
    const mean = v128.load(at);
    let sum = v128.load(at + 3 * row);
    let product = v128.load(at + 4 * row);
    let x = before.activations + (i << 2);
    for (let d = layer.deltas + (i << 2); d < end; d += step, x += step) {
      const delta = f64x2.promote_low_f32x4(v128.load64_zero(d));
      const centred = f64x2.sub(f64x2.promote_low_f32x4(v128.load64_zero(x)), mean);
      sum = f64x2.add(sum, delta);
      product = f64x2.add(product, f64x2.mul(delta, centred));
    }
    v128.store(at + 3 * row, sum);
    v128.store(at + 4 * row, product);
  }
}

/** The gradient by beta and gamma, to their places in the flat gradient; then the sums are turned into what the inputs' gradient needs. */
export function finishDeltas(layer: Layer, gradient: usize, count: usize): void {
  const values = <f64>(count * outputPixels(layer));
  const beta = gradient + (layer.flat << 2);
  const gamma = beta + (layer.outputs << 2);
  const row = rowBytes(layer);
  for (let i: usize = 0; i < layer.outputs; i++) {
    const at = layer.statistics + (i << 3);
    const reciprocal = load<f64>(at + row);
    const sum = load<f64>(at + 3 * row);
    const product = load<f64>(at + 4 * row);
    store<f32>(beta + (i << 2), <f32>sum);
    store<f32>(gamma + (i << 2), <f32>(product * reciprocal));
    store<f64>(at + 3 * row, sum / values);
    store<f64>(at + 4 * row, (product * reciprocal * reciprocal) / values);
  }
}

/**
 * The pair's gradient by the inputs: factor * (delta - mean of the deltas - centred input * mean of (delta * centred input) /
 * (variance + epsilon)); 0 of a sample that does not count.
 */
export function batchNormaliseBackward(network: Network, layer: Layer, before: Layer, scale: f64): void {
  const row = rowBytes(layer);
  const step = layer.outputLanes << 2;
  const counted = network.paired * layer.sampleStride;
  const end = layer.deltas + counted;
  for (let i: usize = 0; i < layer.outputs; i += 2) {
    const at = layer.statistics + (i << 3);
    const factor = f64x2.mul(
      f64x2.promote_low_f32x4(v128.load64_zero(layer.kernel + (i << 2))),
      f64x2.splat(scale),
    );
    const mean = v128.load(at);
    const meanDelta = v128.load(at + 3 * row);
    const slope = v128.load(at + 4 * row);
    let x = before.activations + (i << 2);
    let to = before.deltas + (i << 2);
    for (let d = layer.deltas + (i << 2); d < end; d += step, x += step, to += step) {
      const delta = f64x2.sub(f64x2.promote_low_f32x4(v128.load64_zero(d)), meanDelta);
      const centred = f64x2.sub(f64x2.promote_low_f32x4(v128.load64_zero(x)), mean);
      const result = f64x2.mul(factor, f64x2.sub(delta, f64x2.mul(centred, slope)));
      v128.store64_lane(to, f32x4.demote_f64x2_zero(result), 0);
    }
  }
  memory.fill(before.deltas + counted, 0, 2 * layer.sampleStride - counted);
}

/** Moves the moving mean and the moving variance towards those of the batch. */
export function moveStatistics(layer: Layer, weights: usize): void {
  const bytes = layer.outputs << 2;
  const means = weights + (layer.flat << 2) + 2 * bytes;
  const variances = means + bytes;
  const row = rowBytes(layer);
  for (let i: usize = 0; i < layer.outputs; i++) {
    const at = layer.statistics + (i << 3);
    move(means + (i << 2), load<f64>(at));
    move(variances + (i << 2), load<f64>(at + 2 * row));
  }
}

function move(moving: usize, value: f64): void {
  store<f32>(moving, <f32>(<f64>load<f32>(moving) * MOMENTUM + value * (1.0 - MOMENTUM)));
}
