import { Constants } from "../network/constants";
import { Kind, Layer } from "../network/layer";
import { Network } from "../network/network";
import { mix } from "../training/random";
import { applySelu, applySigmoid, seluBackward, sigmoidBackward } from "./exponential";

/** The activation functions, in the order of their names in the package. */
export enum Activation {
  RELU,
  TANH,
  SIGMOID,
  SELU,
}

/**
 * Applies the activation to a layer's outputs of the pair, except relu if a kernel's pass has already applied
 * it; then inverted dropout, if requested: each value is kept, and divided by 1 - rate, with probability 1 -
 * rate. A dropped value is -0 and a kept one never is, by which the backward pass tells them apart.
 *
 * @param position of the first of the pair in its batch
 */
export function activate(network: Network, layer: Layer, dropout: bool, position: usize): void {
  const bytes = layer.sampleStride;
  let sample = layer.activations;
  const end = sample + 2 * bytes;
  switch (network.activation) {
    case Activation.TANH:
      applyTanh(network.constants, sample, end);
      break;
    case Activation.SIGMOID:
      applySigmoid(sample, end);
      break;
    case Activation.SELU:
      applySelu(sample, end);
      break;
    default:
      if (layer.kind === Kind.BATCH_NORM) applyRelu(sample, end);
  }
  if (!dropout) return;
  for (let i: usize = 0; i < 2; i++, sample += bytes) {
    dropOut(
      network,
      sample,
      sample + bytes,
      (position + i) * network.activatedLayers + layer.activationIndex,
    );
  }
}

function applyRelu(from: usize, to: usize): void {
  const zero = f32x4.splat(0);
  for (let p = from; p !== to; p += 16) v128.store(p, f32x4.pmax(v128.load(p), zero));
}

function applyTanh(constants: Constants, from: usize, to: usize): void {
  const bound = f32x4.splat(constants.bound);
  const minusBound = f32x4.splat(constants.minusBound);
  const a0 = f32x4.splat(constants.a0);
  const a1 = f32x4.splat(constants.a1);
  const a2 = f32x4.splat(constants.a2);
  const a3 = f32x4.splat(constants.a3);
  const b0 = f32x4.splat(constants.b0);
  const b1 = f32x4.splat(constants.b1);
  const b2 = f32x4.splat(constants.b2);
  const b3 = f32x4.splat(constants.b3);
  for (let p = from; p !== to; p += 16) {
    const x = f32x4.pmax(f32x4.pmin(v128.load(p), bound), minusBound);
    const s = f32x4.mul(x, x);
    let above = f32x4.add(f32x4.mul(a3, s), a2);
    above = f32x4.add(f32x4.mul(above, s), a1);
    above = f32x4.add(f32x4.mul(above, s), a0);
    let below = f32x4.add(s, b3);
    below = f32x4.add(f32x4.mul(below, s), b2);
    below = f32x4.add(f32x4.mul(below, s), b1);
    below = f32x4.add(f32x4.mul(below, s), b0);
    v128.store(p, f32x4.div(f32x4.mul(above, x), below));
  }
}

/**
 * Element e of a mask is kept if lowbias32 (Wellons 2018) of key + e * (other key, odd), as a signed number,
 * is above the threshold. A mask therefore depends only on its key.
 */
function dropOut(network: Network, from: usize, to: usize, index: u64): void {
  const key = mix(network.dropoutKey ^ index);
  const increment = <i32>(key >> 32) | 1;
  let counter = i32x4.add(i32x4.splat(<i32>key), i32x4.mul(i32x4.splat(increment), i32x4(0, 1, 2, 3)));
  const four = i32x4.splat(4 * increment);
  const threshold = i32x4.splat(network.dropoutThreshold);
  const scale = f32x4.splat(network.dropoutScale);
  const firstFactor = i32x4.splat(network.constants.firstFactor);
  const secondFactor = i32x4.splat(network.constants.secondFactor);
  const dropped = f32x4.splat(network.constants.minusZero);
  const zero = f32x4.splat(0);
  for (let p = from; p !== to; p += 16) {
    let hash = i32x4.mul(v128.xor(counter, i32x4.shr_u(counter, 16)), firstFactor);
    hash = i32x4.mul(v128.xor(hash, i32x4.shr_u(hash, 15)), secondFactor);
    const kept = i32x4.gt_s(hash, threshold);
    const value = f32x4.add(f32x4.mul(v128.load(p), scale), zero);
    v128.store(p, v128.bitselect(value, dropped, kept));
    counter = i32x4.add(counter, four);
  }
}

/**
 * Turns the loss's gradient by a layer's outputs into that by the sums before its activation, in place. The
 * gradient already includes the dropout's scale, which the function that computes it applies.
 */
export function activateBackward(network: Network, layer: Layer): void {
  const from = layer.deltas;
  const to = from + 2 * layer.sampleStride;
  const activations = layer.activations;
  switch (network.activation) {
    case Activation.TANH:
      if (network.dropout) tanhDropoutBackward(network, from, to, activations);
      else tanhBackward(from, to, activations);
      break;
    case Activation.SIGMOID:
      sigmoidBackward(network, from, to, activations);
      break;
    case Activation.SELU:
      seluBackward(network, from, to, activations);
      break;
    default:
      reluBackward(from, to, activations);
  }
}

function reluBackward(from: usize, to: usize, activations: usize): void {
  const zero = f32x4.splat(0);
  for (let d = from, a = activations; d !== to; d += 16, a += 16) {
    v128.store(d, v128.and(v128.load(d), f32x4.gt(v128.load(a), zero)));
  }
}

function tanhBackward(from: usize, to: usize, activations: usize): void {
  const one = f32x4.splat(1);
  for (let d = from, a = activations; d !== to; d += 16, a += 16) {
    const y = v128.load(a);
    v128.store(d, f32x4.mul(v128.load(d), f32x4.sub(one, f32x4.mul(y, y))));
  }
}

function tanhDropoutBackward(network: Network, from: usize, to: usize, activations: usize): void {
  const one = f32x4.splat(1);
  const keep = f32x4.splat(1 / network.dropoutScale);
  const dropped = f32x4.splat(network.constants.minusZero);
  for (let d = from, a = activations; d !== to; d += 16, a += 16) {
    const value = v128.load(a);
    const y = f32x4.mul(value, keep);
    const slope = f32x4.sub(one, f32x4.mul(y, y));
    v128.store(d, v128.and(f32x4.mul(v128.load(d), slope), i32x4.ne(value, dropped)));
  }
}
