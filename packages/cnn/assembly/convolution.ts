import { Layer, ROW } from "./network";

/**
 * Forward pass of a layer but the first, for a pair of samples, without the activation:
 * output[y, x, o] = bias[o] + sum over kh, kw, i of input[2y + kh, 2x + kw, i] * kernel[kh, kw, i, o].
 *
 * `input` [2][inputSide][inputSide][inputLanes], `output` [2][outputSide][outputSide][outputLanes].
 */
export function convolve(layer: Layer, input: usize, inputStride: usize): void {
  const pixel = <usize>layer.inputLanes << 2;
  const rowBytes = layer.inputSide * pixel;
  // Three neighbouring pixels are one run of channels where none is padding.
  const merged = layer.inputs == layer.inputLanes;
  const runs = merged ? 1 : 3;
  const run = merged ? 3 * pixel : <usize>layer.inputs << 2;
  const gap = merged ? 0 : pixel - run;
  const outputSide = layer.outputSide;
  const step = <usize>layer.outputLanes << 2;
  const stride = layer.sampleStride;
  for (let block: usize = 0, blocks = <usize>layer.outputLanes >> 4; block < blocks; block++) {
    const kernel = layer.kernel + block * (layer.rows + 1) * ROW;
    const bias = kernel + layer.rows * ROW;
    let output = layer.activations + block * ROW;
    for (let y = 0; y < outputSide; y++) {
      let corner = input + 2 * y * rowBytes;
      for (let x = 0; x < outputSide; x++) {
        let a0 = v128.load(bias);
        let a1 = v128.load(bias, 16);
        let a2 = v128.load(bias, 32);
        let a3 = v128.load(bias, 48);
        let b0 = a0;
        let b1 = a1;
        let b2 = a2;
        let b3 = a3;
        let k = kernel;
        let row = corner;
        for (let kh = 0; kh < 3; kh++) {
          let p = row;
          for (let r = 0; r < runs; r++) {
            let q = p + inputStride;
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
            p += gap;
            k += gap * 16;
          }
          row += rowBytes;
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
        corner += 2 * pixel;
      }
    }
  }
}
