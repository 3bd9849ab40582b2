import { Layer, ROW } from "../network/layer";
import { Network, outputScale } from "../network/network";

/** The pair's gradient by a dense layer's inputs, on the kernel as the forward pass has it. */
export function denseInputGradient(network: Network, dense: Layer, before: Layer): void {
  const scale = outputScale(network, before);
  for (let sample: usize = 0; sample < 2; sample++) {
    const deltas = dense.deltas + sample * dense.sampleStride;
    inputGradientOfSample(dense, deltas, before.deltas + sample * before.sampleStride, scale);
  }
}

/** Computes gradient[i] = scale * sum over o of kernel[i, o] * delta[o]. */
function inputGradientOfSample(dense: Layer, deltas: usize, gradient: usize, scale: f32): void {
  const blocks = dense.outputLanes >> 4;
  for (let i: usize = 0, inputs = dense.inputs; i < inputs; i++) {
    let sum = f32x4.splat(0);
    for (let block: usize = 0; block < blocks; block++) {
      const k = dense.kernel + (block * dense.packedRows + i) * ROW;
      const d = deltas + block * ROW;
      for (let v: usize = 0; v < ROW; v += 16)
        sum = f32x4.add(sum, f32x4.mul(v128.load(k + v), v128.load(d + v)));
    }
    const pairs = f32x4.add(sum, v128.shuffle<f32>(sum, sum, 2, 3, 0, 1));
    const total = f32x4.extract_lane(pairs, 0) + f32x4.extract_lane(pairs, 1);
    store<f32>(gradient + (i << 2), total * scale);
  }
}
