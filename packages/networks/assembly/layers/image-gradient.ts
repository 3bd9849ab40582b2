import { Layer, lanes, outputPixels, ROW } from "../network/layer";
import { Network } from "../network/network";

/**
 * Adds the pair's gradient by the images of a first convolution to `a` and `b`, [imageHeight][imageWidth][imageChannels] f64 each.
 * The gradients by the inputs of each output pixel are computed side by side over the patches, then added where the patch lies.
 */
export function addImageGradient(network: Network, layer: Layer, a: usize, b: usize): void {
  const patchBytes = lanes(layer.rows) << 2;
  for (let block: usize = 0; block << 6 < patchBytes; block++) patchGradients(network, layer, block);
  addPatches(layer, network.patchGradients, a);
  addPatches(layer, network.patchGradients + outputPixels(layer) * patchBytes, b);
}

/** patch[pixel, i] = sum over o of delta[pixel, o] * kernel[i, o], of 16 inputs i of every pixel of the pair. */
function patchGradients(network: Network, layer: Layer, block: usize): void {
  const step = layer.outputLanes << 2;
  const channels = layer.outputs << 2;
  const patchBytes = lanes(layer.rows) << 2;
  const kernel = layer.backwardKernel + block * layer.outputLanes * ROW;
  const deltaStride = layer.sampleStride;
  const patchStride = outputPixels(layer) * patchBytes;
  let to = network.patchGradients + block * ROW;
  let deltas = layer.deltas;
  for (const last = deltas + deltaStride; deltas !== last; deltas += step, to += patchBytes) {
    let a0 = f32x4.splat(0);
    let a1 = a0;
    let a2 = a0;
    let a3 = a0;
    let b0 = a0;
    let b1 = a0;
    let b2 = a0;
    let b3 = a0;
    let p = deltas;
    let q = p + deltaStride;
    let k = kernel;
    const end = p + channels;
    do {
      const s = v128.load32_splat(p);
      const t = v128.load32_splat(q);
      let v = v128.load(k);
      a0 = f32x4.add(a0, f32x4.mul(s, v));
      b0 = f32x4.add(b0, f32x4.mul(t, v));
      v = v128.load(k, 16);
      a1 = f32x4.add(a1, f32x4.mul(s, v));
      b1 = f32x4.add(b1, f32x4.mul(t, v));
      v = v128.load(k, 32);
      a2 = f32x4.add(a2, f32x4.mul(s, v));
      b2 = f32x4.add(b2, f32x4.mul(t, v));
      v = v128.load(k, 48);
      a3 = f32x4.add(a3, f32x4.mul(s, v));
      b3 = f32x4.add(b3, f32x4.mul(t, v));
      p += 4;
      q += 4;
      k += ROW;
    } while (p !== end);
    v128.store(to, a0);
    v128.store(to, a1, 16);
    v128.store(to, a2, 32);
    v128.store(to, a3, 48);
    const other = to + patchStride;
    v128.store(other, b0);
    v128.store(other, b1, 16);
    v128.store(other, b2, 32);
    v128.store(other, b3, 48);
  }
}

/** Adds patches [outputHeight][outputWidth][lanes of taps x inputs] f32 to an image of f64. */
function addPatches(layer: Layer, patches: usize, image: usize): void {
  const patchBytes = lanes(layer.rows) << 2;
  const rowBytes = (layer.inputWidth * layer.inputs) << 3;
  const columnStep = (layer.stride * layer.inputs) << 3;
  const taps = layer.kernelWidth * layer.inputs;
  let patch = patches;
  for (let y: usize = 0; y < layer.outputHeight; y++) {
    let corner = image + layer.stride * y * rowBytes;
    for (let x: usize = 0; x < layer.outputWidth; x++, corner += columnStep, patch += patchBytes) {
      let from = patch;
      for (let kh: usize = 0; kh < layer.kernelHeight; kh++) {
        let to = corner + kh * rowBytes;
        for (const end = from + (taps << 2); from !== end; from += 4, to += 8) {
          store<f64>(to, load<f64>(to) + <f64>load<f32>(from));
        }
      }
    }
  }
}

/** Computes the gradient by the images if the first layer flattens them, for one `sample` of the pair. */
export function addFlatGradient(layer: Layer, sample: usize, image: usize): void {
  let from = layer.deltas + sample * layer.sampleStride;
  let to = image;
  for (const end = from + (layer.outputs << 2); from !== end; from += 4, to += 8) {
    store<f64>(to, load<f64>(to) + <f64>load<f32>(from));
  }
}
