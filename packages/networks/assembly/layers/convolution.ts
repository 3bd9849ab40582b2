import { Layer, ROW } from "../network/layer";

/**
 * Forward pass of a convolution but a first one, or of a dense layer, for a pair of samples; of the activations, only relu is applied
 * (`rectify`): output[y, x, o] = bias[o] + sum over kh, kw, i of input[s y + kh, s x + kw, i] * kernel[kh, kw, i, o], s the stride.
 *
 * `input` [2][inputHeight][inputWidth][inputLanes], `inputStride` the bytes from one sample to the other.
 */
export function convolve(layer: Layer, input: usize, inputStride: usize, rectify: bool): void {
  const zero = f32x4.splat(0);
  const pixel = layer.inputLanes << 2;
  const rowBytes = layer.inputWidth * pixel;
  const channels = layer.inputs << 2;
  const padding = pixel - channels;
  const outputHeight = layer.outputHeight;
  const outputWidth = layer.outputWidth;
  const kernelHeight = layer.kernelHeight;
  const kernelWidth = layer.kernelWidth;
  const columnStep = layer.stride * pixel;
  const rowStep = layer.stride * rowBytes;
  const step = layer.outputLanes << 2;
  const stride = layer.sampleStride;
  for (let block: usize = 0, blocks = layer.outputLanes >> 4; block < blocks; block++) {
    const kernel = layer.kernel + block * (layer.rows + 1) * ROW;
    const bias = kernel + layer.rows * ROW;
    let output = layer.activations + block * ROW;
    for (let y: usize = 0; y < outputHeight; y++) {
      let corner = input + y * rowStep;
      for (let x: usize = 0; x < outputWidth; x++) {
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
        for (let kh: usize = 0; kh < kernelHeight; kh++) {
          let p = row;
          for (let kw: usize = 0; kw < kernelWidth; kw++) {
            let q = p + inputStride;
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
            k += padding * 16;
          }
          row += rowBytes;
        }
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
        corner += columnStep;
      }
    }
  }
}
