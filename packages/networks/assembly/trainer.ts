/**
 * Training and evaluation of one network. Everything that a network needs is in memory that the caller gives; nothing here is
 * static, so that instances of this module on one shared memory never touch each other's networks.
 */
import { Activation, activate, activateBackward } from "./activation";
import { fillConstants } from "./constants";
import { convolve } from "./convolution";
import { convolvePatches, fetchAhead, gatherPatches, patchKernelGradient } from "./first-layer";
import { backwardHead, crossEntropy, forwardHead } from "./head";
import { drawWeights } from "./initializer";
import { inputGradient } from "./input-gradient";
import { fillOffsets, kernelGradient } from "./kernel-gradient";
import { layerOf, layOut, Network } from "./network";
import { addL2Gradient, l2Loss, optimize } from "./optimizer";
import { clearGradient, packWeights, unpackGradient } from "./packing";
import { beginStream, Purpose, shuffle, streamKey } from "./random";

export { layOut };

/** Ties a network that has been laid out to its samples. */
export function attach(network: Network, images: usize, labels: usize, floats: bool): void {
  network.images = images;
  network.labels = labels;
  network.floats = floats;
  fillConstants(network.constants);
  for (let index: usize = 0; index <= network.depth; index++) {
    const layer = layerOf(network, index);
    const packed = (layer.rows + 1) * (layer.outputLanes << 2);
    memory.fill(layer.kernel, 0, packed);
    memory.fill(layer.deltas, 0, 2 * layer.sampleStride);
    if (layer.backwardKernel !== 0) memory.fill(layer.backwardKernel, 0, packed);
    if (index > 0 && index < network.depth) fillOffsets(layer, layerOf(network, index - 1).sampleStride);
  }
}

/** Begins a network: its hyperparameters and training samples, `subset` of the `count` from `first` on, drawn at random. */
export function begin(
  network: Network,
  seed: f64,
  number: u32,
  activation: i32,
  optimizer: i32,
  l2: f64,
  dropout: f64,
  first: usize,
  count: usize,
  subset: usize,
): void {
  network.seed = <i64>seed;
  network.number = number;
  network.activation = activation;
  network.optimizer = optimizer;
  network.l2 = l2;
  network.dropout = dropout > 0.0;
  network.dropoutThreshold = <i32>(<i64>Math.floor(dropout * 4294967296.0) - 2147483649);
  network.dropoutScale = <f32>(1.0 / (1.0 - dropout));
  network.epoch = 0;
  network.step = 0;
  network.firstDecay = 1.0;
  network.secondDecay = 1.0;
  const flat = (network.parameters + 3) << 2;
  memory.fill(network.gradient, 0, flat);
  memory.fill(network.firstMoment, 0, flat);
  memory.fill(network.secondMoment, 0, flat);
  for (let i: usize = 0; i < count; i++) store<u32>(network.subset + (i << 2), <u32>(first + i));
  network.subsetSize = subset;
  if (subset < count) {
    beginStream(streamKey(network.seed, number, Purpose.SUBSET, 0));
    shuffle(network.subset, count);
  }
}

export function initialize(network: Network, initializer: i32, deviation: f64): void {
  drawWeights(network, initializer, deviation);
}

/**
 * Puts the training samples into the order of the next epoch, a function of the seed, the network and the epoch; returns
 * where that is.
 */
export function beginEpoch(network: Network): usize {
  memory.copy(network.order, network.subset, network.subsetSize << 2);
  beginStream(streamKey(network.seed, network.number, Purpose.ORDER, network.epoch++));
  shuffle(network.order, network.subsetSize);
  return network.order;
}

/**
 * One optimiser step on the `count` samples at `order`; returns the batch's loss before it. A loss that is not finite: no
 * step.
 */
