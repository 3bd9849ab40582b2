/**
 * What one network's training keeps in memory, and where. Two samples pass through the network side by side (a pair): each
 * weight that is loaded serves both, and eight accumulators of four channels fit the sixteen SIMD registers of the usual
 * engines.
 *
 * Channels are padded to whole blocks of 16 (lanes); what lies in the padding is zero. Weights and gradients exist twice:
 * flat, as a zoo stores them, for the optimisers; and packed in rows of 16 output channels, for the convolutions.
 */

import { Constants } from "./constants";

/** Channels in a block: four vectors of four f32. */
export const BLOCK: usize = 16;
/** Bytes of the 16 channels of a block. */
export const ROW: usize = 64;
/** Bytes of a patch: the nine inputs of an output pixel of the first layer, and 1 for the bias. */
export const PATCH: usize = 40;

/** A convolution, or the dense layer after the pooling as a convolution of one pixel by one tap. */
@unmanaged
export class Layer {
  inputSide: usize;
  outputSide: usize;
  /** Channels, and channels with padding: 1 and 1 of an image. */
  inputs: usize;
  inputLanes: usize;
  outputs: usize;
  outputLanes: usize;
  /** Rows of a block of the packed kernel: taps x inputLanes. The bias is a further row after them. */
  rows: usize;
  /** First elements in the flat vector. */
  flatBias: usize;
  flatKernel: usize;
  /** Number of the layer, counted from the images. */
  index: usize;
  /** [2][outputSide][outputSide][outputLanes]: outputs of both samples; the loss's gradient by them. */
  activations: usize;
  deltas: usize;
  /** From one sample of the pair to the other, in bytes. */
  sampleStride: usize;
  /** [blocks of outputs][rows + 1][16] */
  kernel: usize;
  gradient: usize;
  /** [blocks of inputs][3][kw = 2, 0, 1][outputLanes][16 inputs]; none of the first layer. */
  backwardKernel: usize;
  /** [2 * outputSide * outputSide] u32: where the input of each output pixel of the pair begins, in bytes. */
  offsets: usize;
}

@unmanaged
export class Network {
  layers: usize;
  /** Convolutions; the dense layer is one more. */
  depth: usize;
  parameters: usize;
  /** [parameters, up to a multiple of four] f32 each. */
  weights: usize;
  gradient: usize;
  firstMoment: usize;
  secondMoment: usize;
  /** [imageSide][imageSide] f32: a sample of bytes, normalised. */
  image: usize;
  /** [2][pixels of the first layer][10]: the nine inputs of each output pixel, and 1 for the bias. */
  patches: usize;
  patchStride: usize;
  /** [2][outputLanes of the last convolution]: its outputs' means over the pixels, of the pair. */
  pooled: usize;
  constants: Constants;
  /** f64 scratch of the orthogonal initialiser. */
  scratch: usize;
  /** [capacity] u32 each: the training samples, and the order in which this epoch visits them. */
  subset: usize;
  order: usize;
  // Samples.
  imageSide: usize;
  images: usize;
  labels: usize;
  /** Whether pixels are f32 in [-1, 1], not u8. */
  floats: bool;
  fetched: u32;
  // Hyperparameters.
  activation: i32;
  optimizer: i32;
  learningRate: f64;
  l2: f64;
  dropout: bool;
  /** A mask keeps a value where its random word, as a signed number, is above the threshold; and multiplies it by the scale. */
  dropoutThreshold: i32;
  dropoutScale: f32;
  seed: i64;
  number: u32;
  // Progress.
  subsetSize: usize;
  epoch: u32;
  /** Optimiser steps so far. */
  step: u32;
  /** Products of Adam's decay rates over the steps so far. */
  firstDecay: f64;
  secondDecay: f64;
  /** Of the batch at work: the sum of cross-entropies, and the key of its dropout masks. */
  lossSum: f64;
  correct: u32;
  dropoutKey: u64;
}

export function lanes(channels: usize): usize {
  return (channels + BLOCK - 1) & ~(BLOCK - 1);
}

/** Layer `index` of `network`; `depth` is the dense one. */
export function layerOf(network: Network, index: usize): Layer {
  return changetype<Layer>(network.layers + index * offsetof<Layer>());
}

let free: usize = 0;

function take(bytes: usize): usize {
  const taken = free;
  free += (bytes + 63) & ~63;
  return taken;
}

/**
 * Lays out a network from `address` (a multiple of 64) on, and returns the address after it. Only the descriptions are
 * written, less than a page, so that a page tells how much memory a network needs. `capacity` bounds the number of its
 * training samples.
 */
export function layOut(
  address: usize,
  side: usize,
  depth: usize,
  units: usize,
  classes: usize,
  capacity: usize,
): usize {
  free = address;
  const network = changetype<Network>(take(offsetof<Network>()));
  network.layers = take((depth + 1) * offsetof<Layer>());
  network.depth = depth;
  network.imageSide = side;
  let parameters: usize = 0;
  let scratch: usize = 0;
  let inputSide = side;
  let inputs: usize = 1;
  for (let index: usize = 0; index <= depth; index++) {
    const layer = layerOf(network, index);
    const dense = index === depth;
    const taps = <usize>(dense ? 1 : 9);
    layer.index = index;
    layer.inputSide = dense ? 1 : inputSide;
    layer.outputSide = dense ? 1 : (inputSide - 3) / 2 + 1;
    layer.inputs = inputs;
    layer.inputLanes = index === 0 ? 1 : lanes(inputs);
    layer.outputs = dense ? classes : units;
    layer.outputLanes = lanes(layer.outputs);
    layer.rows = taps * layer.inputLanes;
    layer.flatBias = parameters;
    layer.flatKernel = parameters + layer.outputs;
    parameters = layer.flatKernel + taps * inputs * layer.outputs;
    scratch = max(scratch, taps * inputs * layer.outputs);

    const pixels = layer.outputSide * layer.outputSide;
    const packed = (layer.rows + 1) * layer.outputLanes * 4;
    layer.sampleStride = pixels * layer.outputLanes * 4;
    layer.activations = take(2 * layer.sampleStride);
    layer.deltas = take(2 * layer.sampleStride);
    layer.kernel = take(packed);
    layer.gradient = take(packed);
    layer.backwardKernel = index === 0 || dense ? 0 : take(packed);
    layer.offsets = dense ? 0 : take(2 * pixels * 4);
    inputSide = layer.outputSide;
    inputs = layer.outputs;
  }
  network.parameters = parameters;
  const first = layerOf(network, 0);
  network.patchStride = first.outputSide * first.outputSide * PATCH;
  // Whole vectors are read and written, up to 12 bytes beyond the end.
  network.image = take(side * side * 4 + 16);
  network.patches = take(2 * network.patchStride + 16);
  network.pooled = take(2 * lanes(units) * 4);
  const flat = (parameters + 3) * 4;
  network.weights = take(flat);
  network.gradient = take(flat);
  network.firstMoment = take(flat);
  network.secondMoment = take(flat);
  network.constants = changetype<Constants>(take(offsetof<Constants>()));
  network.scratch = take(scratch * 8);
  network.subset = take(capacity * 4);
  network.order = take(capacity * 4);
  return free;
}
