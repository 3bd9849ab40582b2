/**
 * Training and evaluation of one network. Everything that a network needs is in memory that the caller gives; nothing here is
 * static, so that instances of this module on one shared memory never touch each other's networks.
 */
import { confidence, isCorrect, predictedClass } from "./layers/cross-entropy";
import { hasKernel, kernelSize } from "./network/layer";
import {
  clearGradient,
  describeBytes,
  describeLayer,
  describeNetwork,
  lastLayer,
  layerOf,
  layOutPasses,
  Purpose,
  prepare,
  selectPair,
  take,
} from "./network/network";
import { packWeights, unpackGradient } from "./network/packing";
import { forward } from "./network/passes";
import { augmentPair, drawAugmentation, showSamples } from "./training/augmentation";
import { addLoss, moveAllStatistics, passBatch } from "./training/batch";
import { drawWeights } from "./training/initializer";
import { addL2Gradient, l2Loss, optimize } from "./training/optimizer";
import { beginStream, Stream, shuffle, streamKey } from "./training/random";
import { Trainer } from "./training/training-state";

export { describeLayer };

/** The maximum number of samples of a call of `predict`. */
const MOST_PREDICTED: usize = 512;

/** Returns the size in bytes of the descriptions of a network with this number of layers. */
export function descriptionBytes(depth: usize): usize {
  return describeBytes(offsetof<Trainer>(), depth);
}

/** Begins the description of a network at a multiple of 64; its layers are described next. */
export function describe(
  network: Trainer,
  depth: usize,
  imageHeight: usize,
  imageWidth: usize,
  imageChannels: usize,
  parameters: usize,
): void {
  describeNetwork(network, offsetof<Trainer>(), depth, imageHeight, imageWidth, imageChannels, parameters);
}

/**
 * Places what training a network that has been described needs after its description; returns the address after it. Only the
 * description is written. `capacity` bounds the number of training samples, `batch` those of a step of a network with batch normalisation.
 */
export function layOut(network: Trainer, capacity: usize, batch: usize): usize {
  const address = changetype<usize>(network) + descriptionBytes(network.depth);
  layOutPasses(network, address, Purpose.WEIGHTS, (batch + 1) >> 1);
  let scratch: usize = 0;
  for (let index: usize = 0; index < network.depth; index++) {
    const layer = layerOf(network, index);
    if (hasKernel(layer)) scratch = max(scratch, kernelSize(layer));
  }
  const flat = (network.parameters + 3) * 4;
  network.weights = take(flat);
  network.gradient = take(flat);
  network.firstMoment = take(flat);
  network.secondMoment = take(flat);
  network.scratch = take(scratch * 8);
  network.subset = take(capacity * 4);
  network.order = take(capacity * 4);
  network.confidences = take(MOST_PREDICTED * 8);
  network.classes = take(MOST_PREDICTED * 4);
  // Whole vectors are read.
  network.augmented = take(((network.imageHeight * network.imageWidth * network.imageChannels) << 3) + 16);
  return take(0);
}

/** Connects a network that has been laid out with its samples. */
export function attach(network: Trainer, images: usize, labels: usize, floats: bool): void {
  prepare(network, images, floats);
  network.samples = images;
  network.sampleFloats = floats;
  network.labels = labels;
}

/** Begins a network: its hyperparameters and training samples, `subset` of the `count` from `first` on, drawn at random. */
export function begin(
  network: Trainer,
  seed: f64,
  number: u32,
  activation: i32,
  optimizer: i32,
  l2: f64,
  dropout: f64,
  augments: bool,
  first: usize,
  count: usize,
  subset: usize,
): void {
  network.seed = <i64>seed;
  network.number = number;
  network.activation = activation;
  network.optimizer = optimizer;
  network.l2 = l2;
  network.augments = augments;
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
    beginStream(streamKey(network.seed, number, Stream.SUBSET, 0));
    shuffle(network.subset, count);
  }
}

export function initialize(network: Trainer, initializer: i32, deviation: f64): void {
  drawWeights(network, initializer, deviation);
}

/**
 * Puts the training samples into the order of the next epoch, a function of the seed, the network and the epoch; returns
 * where that is.
 */
export function beginEpoch(network: Trainer): usize {
  memory.copy(network.order, network.subset, network.subsetSize << 2);
  beginStream(streamKey(network.seed, network.number, Stream.ORDER, network.epoch++));
  shuffle(network.order, network.subsetSize);
  return network.order;
}

