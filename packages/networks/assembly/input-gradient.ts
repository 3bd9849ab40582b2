import { Activation, activateBackward } from "./activation";
import { Layer, Network, ROW } from "./network";

/**
 * The pair's gradient by a layer's input, gathered pixel by pixel, so that nothing is added in memory:
 * gradient[r, c, i] = sum over 2y + kh = r, 2x + kw = c, and o, of delta[y, x, o] * kernel[kh, kw, i, o].
 *
 * An even column has taps kw = 2 of the pixel before and kw = 0 of the pixel at c / 2, which the packed kernel holds in that
 * order; an odd one has kw = 1 alone. Rows go the same way.
 */
export function inputGradient(network: Network, layer: Layer, before: Layer): void {
  const gradient = before.deltas;
  const gradientStride = before.sampleStride;
  const rectified = network.activation === Activation.RELU;
  const zero = f32x4.splat(0);
  const pixel = layer.outputLanes << 2;
  const rowBytes = layer.outputSide * pixel;
  const channels = layer.outputs << 2;
  const inputSide = layer.inputSide;
  const outputSide = layer.outputSide;
  const deltaStride = layer.sampleStride;
  const step = layer.inputLanes << 2;
  const tapBytes = layer.outputLanes * ROW;
  for (let block: usize = 0, blocks = layer.inputLanes >> 4; block < blocks; block++) {
    const kernel = layer.backwardKernel + block * 9 * tapBytes;
    let output = gradient + block * ROW;
    for (let r: usize = 0; r < inputSide; r++) {
      for (let c: usize = 0; c < inputSide; c++) {
        // Pixels x to x + taps - 1 reach this column, by the kernel's columns from `slot` on.
        const odd = c & 1;
        const inner = c > 0 && !odd;
        const x = (c >> 1) - <usize>inner;
        const slot: usize = inner ? 0 : odd + 1;
        const taps: usize = x >= outputSide ? 0 : inner && x + 1 < outputSide ? 2 : 1;
        let a0 = f32x4.splat(0);
        let a1 = a0;
        let a2 = a0;
        let a3 = a0;
        let b0 = a0;
        let b1 = a0;
        let b2 = a0;
        let b3 = a0;
        for (let kh = r & 1; kh < 3 && kh <= r; kh += 2) {
          const y = (r - kh) >> 1;
          if (y >= outputSide) continue;
          for (let tap: usize = 0; tap < taps; tap++) {
            let p = layer.deltas + y * rowBytes + (x + tap) * pixel;
            let q = p + deltaStride;
            let k = kernel + (kh * 3 + slot + tap) * tapBytes;
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
          }
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
      }
    }
  }
  if (!rectified) activateBackward(network, before);
}
