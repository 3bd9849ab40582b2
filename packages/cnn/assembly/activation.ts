import { tanh } from "./elementary";
import { Layer, Network } from "./network";
import { mix } from "./random";

export namespace Activation {
  export const RELU: i32 = 0;
  export const TANH: i32 = 1;
}

/**
 * Applies the activation to a layer's outputs of the pair, then inverted dropout where asked for:
 * each value is kept, and divided by 1 - rate, with probability 1 - rate. A dropped value is -0, a kept one never: so the backward pass
 * knows them apart.
 *
 * @param position of the first of the pair in its batch
 */
export function activate(network: Network, layer: Layer, dropout: bool, position: i32): void {
  const bytes = layer.sampleStride;
  let sample = layer.activations;
  if (network.activation == Activation.TANH) applyTanh(sample, sample + 2 * bytes);
  else applyRelu(sample, sample + 2 * bytes);
  if (!dropout) return;
  for (let i = 0; i < 2; i++, sample += bytes) {
    dropOut(network, sample, sample + bytes, (position + i) * network.depth + layer.index);
  }
}

function applyRelu(from: usize, to: usize): void {
  const zero = f32x4.splat(0);
  for (let p = from; p != to; p += 64) {
    v128.store(p, f32x4.pmax(v128.load(p), zero));
    v128.store(p, f32x4.pmax(v128.load(p, 16), zero), 16);
    v128.store(p, f32x4.pmax(v128.load(p, 32), zero), 32);
    v128.store(p, f32x4.pmax(v128.load(p, 48), zero), 48);
  }
}

function applyTanh(from: usize, to: usize): void {
  for (let p = from; p != to; p += 16) v128.store(p, tanh(v128.load(p)));
}

/**
 * Element e of a mask is kept where lowbias32 (Wellons 2018) of key + e * (other key, odd), as a signed number, is above the
 * threshold: so a mask is a function of its key alone.
 */
function dropOut(network: Network, from: usize, to: usize, index: u64): void {
  const key = mix(network.dropoutKey ^ index);
  const increment = <i32>(key >> 32) | 1;
  let counter = i32x4.add(
    i32x4.splat(<i32>key),
    i32x4.mul(i32x4.splat(increment), i32x4(0, 1, 2, 3)),
  );
  const four = i32x4.splat(4 * increment);
  const threshold = i32x4.splat(network.dropoutThreshold);
  const scale = f32x4.splat(network.dropoutScale);
  const zero = f32x4.splat(0);
  const dropped = f32x4.splat(-0.0);
  const first = i32x4.splat(0x7feb352d);
  const second = i32x4.splat(0x846ca68b);
  for (let p = from; p != to; p += 16) {
    let h = counter;
    h = i32x4.mul(v128.xor(h, i32x4.shr_u(h, 16)), first);
    h = i32x4.mul(v128.xor(h, i32x4.shr_u(h, 15)), second);
    const kept = i32x4.gt_s(h, threshold);
    const value = f32x4.add(f32x4.mul(v128.load(p), scale), zero);
    v128.store(p, v128.bitselect(value, dropped, kept));
    counter = i32x4.add(counter, four);
  }
}

/** Turns the loss's gradient by a layer's outputs into that by its sums, in place. */
export function activateBackward(network: Network, layer: Layer): void {
  const from = layer.deltas;
  const to = from + 2 * layer.sampleStride;
  const activations = layer.activations;
  const dropout = network.dropout;
  if (network.activation == Activation.TANH) {
    if (dropout) tanhDropoutBackward(from, to, activations, network.dropoutScale);
    else tanhBackward(from, to, activations);
  } else if (dropout) reluDropoutBackward(from, to, activations, network.dropoutScale);
  else reluBackward(from, to, activations);
}

function reluBackward(from: usize, to: usize, activations: usize): void {
  const zero = f32x4.splat(0);
  for (let d = from, a = activations; d != to; d += 16, a += 16) {
    v128.store(d, v128.and(v128.load(d), f32x4.gt(v128.load(a), zero)));
  }
}

function reluDropoutBackward(from: usize, to: usize, activations: usize, dropoutScale: f32): void {
  const zero = f32x4.splat(0);
  const scale = f32x4.splat(dropoutScale);
  for (let d = from, a = activations; d != to; d += 16, a += 16) {
    v128.store(d, f32x4.mul(v128.and(v128.load(d), f32x4.gt(v128.load(a), zero)), scale));
  }
}

function tanhBackward(from: usize, to: usize, activations: usize): void {
  const one = f32x4.splat(1);
  for (let d = from, a = activations; d != to; d += 16, a += 16) {
    const y = v128.load(a);
    v128.store(d, f32x4.mul(v128.load(d), f32x4.sub(one, f32x4.mul(y, y))));
  }
}

function tanhDropoutBackward(from: usize, to: usize, activations: usize, dropoutScale: f32): void {
  const one = f32x4.splat(1);
  const scale = f32x4.splat(dropoutScale);
  const keep = f32x4.splat(1 / dropoutScale);
  const dropped = f32x4.splat(-0.0);
  for (let d = from, a = activations; d != to; d += 16, a += 16) {
    const value = v128.load(a);
    const y = f32x4.mul(value, keep);
    const slope = f32x4.mul(scale, f32x4.sub(one, f32x4.mul(y, y)));
    v128.store(d, v128.and(f32x4.mul(v128.load(d), slope), i32x4.ne(value, dropped)));
  }
}