/**
 * Does one optimiser step on the `count` samples at `order`. Returns the loss of the batch before the step;
 * if that loss is not finite, there is no step.
 */
export function trainBatch(network: Trainer, order: usize, count: usize, learningRate: f64): f64 {
  network.lossSum = 0.0;
  network.dropoutKey = streamKey(network.seed, network.number, Stream.DROPOUT, network.step);
  packWeights(network);
  clearGradient(network);
  if (network.augments) {
    drawAugmentation(network, streamKey(network.seed, network.number, Stream.AUGMENTATION, network.step));
  }
  passBatch(network, order, count);
  showSamples(network);
  const loss = network.lossSum * (1.0 / <f64>count) + l2Loss(network);
  if (!(Math.abs(loss) < Infinity)) return loss;
  unpackGradient(network, network.gradient);
  addL2Gradient(network);
  network.learningRate = learningRate;
  optimize(network);
  moveAllStatistics(network);
  return loss;
}

/**
 * Sums up the cross-entropies and the hits of `count` samples, dropout off: of those at `order`, or where that is 0 of
 * those from `first` on.
 */
export function evaluate(network: Trainer, order: usize, first: usize, count: usize): void {
  beginEvaluation(network);
  for (let i: usize = 0; i < count; i += 2) {
    const paired = i + 1 < count;
    forwardPair(network, order, first, i, paired);
    evaluateSample(network, 0, sampleAt(order, first, i));
    if (paired) evaluateSample(network, 1, sampleAt(order, first, i + 1));
  }
}

/** The same of the samples at `order`, augmented as batch `batch` of the evaluation that follows the network's steps so far. */
export function evaluateAugmented(network: Trainer, order: usize, count: usize, batch: u32): void {
  const index = ((<u64>network.step) << 32) | batch;
  drawAugmentation(network, streamKey(network.seed, network.number, Stream.EVALUATION, index));
  beginEvaluation(network);
  for (let i: usize = 0; i < count; i += 2) {
    const paired = i + 1 < count;
    const a = sampleAt(order, 0, i);
    const b = paired ? sampleAt(order, 0, i + 1) : a;
    augmentPair(network, a, b, i);
    forward(network, 0, 1, false, 0);
    evaluateSample(network, 0, a);
    if (paired) evaluateSample(network, 1, b);
  }
  showSamples(network);
}

/** Predicts the classes of `count` samples from `first` on, at most MOST_PREDICTED, dropout off. */
export function predict(network: Trainer, first: usize, count: usize): void {
  beginEvaluation(network);
  for (let i: usize = 0; i < count; i += 2) {
    const paired = i + 1 < count;
    forwardPair(network, 0, first, i, paired);
    predictSample(network, 0, i);
    if (paired) predictSample(network, 1, i + 1);
  }
}

function beginEvaluation(network: Trainer): void {
  network.lossSum = 0.0;
  network.correct = 0;
  packWeights(network);
  selectPair(network, 0, true);
}

function forwardPair(network: Trainer, order: usize, first: usize, i: usize, paired: bool): void {
  const a = sampleAt(order, first, i);
  forward(network, a, paired ? sampleAt(order, first, i + 1) : a, false, 0);
}

function evaluateSample(network: Trainer, sample: usize, index: usize): void {
  addLoss(network, sample, index, 1.0);
  network.correct += u32(isCorrect(lastLayer(network), sample, load<u8>(network.labels + index)));
}

function predictSample(network: Trainer, sample: usize, i: usize): void {
  const layer = lastLayer(network);
  store<f64>(network.confidences + (i << 3), confidence(layer, sample));
  store<u32>(network.classes + (i << 2), <u32>predictedClass(layer, sample));
}

function sampleAt(order: usize, first: usize, i: usize): usize {
  return order === 0 ? first + i : load<u32>(order + (i << 2));
}

export function weightsOf(network: Trainer): usize {
  return network.weights;
}
export function gradientOf(network: Trainer): usize {
  return network.gradient;
}
export function subsetOf(network: Trainer): usize {
  return network.subset;
}
export function orderOf(network: Trainer): usize {
  return network.order;
}
export function lossSumOf(network: Trainer): f64 {
  return network.lossSum;
}
export function correctOf(network: Trainer): u32 {
  return network.correct;
}
export function l2LossOf(network: Trainer): f64 {
  return l2Loss(network);
}
export function confidencesOf(network: Trainer): usize {
  return network.confidences;
}
export function classesOf(network: Trainer): usize {
  return network.classes;
}
export function augmentedOf(network: Trainer): usize {
  return network.augmented;
}
