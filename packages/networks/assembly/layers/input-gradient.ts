import { Layer, ROW } from "../network/layer";
import { Network } from "../network/network";
import { Activation, activateBackward } from "./activation";

/**
 * The pair's gradient by the input of a convolution but a first one, gathered pixel by pixel, so that nothing is added in memory:
 * gradient[r, c, i] = sum over s y + kh = r, s x + kw = c, and o, of delta[y, x, o] * kernel[kh, kw, i, o], s the stride; then, where
 * the layer before is activated, that by the sums before its activation.
 */
export function inputGradient(network: Network, layer: Layer, before: Layer): void {
  const gradient = before.deltas;
  const gradientStride = before.sampleStride;
  const rectified = before.activated && network.activation === Activation.RELU;
  const zero = f32x4.splat(0);
  const pixel = layer.outputLanes << 2;
  const rowBytes = layer.outputWidth * pixel;
  const channels = layer.outputs << 2;
  const inputHeight = layer.inputHeight;
  const inputWidth = layer.inputWidth;
  const outputHeight = layer.outputHeight;
  const outputWidth = layer.outputWidth;
  const kernelHeight = layer.kernelHeight;
  const kernelWidth = layer.kernelWidth;
  const stride = layer.stride;
  const deltaStride = layer.sampleStride;
  const step = layer.inputLanes << 2;
  const tapBytes = layer.outputLanes * ROW;
  const padding = pixel - channels;
  const columnStep = stride * tapBytes + layer.outputs * ROW;
  const tapRowBytes = kernelWidth * tapBytes;
  const rowStep = stride * tapRowBytes;
  for (let block: usize = 0, blocks = layer.inputLanes >> 4; block < blocks; block++) {
    const kernel = layer.backwardKernel + block * kernelHeight * tapRowBytes;
    let output = gradient + block * ROW;
    for (let r: usize = 0; r < inputHeight; r++) {
      // Output rows from y downwards reach row r, by the kernel's rows from kh upwards.
      const y = min(r / stride, outputHeight - 1);
      const kh = r - y * stride;
      const rows = kh < kernelHeight ? min((kernelHeight - 1 - kh) / stride, y) + 1 : 0;
      const lastRow = layer.deltas + y * rowBytes;
      const lastTaps = kernel + kh * tapRowBytes;
      // Output columns from x upwards reach column c, by the kernel's columns from kw downwards.
      let x: usize = 0;
      let kw: usize = 0;
      for (let c: usize = 0; c < inputWidth; c++) {
        let a0 = f32x4.splat(0);
        let a1 = a0;
        let a2 = a0;
        let a3 = a0;
        let b0 = a0;
        let b1 = a0;
        let b2 = a0;
        let b3 = a0;
        const columns = x < outputWidth && kw < kernelWidth ? min(kw / stride + 1, outputWidth - x) : 0;
        let row = lastRow + x * pixel;
        let taps = lastTaps + kw * tapBytes;
        for (let i: usize = 0; i < rows; i++) {
          let p = row;
          let k = taps;
          for (let j: usize = 0; j < columns; j++) {
            let q = p + deltaStride;
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
            p += padding;
            k -= columnStep;
          }
          row -= rowBytes;
          taps += rowStep;
        }
        if (rectified) {
          const a = before.activations + (output - gradient);
          const b = a + gradientStride;
          a0 = v128.and(a0, f32x4.gt(v128.load(a), zero));
          a1 = v128.and(a1, f32x4.gt(v128.load(a, 16), zero));
          a2 = v128.and(a2, f32x4.gt(v128.load(a, 32), zero));
          a3 = v128.and(a3, f32x4.gt(v128.load(a, 48), zero));
          b0 = v128.and(b0, f32x4.gt(v128.load(b), zero));
          b1 = v128.and(b1, f32x4.gt(v128.load(b, 16), zero));
          b2 = v128.and(b2, f32x4.gt(v128.load(b, 32), zero));
          b3 = v128.and(b3, f32x4.gt(v128.load(b, 48), zero));
        }
        v128.store(output, a0);
        v128.store(output, a1, 16);
        v128.store(output, a2, 32);
        v128.store(output, a3, 48);
        const other = output + gradientStride;
        v128.store(other, b0);
        v128.store(other, b1, 16);
        v128.store(other, b2, 32);
        v128.store(other, b3, 48);
        output += step;
        kw++;
        if (kw === kernelWidth) {
          kw -= stride;
          x++;
        }
      }
    }
  }
  if (before.activated && !rectified) activateBackward(network, before);
}
