import { Layer } from "../network/layer";
import { Network, outputScale } from "../network/network";

/** The outputs of the layer before, [pixels][lanes], as one row of pixels x channels. */
export function flatten(layer: Layer, before: Layer): void {
  for (let sample: usize = 0; sample < 2; sample++) {
    let to = layer.activations + sample * layer.sampleStride;
    let from = before.activations + sample * before.sampleStride;
    const end = to + (layer.outputs << 2);
    for (; to !== end; to += layer.inputs << 2, from += layer.inputLanes << 2) {
      memory.copy(to, from, layer.inputs << 2);
    }
  }
}

/** Copies an image of the pair into one row. */
export function flattenImage(layer: Layer, sample: usize, image: usize): void {
  memory.copy(layer.activations + sample * layer.sampleStride, image, layer.outputs << 2);
}

/** Distributes the gradient by the row to the outputs of the layer before. */
export function flattenBackward(network: Network, layer: Layer, before: Layer): void {
  const scale = outputScale(network, before);
  const channels = layer.inputs << 2;
  for (let sample: usize = 0; sample < 2; sample++) {
    let from = layer.deltas + sample * layer.sampleStride;
    let to = before.deltas + sample * before.sampleStride;
    const end = from + (layer.outputs << 2);
    for (; from !== end; from += channels, to += layer.inputLanes << 2) {
      for (let i: usize = 0; i < channels; i += 4) store<f32>(to + i, load<f32>(from + i) * scale);
    }
  }
}
