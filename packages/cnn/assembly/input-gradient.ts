import { Layer, ROW } from "./network";

/**
 * The pair's gradient by a layer's input, gathered pixel by pixel, so that nothing is added in memory:
 * gradient[r, c, i] = sum over 2y + kh = r, 2x + kw = c, and o, of delta[y, x, o] * kernel[kh, kw, i, o].
 *
 * An even column has taps kw = 2 of the pixel before and kw = 0 of the pixel at c / 2, which the packed kernel holds in that
 * order; an odd one has kw = 1 alone. Rows go the same way.
 */
export function inputGradient(layer: Layer, gradient: usize, gradientStride: usize): void {
  const pixel = <usize>layer.outputLanes << 2;
  const rowBytes = layer.outputSide * pixel;
  const merged = layer.outputs == layer.outputLanes;
  const inputSide = layer.inputSide;
  const outputSide = layer.outputSide;
  const deltaStride = layer.sampleStride;
  const step = <usize>layer.inputLanes << 2;
  const tapBytes = layer.outputLanes * ROW;
  for (let block: usize = 0, blocks = <usize>layer.inputLanes >> 4; block < blocks; block++) {
    const kernel = layer.backwardKernel + block * 9 * tapBytes;
    let output = gradient + block * ROW;
    for (let r = 0; r < inputSide; r++) {
      for (let c = 0; c < inputSide; c++) {
        // Pixels x to x + taps - 1 reach this column, by the kernel's columns from `slot` on.
        let x = c >> 1;
        let taps = 1;
        let slot = 2;
        if (!(c & 1)) {
          slot = 0;
          taps = 2;
          if (--x < 0) {
            x = 0;
            slot = 1;
            taps = 1;
          }
        }
        taps = min(taps, outputSide - x);
        let a0 = f32x4.splat(0);
        let a1 = a0;
        let a2 = a0;
        let a3 = a0;
        let b0 = a0;
        let b1 = a0;
        let b2 = a0;
        let b3 = a0;
        const runs = merged ? min(taps, 1) : taps;
        const run = merged ? taps * pixel : <usize>layer.outputs << 2;
        for (let y = r >> 1, kh = r & 1; kh < 3 && y >= 0; kh += 2, y--) {
          if (y >= outputSide) continue;
          for (let tap = 0; tap < runs; tap++) {
            let p = layer.deltas + y * rowBytes + (x + tap) * pixel;
            let q = p + deltaStride;
            let k = kernel + (kh * 3 + slot + tap) * tapBytes;
            const end = p + run;
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
            } while (p != end);
          }
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
}
