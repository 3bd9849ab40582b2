import { exp, log } from "./elementary";
import { Layer, layerOf, Network, ROW } from "./network";

/** Means of the last convolution's outputs over its pixels, then the dense layer: logits of the pair in its `activations`. */
export function forwardHead(network: Network): void {
  const last = layerOf(network, network.depth - 1);
  const dense = layerOf(network, network.depth);
  const pixels = last.outputSide * last.outputSide;
  const step = last.outputLanes << 2;
  const share = f32x4.splat(<f32>(1.0 / <f64>pixels));
  for (let sample: usize = 0; sample < 2; sample++) {
    const outputs = last.activations + sample * last.sampleStride;
    const pooled = network.pooled + sample * step;
    for (let channel: usize = 0; channel < step; channel += 16) {
      let sum = f32x4.splat(0);
      let p = outputs + channel;
      for (let i: usize = 0; i < pixels; i++, p += step) sum = f32x4.add(sum, v128.load(p));
      v128.store(pooled + channel, f32x4.mul(sum, share));
    }
    denseForward(dense, pooled, dense.activations + sample * dense.sampleStride);
  }
}

function denseForward(dense: Layer, pooled: usize, logits: usize): void {
  for (let block: usize = 0, blocks = dense.outputLanes >> 4; block < blocks; block++) {
    let k = dense.kernel + block * (dense.rows + 1) * ROW;
    const bias = k + dense.rows * ROW;
    let a0 = v128.load(bias);
    let a1 = v128.load(bias, 16);
    let a2 = v128.load(bias, 32);
    let a3 = v128.load(bias, 48);
    for (let p = pooled; k !== bias; p += 4, k += ROW) {
      const s = v128.load32_splat(p);
      a0 = f32x4.add(a0, f32x4.mul(s, v128.load(k)));
      a1 = f32x4.add(a1, f32x4.mul(s, v128.load(k, 16)));
      a2 = f32x4.add(a2, f32x4.mul(s, v128.load(k, 32)));
      a3 = f32x4.add(a3, f32x4.mul(s, v128.load(k, 48)));
    }
    v128.store(logits + block * ROW, a0);
    v128.store(logits + block * ROW, a1, 16);
    v128.store(logits + block * ROW, a2, 32);
    v128.store(logits + block * ROW, a3, 48);
  }
}

/**
 * Adds the cross-entropy of sample 0 or 1 of the pair, whose class is `label`, to the network's sums, and writes the
 * gradient of `share` times that loss by the logits to the dense layer's deltas.
 */
export function crossEntropy(network: Network, sample: usize, label: usize, share: f64): void {
  const dense = layerOf(network, network.depth);
  const logits = dense.activations + sample * dense.sampleStride;
  const deltas = dense.deltas + sample * dense.sampleStride;
  const end = logits + (dense.outputs << 2);
  let most = load<f32>(logits);
  let best = logits;
  for (let p = logits + 4; p !== end; p += 4) {
    if (load<f32>(p) > most) {
      most = load<f32>(p);
      best = p;
    }
  }
  let sum = 0.0;
  for (let p = logits, d = deltas; p !== end; p += 4, d += 4) {
    const power = exp(<f64>load<f32>(p) - <f64>most);
    store<f32>(d, <f32>power);
    sum += power;
  }
  const scale = <f32>(share / sum);
  for (let d = deltas, last = deltas + (dense.outputs << 2); d !== last; d += 4)
    store<f32>(d, load<f32>(d) * scale);
  const own = label << 2;
  store<f32>(deltas + own, load<f32>(deltas + own) - <f32>share);
  network.lossSum += log(sum) - (<f64>load<f32>(logits + own) - <f64>most);
  network.correct += u32(best === logits + own);
}

/** Adds the pair's gradient by the dense layer, and writes that by the last convolution's outputs to its deltas. */
export function backwardHead(network: Network): void {
  const last = layerOf(network, network.depth - 1);
  const dense = layerOf(network, network.depth);
  const step = last.outputLanes << 2;
  denseGradient(dense, network.pooled, step);
  const pixels = last.outputSide * last.outputSide;
  const share = network.dropoutScale / <f32>pixels;
  for (let sample: usize = 0; sample < 2; sample++) {
    const pooled = network.pooled + sample * step;
    denseInputGradient(dense, dense.deltas + sample * dense.sampleStride, pooled, share);
    let d = last.deltas + sample * last.sampleStride;
    for (let i: usize = 0; i < pixels; i++, d += step) memory.copy(d, pooled, step);
  }
}

function denseGradient(dense: Layer, pooled: usize, pooledStride: usize): void {
  for (let block: usize = 0, blocks = dense.outputLanes >> 4; block < blocks; block++) {
    const d = dense.deltas + block * ROW;
    const e = d + dense.sampleStride;
    let g = dense.gradient + block * (dense.rows + 1) * ROW;
    const bias = g + dense.rows * ROW;
    for (let p = pooled; g !== bias; p += 4, g += ROW) {
      const s = v128.load32_splat(p);
      const t = v128.load32_splat(p + pooledStride);
      for (let v: usize = 0; v < ROW; v += 16) {
        const product = f32x4.add(f32x4.mul(s, v128.load(d + v)), f32x4.mul(t, v128.load(e + v)));
        v128.store(g + v, f32x4.add(v128.load(g + v), product));
      }
    }
    for (let v: usize = 0; v < ROW; v += 16) {
      v128.store(bias + v, f32x4.add(v128.load(bias + v), f32x4.add(v128.load(d + v), v128.load(e + v))));
    }
  }
}

/** gradient[i] = share * sum over o of kernel[i, o] * delta[o] */
function denseInputGradient(dense: Layer, deltas: usize, gradient: usize, share: f32): void {
  const blocks = dense.outputLanes >> 4;
  for (let i: usize = 0, rows = dense.rows; i < rows; i++) {
    let sum = f32x4.splat(0);
    for (let block: usize = 0; block < blocks; block++) {
      const k = dense.kernel + (block * (rows + 1) + i) * ROW;
      const d = deltas + block * ROW;
      for (let v: usize = 0; v < ROW; v += 16)
        sum = f32x4.add(sum, f32x4.mul(v128.load(k + v), v128.load(d + v)));
    }
    const pairs = f32x4.add(sum, v128.shuffle<f32>(sum, sum, 2, 3, 0, 1));
    const total = f32x4.extract_lane(pairs, 0) + f32x4.extract_lane(pairs, 1);
    store<f32>(gradient + (i << 2), total * share);
  }
}
