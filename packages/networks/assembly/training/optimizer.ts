import { flatKernel, hasKernel, kernelSize } from "../network/layer";
import { layerOf } from "../network/network";
import { Trainer } from "./training-state";

/** The optimisers, in the order of their names in the package. */
export enum Optimizer {
  SGD,
  MOMENTUM,
  ADAM,
  RMSPROP,
  NESTEROV,
}

/** The decay rates of momentum, of RMSprop's running mean, and of Adam's moments. */
const DECAY: f32 = 0.9;
const SECOND_DECAY: f32 = 0.999;
const EPSILON: f32 = 1e-7;

/** Returns l2 * the sum of the squares of all kernels' weights, in f64. */
export function l2Loss(network: Trainer): f64 {
  if (network.l2 === 0.0) return 0.0;
  let sum = 0.0;
  for (let index: usize = 0; index < network.depth; index++) {
    const layer = layerOf(network, index);
    if (!hasKernel(layer)) continue;
    const first = flatKernel(layer);
    for (let i = first, end = first + kernelSize(layer); i < end; i++) {
      const weight = <f64>load<f32>(network.weights + (i << 2));
      sum += weight * weight;
    }
  }
  return network.l2 * sum;
}

/** Adds the gradient of the L2 term, 2 * l2 * weight, to that of the kernels. */
export function addL2Gradient(network: Trainer): void {
  if (network.l2 === 0.0) return;
  const factor = <f32>(2.0 * network.l2);
  for (let index: usize = 0; index < network.depth; index++) {
    const layer = layerOf(network, index);
    if (!hasKernel(layer)) continue;
    const first = flatKernel(layer);
    for (let i = first, end = first + kernelSize(layer); i < end; i++) {
      const at = i << 2;
      store<f32>(
        network.gradient + at,
        load<f32>(network.gradient + at) + factor * load<f32>(network.weights + at),
      );
    }
  }
}

/**
 * Does one step on the flat weights, as Keras 3 does it. The last vector may reach into padding, whose
 * gradient is 0.
 */
export function optimize(network: Trainer): void {
  network.step++;
  const end = network.weights + (((network.parameters + 3) & ~3) << 2);
  switch (network.optimizer) {
    case Optimizer.SGD:
      sgd(network, end);
      break;
    case Optimizer.MOMENTUM:
      momentum(network, end);
      break;
    case Optimizer.NESTEROV:
      nesterov(network, end);
      break;
    case Optimizer.ADAM:
      adam(network, end);
      break;
    default:
      rmsprop(network, end);
  }
}

function sgd(network: Trainer, end: usize): void {
  const rate = f32x4.splat(<f32>network.learningRate);
  for (let w = network.weights, g = network.gradient; w !== end; w += 16, g += 16) {
    v128.store(w, f32x4.sub(v128.load(w), f32x4.mul(rate, v128.load(g))));
  }
}

/** Computes velocity = 0.9 * velocity - rate * gradient; weight += velocity. */
function momentum(network: Trainer, end: usize): void {
  const rate = f32x4.splat(<f32>network.learningRate);
  const decay = f32x4.splat(DECAY);
  for (
    let w = network.weights, g = network.gradient, m = network.firstMoment;
    w !== end;
    w += 16, g += 16, m += 16
  ) {
    const velocity = f32x4.sub(f32x4.mul(decay, v128.load(m)), f32x4.mul(rate, v128.load(g)));
    v128.store(m, velocity);
    v128.store(w, f32x4.add(v128.load(w), velocity));
  }
}

/** velocity = 0.9 * velocity - rate * gradient; weight += 0.9 * velocity - rate * gradient */
function nesterov(network: Trainer, end: usize): void {
  const rate = f32x4.splat(<f32>network.learningRate);
  const decay = f32x4.splat(DECAY);
  for (
    let w = network.weights, g = network.gradient, m = network.firstMoment;
    w !== end;
    w += 16, g += 16, m += 16
  ) {
    const step = f32x4.mul(rate, v128.load(g));
    const velocity = f32x4.sub(f32x4.mul(decay, v128.load(m)), step);
    v128.store(m, velocity);
    v128.store(w, f32x4.add(v128.load(w), f32x4.sub(f32x4.mul(decay, velocity), step)));
  }
}

/**
 * weight -= first * rate * sqrt(1 - 0.999^t) / (1 - 0.9^t) / (sqrt(second) + 1e-7). The corrections are rounded where Keras
 * rounds them: 1 - 0.999 is 0.00100005 in f32, which the first steps can tell.
 */
function adam(network: Trainer, end: usize): void {
  network.firstDecay *= <f64>DECAY;
  network.secondDecay *= <f64>SECOND_DECAY;
  const first = <f32>1.0 - <f32>network.firstDecay;
  const second = <f32>1.0 - <f32>network.secondDecay;
  const rate = f32x4.splat((<f32>network.learningRate * <f32>Math.sqrt(second)) / first);
  const firstShare = f32x4.splat(0.1);
  const secondShare = f32x4.splat(0.001);
  const epsilon = f32x4.splat(EPSILON);
  let g = network.gradient;
  let m = network.firstMoment;
  let s = network.secondMoment;
  for (let w = network.weights; w !== end; w += 16, g += 16, m += 16, s += 16) {
    const gradient = v128.load(g);
    const first = f32x4.add(v128.load(m), f32x4.mul(f32x4.sub(gradient, v128.load(m)), firstShare));
    const square = f32x4.mul(gradient, gradient);
    const second = f32x4.add(v128.load(s), f32x4.mul(f32x4.sub(square, v128.load(s)), secondShare));
    v128.store(m, first);
    v128.store(s, second);
    const change = f32x4.div(f32x4.mul(first, rate), f32x4.add(f32x4.sqrt(second), epsilon));
    v128.store(w, f32x4.sub(v128.load(w), change));
  }
}

/** mean = 0.9 * mean + 0.1 * gradient^2; weight -= rate * gradient / sqrt(mean + 1e-7) */
function rmsprop(network: Trainer, end: usize): void {
  const rate = f32x4.splat(<f32>network.learningRate);
  const decay = f32x4.splat(DECAY);
  const share = f32x4.splat(0.1);
  const epsilon = f32x4.splat(EPSILON);
  for (
    let w = network.weights, g = network.gradient, s = network.secondMoment;
    w !== end;
    w += 16, g += 16, s += 16
  ) {
    const gradient = v128.load(g);
    const square = f32x4.mul(gradient, gradient);
    const mean = f32x4.add(f32x4.mul(decay, v128.load(s)), f32x4.mul(share, square));
    v128.store(s, mean);
    const change = f32x4.div(f32x4.mul(rate, gradient), f32x4.sqrt(f32x4.add(mean, epsilon)));
    v128.store(w, f32x4.sub(v128.load(w), change));
  }
}