export function trainBatch(network: Network, order: usize, count: usize, learningRate: f64): f64 {
  network.lossSum = 0.0;
  network.dropoutKey = streamKey(network.seed, network.number, Purpose.DROPOUT, network.step);
  packWeights(network);
  clearGradient(network);
  const share = 1.0 / <f64>count;
  for (let i: usize = 0; i < count; i += 2) {
    const a: usize = load<u32>(order + (i << 2));
    const paired = i + 1 < count;
    if (i + 2 < count) fetchAhead(network, load<u32>(order + (i << 2), 8));
    if (i + 3 < count) fetchAhead(network, load<u32>(order + (i << 2), 12));
    trainPair(network, a, paired ? <usize>load<u32>(order + (i << 2), 4) : a, paired, i, share);
  }
  const loss = network.lossSum * share + l2Loss(network);
  if (!(Math.abs(loss) < Infinity)) return loss;
  unpackGradient(network);
  addL2Gradient(network);
  network.learningRate = learningRate;
  optimize(network);
  return loss;
}

/** Forward and backward pass of samples a and b; where they are no pair, b stands in and does not count. */
function trainPair(network: Network, a: usize, b: usize, paired: bool, position: usize, share: f64): void {
  forward(network, a, b, network.dropout, position);
  crossEntropy(network, 0, load<u8>(network.labels + a), share);
  if (paired) crossEntropy(network, 1, load<u8>(network.labels + b), share);
  else clearOther(network);
  backwardHead(network);
  let layer = layerOf(network, network.depth - 1);
  activateBackward(network, layer);
  for (let index = network.depth - 1; index > 0; index--) {
    const before = layerOf(network, index - 1);
    kernelGradient(layer, before.activations);
    inputGradient(network, layer, before);
    layer = before;
  }
  patchKernelGradient(network, layer);
}

/** No gradient comes from the second of the pair. */
function clearOther(network: Network): void {
  const dense = layerOf(network, network.depth);
  memory.fill(dense.deltas + dense.sampleStride, 0, dense.sampleStride);
}

function forward(network: Network, a: usize, b: usize, dropout: bool, position: usize): void {
  const rectify = network.activation === Activation.RELU;
  gatherPatches(network, a, network.patches);
  gatherPatches(network, b, network.patches + network.patchStride);
  let layer = layerOf(network, 0);
  convolvePatches(network, layer, rectify);
  activate(network, layer, dropout, position);
  for (let index: usize = 1; index < network.depth; index++) {
    const before = layer;
    layer = layerOf(network, index);
    convolve(layer, before.activations, before.sampleStride, rectify);
    activate(network, layer, dropout, position);
  }
  forwardHead(network);
}

/**
 * Sums up the cross-entropies and the hits of `count` samples, dropout off: of those at `order`, or where that is 0 of
 * those from `first` on.
 */
export function evaluate(network: Network, order: usize, first: usize, count: usize): void {
  network.lossSum = 0.0;
  network.correct = 0;
  packWeights(network);
  for (let i: usize = 0; i < count; i += 2) {
    const a = sampleAt(order, first, i);
    const paired = i + 1 < count;
    const b = paired ? sampleAt(order, first, i + 1) : a;
    forward(network, a, b, false, 0);
    crossEntropy(network, 0, load<u8>(network.labels + a), 1.0);
    if (paired) crossEntropy(network, 1, load<u8>(network.labels + b), 1.0);
  }
}

function sampleAt(order: usize, first: usize, i: usize): usize {
  return order === 0 ? first + i : load<u32>(order + (i << 2));
}

export function weightsOf(network: Network): usize {
  return network.weights;
}
export function gradientOf(network: Network): usize {
  return network.gradient;
}
export function subsetOf(network: Network): usize {
  return network.subset;
}
export function orderOf(network: Network): usize {
  return network.order;
}
export function lossSumOf(network: Network): f64 {
  return network.lossSum;
}
export function correctOf(network: Network): u32 {
  return network.correct;
}
export function l2LossOf(network: Network): f64 {
  return l2Loss(network);
}
