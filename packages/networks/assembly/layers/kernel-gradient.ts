import { Layer, outputPixels, ROW } from "../network/layer";

/**
 * Adds to two neighbouring rows of a packed gradient. Vectors are loaded and stored in twos, so that an engine with wider vectors can join
 * them.
 */
export function addRows(
  row: usize,
  a0: v128,
  a1: v128,
  a2: v128,
  a3: v128,
  b0: v128,
  b1: v128,
  b2: v128,
  b3: v128,
): void {
  const a0Sum = f32x4.add(v128.load(row), a0);
  const a1Sum = f32x4.add(v128.load(row, 16), a1);
  v128.store(row, a0Sum);
  v128.store(row, a1Sum, 16);
  const a2Sum = f32x4.add(v128.load(row, 32), a2);
  const a3Sum = f32x4.add(v128.load(row, 48), a3);
  v128.store(row, a2Sum, 32);
  v128.store(row, a3Sum, 48);
  const b0Sum = f32x4.add(v128.load(row, 64), b0);
  const b1Sum = f32x4.add(v128.load(row, 80), b1);
  v128.store(row, b0Sum, 64);
  v128.store(row, b1Sum, 80);
  const b2Sum = f32x4.add(v128.load(row, 96), b2);
  const b3Sum = f32x4.add(v128.load(row, 112), b3);
  v128.store(row, b2Sum, 96);
  v128.store(row, b3Sum, 112);
}

/**
 * Adds the pair's gradient by the kernel and the bias of a convolution but a first one, or of a dense layer:
 * gradient[kh, kw, i, o] += sum over samples, y, x of input[s y + kh, s x + kw, i] * delta[y, x, o], s the stride.
 *
 * Two rows (input channels i, i + 1) at a time are summed over all pixels of the pair in registers.
 */
export function kernelGradient(layer: Layer, input: usize): void {
  const step = layer.outputLanes << 2;
  const pixels = outputPixels(layer) << 1;
  const rowBytes = (layer.inputWidth * layer.inputLanes) << 2;
  const channels = layer.inputs;
  const kernelHeight = layer.kernelHeight;
  const kernelWidth = layer.kernelWidth;
  for (let block: usize = 0, blocks = layer.outputLanes >> 4; block < blocks; block++) {
    const gradient = layer.gradient + block * layer.packedRows * ROW;
    const deltas = layer.deltas + block * ROW;
    const end = deltas + pixels * step;
    for (let kh: usize = 0; kh < kernelHeight; kh++) {
      for (let kw: usize = 0; kw < kernelWidth; kw++) {
        const first = kw * layer.inputLanes;
        for (let channel: usize = 0; channel < channels; channel += 2) {
          const corner = input + kh * rowBytes + ((first + channel) << 2);
          let a0 = f32x4.splat(0);
          let a1 = a0;
          let a2 = a0;
          let a3 = a0;
          let b0 = a0;
          let b1 = a0;
          let b2 = a0;
          let b3 = a0;
          let d = deltas;
          let offset = layer.offsets;
          do {
            const p = corner + load<u32>(offset);
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
            offset += 4;
            d += step;
          } while (d !== end);
          addRows(
            gradient + (kh * kernelWidth * layer.inputLanes + first + channel) * ROW,
            a0,
            a1,
            a2,
            a3,
            b0,
            b1,
            b2,
            b3,
          );
        }
      }
    }
    addBiasGradient(gradient + layer.rows * ROW, deltas, end, step);
  }
}

/** Adds the sum of the pair's deltas over all pixels to the gradient of the bias. */
function addBiasGradient(bias: usize, deltas: usize, end: usize, step: usize): void {
  let a0 = f32x4.splat(0);
  let a1 = a0;
  let a2 = a0;
  let a3 = a0;
  for (let d = deltas; d !== end; d += step) {
    a0 = f32x4.add(a0, v128.load(d));
    a1 = f32x4.add(a1, v128.load(d, 16));
    a2 = f32x4.add(a2, v128.load(d, 32));
    a3 = f32x4.add(a3, v128.load(d, 48));
  }
  const a0Sum = f32x4.add(v128.load(bias), a0);
  const a1Sum = f32x4.add(v128.load(bias, 16), a1);
  v128.store(bias, a0Sum);
  v128.store(bias, a1Sum, 16);
  const a2Sum = f32x4.add(v128.load(bias, 32), a2);
  const a3Sum = f32x4.add(v128.load(bias, 48), a3);
  v128.store(bias, a2Sum, 32);
  v128.store(bias, a3Sum, 48);
}

/** Fills the table with the offset of each output pixel's input window. */
export function fillOffsets(layer: Layer, inputStride: usize): void {
  const pixel = layer.inputLanes << 2;
  let offset = layer.offsets;
  for (let sample: usize = 0; sample < 2; sample++) {
    for (let y: usize = 0; y < layer.outputHeight; y++) {
      for (let x: usize = 0; x < layer.outputWidth; x++) {
        store<u32>(offset, sample * inputStride + layer.stride * (y * layer.inputWidth + x) * pixel);
        offset += 4;
      }
    }
  }
}
