import { exp, log } from "../network/elementary";
import { Layer } from "../network/layer";

/**
 * The cross-entropy of a sample of the pair, whose class is `label`, by the logits of the last layer; the gradient of `share` times it
 * by the logits is written to the layer's deltas.
 */
export function crossEntropy(layer: Layer, sample: usize, label: usize, share: f64): f64 {
  const logits = layer.activations + sample * layer.sampleStride;
  const deltas = layer.deltas + sample * layer.sampleStride;
  const end = logits + (layer.outputs << 2);
  const most = <f64>load<f32>(bestLogit(layer, sample));
  let sum = 0.0;
  for (let p = logits, d = deltas; p !== end; p += 4, d += 4) {
    const power = exp(<f64>load<f32>(p) - most);
    store<f32>(d, <f32>power);
    sum += power;
  }
  const scale = <f32>(share / sum);
  for (let d = deltas, last = deltas + (layer.outputs << 2); d !== last; d += 4)
    store<f32>(d, load<f32>(d) * scale);
  const own = label << 2;
  store<f32>(deltas + own, load<f32>(deltas + own) - <f32>share);
  return log(sum) - (<f64>load<f32>(logits + own) - most);
}

/** Returns the address of the greatest logit of a sample of the pair; of equal logits, that of the first. */
function bestLogit(layer: Layer, sample: usize): usize {
  const logits = layer.activations + sample * layer.sampleStride;
  const end = logits + (layer.outputs << 2);
  let best = logits;
  let most = load<f32>(best);
  for (let p = logits + 4; p !== end; p += 4) {
    if (load<f32>(p) > most) {
      most = load<f32>(p);
      best = p;
    }
  }
  return best;
}

/**
 * Returns whether the class of a sample of the pair has the greatest logit; of equal logits, the first counts
 * as the greatest.
 */
export function isCorrect(layer: Layer, sample: usize, label: usize): bool {
  return bestLogit(layer, sample) === layer.activations + sample * layer.sampleStride + (label << 2);
}

/** Returns the class of the greatest logit of a sample of the pair; of equal logits, the first counts as the greatest. */
export function predictedClass(layer: Layer, sample: usize): usize {
  return (bestLogit(layer, sample) - layer.activations - sample * layer.sampleStride) >> 2;
}

/** Returns the probability of the predicted class of a sample of the pair: the greatest of the softmax of its logits. */
export function confidence(layer: Layer, sample: usize): f64 {
  const logits = layer.activations + sample * layer.sampleStride;
  const most = <f64>load<f32>(bestLogit(layer, sample));
  let sum = 0.0;
  for (let p = logits, end = logits + (layer.outputs << 2); p !== end; p += 4) {
    sum += exp(<f64>load<f32>(p) - most);
  }
  return 1.0 / sum;
}

/** Sets the deltas of a sample of the pair to 0, so that it contributes no gradient. */
export function clearDeltas(layer: Layer, sample: usize): void {
  memory.fill(layer.deltas + sample * layer.sampleStride, 0, layer.sampleStride);
}
