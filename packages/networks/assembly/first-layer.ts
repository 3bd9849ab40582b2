import { addRows } from "./kernel-gradient";
import { Layer, layerOf, Network, PATCH, ROW } from "./network";

/** Copies sample `index` into patches [pixels of the first layer][10]: the nine inputs of each output pixel, and 1. */
export function gatherPatches(network: Network, index: usize, patches: usize): void {
  const side = network.imageSide;
  const outputSide = layerOf(network, 0).outputSide;
  const image = normalised(network, index);
  const rowBytes = side << 2;
  let patch = patches;
  for (let y: usize = 0; y < outputSide; y++) {
    let corner = image + 2 * y * rowBytes;
    for (let x: usize = 0; x < outputSide; x++) {
      const a = v128.load(corner);
      const b = v128.load(corner + rowBytes);
      const c = v128.load(corner + 2 * rowBytes);
      v128.store(patch, v128.shuffle<f32>(a, b, 0, 1, 2, 4));
      v128.store(patch, v128.shuffle<f32>(b, c, 1, 2, 4, 5), 16);
      store<f32>(patch, f32x4.extract_lane(c, 2), 32);
      store<f32>(patch, 1, 36);
      patch += PATCH;
      corner += 8;
    }
  }
}

/**
 * Reads a byte of each cache line of sample `index`, so that its pixels are on their way from main memory, all at once, while
 * something else is computed.
 */
export function fetchAhead(network: Network, index: usize): void {
  const bytes = (network.imageSide * network.imageSide) << (network.floats ? 2 : 0);
  const end = network.images + (index + 1) * bytes;
  let sum: u32 = 0;
  for (let p = end - bytes; p < end; p += 64) sum += load<u8>(p);
  // A result that is used keeps the reads.
  network.fetched = sum;
}

/** The pixels [side][side] f32 of sample `index`: of bytes, -1 + 2 * (x / 255), computed into the network's own memory. */
function normalised(network: Network, index: usize): usize {
  const pixels = network.imageSide * network.imageSide;
  if (network.floats) return network.images + 4 * index * pixels;
  const bytes = network.images + index * pixels;
  const image = network.image;
  const most = f32x4.splat(255);
  const two = f32x4.splat(2);
  const minusOne = f32x4.splat(-1);
  for (let i: usize = 0; i < pixels; i += 4) {
    const words = i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(v128.load32_zero(bytes + i)));
    const scaled = f32x4.div(f32x4.convert_i32x4_s(words), most);
    v128.store(image + 4 * i, f32x4.add(minusOne, f32x4.mul(two, scaled)));
  }
  return image;
}

/** Forward pass of the first layer on the pair's patches; of the activations, only relu is applied (`rectify`). */
export function convolvePatches(network: Network, layer: Layer, rectify: bool): void {
  const zero = f32x4.splat(0);
  const pixels = layer.outputSide * layer.outputSide;
  const step = layer.outputLanes << 2;
  const stride = layer.sampleStride;
  const patchStride = network.patchStride;
  for (let block: usize = 0, blocks = layer.outputLanes >> 4; block < blocks; block++) {
    const kernel = layer.kernel + block * 10 * ROW;
    let output = layer.activations + block * ROW;
    let patch = network.patches;
    const last = patch + pixels * PATCH;
    do {
      let a0 = v128.load(kernel, 576);
      let a1 = v128.load(kernel, 592);
      let a2 = v128.load(kernel, 608);
      let a3 = v128.load(kernel, 624);
      let b0 = a0;
      let b1 = a1;
      let b2 = a2;
      let b3 = a3;
      let k = kernel;
      let p = patch;
      let q = p + patchStride;
      const end = p + 36;
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
      patch += PATCH;
    } while (patch !== last);
  }
}

/** Adds the pair's gradient by the first layer's kernel and bias, two rows at a time: nine taps and the bias make five. */
export function patchKernelGradient(network: Network, layer: Layer): void {
  const pixels = (layer.outputSide * layer.outputSide) << 1;
  const step = layer.outputLanes << 2;
  for (let block: usize = 0, blocks = layer.outputLanes >> 4; block < blocks; block++) {
    for (let tap: usize = 0; tap < 10; tap += 2) {
      let a0 = f32x4.splat(0);
      let a1 = a0;
      let a2 = a0;
      let a3 = a0;
      let b0 = a0;
      let b1 = a0;
      let b2 = a0;
      let b3 = a0;
      let p = network.patches + tap * 4;
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
        p += PATCH;
        d += step;
      } while (d !== end);
      addRows(layer.gradient + (block * 10 + tap) * ROW, a0, a1, a2, a3, b0, b1, b2, b3);
    }
  }
}
