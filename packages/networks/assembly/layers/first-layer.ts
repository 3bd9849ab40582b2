import { Layer, outputPixels, ROW } from "../network/layer";
import { Network } from "../network/network";
import { addRows } from "./kernel-gradient";

/** The size in bytes of a patch of 3 x 3 x 1 inputs and a 1 for the bias. */
const SMALL_PATCH: usize = 40;

/** Copies an image into patches [pixels of the first convolution][packedRows]: the inputs of each output pixel, then 1 for the bias. */
export function gatherPatches(layer: Layer, image: usize, patches: usize): void {
  if (layer.inputs === 1 && layer.kernelHeight === 3 && layer.kernelWidth === 3) {
    gatherSmallPatches(layer, image, patches);
    return;
  }
  const rowBytes = (layer.inputWidth * layer.inputs) << 2;
  const tapsBytes = (layer.kernelWidth * layer.inputs) << 2;
  const columnStep = (layer.stride * layer.inputs) << 2;
  let patch = patches;
  for (let y: usize = 0; y < layer.outputHeight; y++) {
    let corner = image + layer.stride * y * rowBytes;
    for (let x: usize = 0; x < layer.outputWidth; x++) {
      let to = patch;
      for (let kh: usize = 0; kh < layer.kernelHeight; kh++, to += tapsBytes) {
        copyVectors(to, corner + kh * rowBytes, tapsBytes);
      }
      store<f32>(to, 1);
      patch += layer.packedRows << 2;
      corner += columnStep;
    }
  }
}

/** Copies bytes in whole vectors: up to 12 bytes beyond the end are read, and written where the next copy or the bias comes. */
function copyVectors(to: usize, from: usize, bytes: usize): void {
  for (let i: usize = 0; i < bytes; i += 16) v128.store(to + i, v128.load(from + i));
}

function gatherSmallPatches(layer: Layer, image: usize, patches: usize): void {
  const rowBytes = layer.inputWidth << 2;
  const columnStep = layer.stride << 2;
  let patch = patches;
  for (let y: usize = 0; y < layer.outputHeight; y++) {
    let corner = image + layer.stride * y * rowBytes;
    for (let x: usize = 0; x < layer.outputWidth; x++) {
      const a = v128.load(corner);
      const b = v128.load(corner + rowBytes);
      const c = v128.load(corner + 2 * rowBytes);
      v128.store(patch, v128.shuffle<f32>(a, b, 0, 1, 2, 4));
      v128.store(patch, v128.shuffle<f32>(b, c, 1, 2, 4, 5), 16);
      store<f32>(patch, f32x4.extract_lane(c, 2), 32);
      store<f32>(patch, 1, 36);
      patch += SMALL_PATCH;
      corner += columnStep;
    }
  }
}

/** Forward pass of a first convolution on the pair's patches; of the activations, only relu is applied (`rectify`). */
export function convolvePatches(network: Network, layer: Layer, rectify: bool): void {
  const zero = f32x4.splat(0);
  const pixels = outputPixels(layer);
  const patchBytes = layer.packedRows << 2;
  const inputBytes = layer.rows << 2;
  const step = layer.outputLanes << 2;
  const stride = layer.sampleStride;
  const patchStride = network.patchStride;
  for (let block: usize = 0, blocks = layer.outputLanes >> 4; block < blocks; block++) {
    const kernel = layer.kernel + block * layer.packedRows * ROW;
    const bias = kernel + layer.rows * ROW;
    let output = layer.activations + block * ROW;
    let patch = network.patches;
    const last = patch + pixels * patchBytes;
    do {
      let a0 = v128.load(bias);
      let a1 = v128.load(bias, 16);
      let a2 = v128.load(bias, 32);
      let a3 = v128.load(bias, 48);
      let b0 = a0;
      let b1 = a1;
      let b2 = a2;
      let b3 = a3;
      let k = kernel;
      let p = patch;
      let q = p + patchStride;
      const end = p + inputBytes;
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
      if (rectify) {
        a0 = f32x4.pmax(a0, zero);
        a1 = f32x4.pmax(a1, zero);
        a2 = f32x4.pmax(a2, zero);
        a3 = f32x4.pmax(a3, zero);
        b0 = f32x4.pmax(b0, zero);
        b1 = f32x4.pmax(b1, zero);
        b2 = f32x4.pmax(b2, zero);
        b3 = f32x4.pmax(b3, zero);
      }
      v128.store(output, a0);
      v128.store(output, a1, 16);
      v128.store(output, a2, 32);
      v128.store(output, a3, 48);
      const other = output + stride;
      v128.store(other, b0);
      v128.store(other, b1, 16);
      v128.store(other, b2, 32);
      v128.store(other, b3, 48);
      output += step;
      patch += patchBytes;
    } while (patch !== last);
  }
}

/** Adds the pair's gradient by a first convolution's kernel and bias, two rows at a time; the bias is the last of the rows. */
export function patchKernelGradient(network: Network, layer: Layer): void {
  const pixels = outputPixels(layer) << 1;
  const patchBytes = layer.packedRows << 2;
  const step = layer.outputLanes << 2;
  for (let block: usize = 0, blocks = layer.outputLanes >> 4; block < blocks; block++) {
    for (let row: usize = 0; row < layer.packedRows; row += 2) {
      let a0 = f32x4.splat(0);
      let a1 = a0;
      let a2 = a0;
      let a3 = a0;
      let b0 = a0;
      let b1 = a0;
      let b2 = a0;
      let b3 = a0;
      let p = network.patches + (row << 2);
      let d = layer.deltas + block * ROW;
      const end = d + pixels * step;
      do {
        const s = v128.load32_splat(p);
        const t = v128.load32_splat(p, 4);
        let v = v128.load(d);
        a0 = f32x4.add(a0, f32x4.mul(s, v));
        b0 = f32x4.add(b0, f32x4.mul(t, v));
        v = v128.load(d, 16);
        a1 = f32x4.add(a1, f32x4.mul(s, v));
        b1 = f32x4.add(b1, f32x4.mul(t, v));
        v = v128.load(d, 32);
        a2 = f32x4.add(a2, f32x4.mul(s, v));
        b2 = f32x4.add(b2, f32x4.mul(t, v));
        v = v128.load(d, 48);
        a3 = f32x4.add(a3, f32x4.mul(s, v));
        b3 = f32x4.add(b3, f32x4.mul(t, v));
        p += patchBytes;
        d += step;
      } while (d !== end);
      addRows(layer.gradient + (block * layer.packedRows + row) * ROW, a0, a1, a2, a3, b0, b1, b2, b3);
    }
  }
}
