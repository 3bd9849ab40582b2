import { Layer } from "../network/layer";
import { Network, outputScale } from "../network/network";

/** Computes the means of the previous layer's outputs over its pixels, for the pair of samples. */
export function meanOverPixels(layer: Layer, before: Layer): void {
  const pixels = layer.inputHeight * layer.inputWidth;
  const step = layer.inputLanes << 2;
  const share = f32x4.splat(<f32>(1.0 / <f64>pixels));
  for (let sample: usize = 0; sample < 2; sample++) {
    const inputs = before.activations + sample * before.sampleStride;
    const means = layer.activations + sample * layer.sampleStride;
    for (let channel: usize = 0; channel < step; channel += 16) {
      let sum = f32x4.splat(0);
      let p = inputs + channel;
      for (let i: usize = 0; i < pixels; i++, p += step) sum = f32x4.add(sum, v128.load(p));
      v128.store(means + channel, f32x4.mul(sum, share));
    }
  }
}

/** Distributes the gradient by each mean equally among the pixels. */
export function meanBackward(network: Network, layer: Layer, before: Layer): void {
  const pixels = layer.inputHeight * layer.inputWidth;
  const step = layer.inputLanes << 2;
  const share = f32x4.splat(outputScale(network, before) / <f32>pixels);
  for (let sample: usize = 0; sample < 2; sample++) {
    const means = layer.deltas + sample * layer.sampleStride;
    const inputs = before.deltas + sample * before.sampleStride;
    for (let channel: usize = 0; channel < step; channel += 16) {
      const value = f32x4.mul(v128.load(means + channel), share);
      let p = inputs + channel;
      for (let i: usize = 0; i < pixels; i++, p += step) v128.store(p, value);
    }
  }
}
