import { fillOffsets } from "../layers/kernel-gradient";
import { Constants, fillConstants } from "./constants";
import { hasKernel, Kind, Layer, lanes, outputPixels } from "./layer";

/**
 * The addresses of the arrays that one network's passes use. Weights and gradients exist twice: flat, as a
 * zoo stores them; and packed in rows of 16 output channels, for the passes.
 */
@unmanaged
export class Network {
  layers: usize;
  depth: usize;
  parameters: usize;
  /** The number of layers that an activation follows. */
  activatedLayers: u32;
  /** The flat weights: [parameters] f32. */
  weights: usize;
  imageHeight: usize;
  imageWidth: usize;
  imageChannels: usize;
  /** A sample of bytes after normalisation: [imageHeight][imageWidth][imageChannels] f32. */
  image: usize;
  /**
   * The inputs of each output pixel of the first layer, followed by a 1 for the bias: [2][pixels of the first
   * layer][packedRows of it].
   */
  patches: usize;
  patchStride: usize;
  /** The gradients by the patches, if they are needed: [2][pixels of the first layer][lanes of a patch]. */
  patchGradients: usize;
  constants: Constants;
  // The address of the samples.
  images: usize;
  /** Whether pixels are f32 in [-1, 1] instead of u8. */
  floats: bool;
  fetched: u32;
  /** The index of the last batch normalisation; 0 if there is none, because the first layer never is one. */
  lastNormalisation: usize;
  /** The number of pairs of samples for which there is room. */
  pairs: usize;
  /** The number of samples of the current pair that count: 1 if the last sample of a batch has no partner. */
  paired: usize;
  // The hyperparameters of the passes.
  activation: i32;
  dropout: bool;
  /** A mask keeps a value where its random word, as a signed number, is above the threshold; and multiplies it by the scale. */
  dropoutThreshold: i32;
  dropoutScale: f32;
  /** The key of the dropout masks of the current batch. */
  dropoutKey: u64;
}

/** The purpose for which a network computes gradients. */
export enum Purpose {
  /** No gradients: the network only runs forward. */
  FORWARD,
  IMAGES,
  WEIGHTS,
}

/** Returns layer `index` of `network`. */
export function layerOf(network: Network, index: usize): Layer {
  return changetype<Layer>(network.layers + index * offsetof<Layer>());
}

export function lastLayer(network: Network): Layer {
  return layerOf(network, network.depth - 1);
}

let free: usize = 0;

export function take(bytes: usize): usize {
  const taken = free;
  free += (bytes + 63) & ~63;
  return taken;
}

/** Bytes that the descriptions of a network and its layers take; `head` those of the network's own. */
export function describeBytes(head: usize, depth: usize): usize {
  return ((head + 63) & ~63) + ((depth * offsetof<Layer>() + 63) & ~63);
}

/** Begins the description of a network at `address`, a multiple of 64; its layers are described next, one by one. */
export function describeNetwork(
  network: Network,
  head: usize,
  depth: usize,
  imageHeight: usize,
  imageWidth: usize,
  imageChannels: usize,
  parameters: usize,
): void {
  network.layers = changetype<usize>(network) + ((head + 63) & ~63);
  network.depth = depth;
  network.imageHeight = imageHeight;
  network.imageWidth = imageWidth;
  network.imageChannels = imageChannels;
  network.parameters = parameters;
}

export function describeLayer(
  network: Network,
  index: usize,
  kind: i32,
  activated: bool,
  inputHeight: usize,
  inputWidth: usize,
  inputs: usize,
  outputHeight: usize,
  outputWidth: usize,
  outputs: usize,
  kernelHeight: usize,
  kernelWidth: usize,
  stride: usize,
  flat: usize,
  epsilon: f64,
): void {
  const layer = layerOf(network, index);
  layer.kind = kind;
  layer.activated = activated;
  layer.inputHeight = inputHeight;
  layer.inputWidth = inputWidth;
  layer.inputs = inputs;
  layer.outputHeight = outputHeight;
  layer.outputWidth = outputWidth;
  layer.outputs = outputs;
  layer.kernelHeight = kernelHeight;
  layer.kernelWidth = kernelWidth;
  layer.stride = stride;
  layer.flat = flat;
  layer.epsilon = epsilon;
}

/**
 * Places the arrays of a network that has been described from `address` (a multiple of 64) on. Only the descriptions are written, so
 * that they alone tell how much memory a network needs.
 *
 * @param pairs of samples of a batch; in training, what lies before the last batch normalisation is kept of all of them
 * @returns the address after the arrays, from which on `take` gives more
 */
export function layOutPasses(network: Network, address: usize, purpose: i32, pairs: usize = 1): usize {
  free = address;
  network.pairs = pairs;
  network.lastNormalisation = 0;
  for (let index: usize = 0; index < network.depth; index++) {
    if (layerOf(network, index).kind === Kind.BATCH_NORM) network.lastNormalisation = index;
  }
  let activated: u32 = 0;
  let kernels: u32 = 0;
  for (let index: usize = 0; index < network.depth; index++) {
    const layer = layerOf(network, index);
    layer.first = index === 0;
    layer.activationIndex = activated;
    layer.kernelIndex = kernels;
    if (layer.activated) activated++;
    if (hasKernel(layer)) kernels++;
    layOutLayer(network, layer, purpose, index < network.lastNormalisation);
  }
  network.activatedLayers = activated;
  const first = layerOf(network, 0);
  network.patchStride = first.kind === Kind.CONV2D ? outputPixels(first) * first.packedRows * 4 : 0;
  // Passes read and write whole vectors, which may reach up to 12 bytes beyond the end.
  network.image = take(network.imageHeight * network.imageWidth * network.imageChannels * 4 + 16);
  network.patches = take(2 * network.patchStride + 16);
  if (purpose === Purpose.IMAGES && first.kind === Kind.CONV2D) {
    network.patchGradients = take(2 * outputPixels(first) * lanes(first.rows) * 4);
  }
  network.constants = changetype<Constants>(take(offsetof<Constants>()));
  return free;
}

function layOutLayer(network: Network, layer: Layer, purpose: i32, isNormalisedLater: bool): void {
  const pixels = outputPixels(layer);
  layer.inputLanes = layer.first ? layer.inputs : lanes(layer.inputs);
  layer.outputLanes = lanes(layer.outputs);
  const packsKernel = hasKernel(layer);
  layer.rows = packsKernel ? layer.kernelHeight * layer.kernelWidth * layer.inputLanes : 1;
  layer.packedRows = layer.first ? (layer.rows + 2) & ~1 : layer.rows + 1;
  layer.sampleStride = pixels * layer.outputLanes * 4;
  const pairBytes: usize = 2 * layer.sampleStride;
  const trains = purpose === Purpose.WEIGHTS;
  const normalises = trains && layer.kind === Kind.BATCH_NORM;
  layer.activationsStep = trains && isNormalisedLater ? pairBytes : <usize>0;
  layer.firstActivations = take(arrayBytes(network, layer, layer.activationsStep));
  layer.deltasStep = normalises ? pairBytes : <usize>0;
  layer.firstDeltas = purpose === Purpose.FORWARD ? 0 : take(arrayBytes(network, layer, layer.deltasStep));
  layer.activations = layer.firstActivations;
  layer.deltas = layer.firstDeltas;
  layer.statistics = normalises ? take(5 * layer.outputLanes * 8) : 0;
  const packed = packedBytes(layer);
  layer.kernel = take(packed);
  layer.gradient = purpose === Purpose.WEIGHTS && packsKernel ? take(packed) : 0;
  layer.backwardKernel = takesBackwardKernel(layer, purpose) ? take(backwardBytes(layer)) : 0;
  layer.offsets = layer.gradient !== 0 && !layer.first ? take(2 * pixels * 4) : 0;
}

/**
 * The gradient by a convolution's inputs needs a kernel of its own; that by a dense layer's inputs uses the
 * kernel as it is.
 */
function takesBackwardKernel(layer: Layer, purpose: i32): bool {
  if (layer.kind !== Kind.CONV2D) return false;
  return layer.first ? purpose === Purpose.IMAGES : purpose !== Purpose.FORWARD;
}

/** Returns the size in bytes of the outputs or deltas of a layer. */
function arrayBytes(network: Network, layer: Layer, step: usize): usize {
  return step === 0 ? 2 * layer.sampleStride : network.pairs * step;
}

/** Makes a pair of a batch the one at work; the first is at work where nothing is kept of others. */
export function selectPair(network: Network, pair: usize, paired: bool): void {
  network.paired = paired ? 2 : 1;
  if (network.lastNormalisation === 0) return;
  for (let index: usize = 0; index < network.depth; index++) {
    const layer = layerOf(network, index);
    layer.activations = layer.firstActivations + pair * layer.activationsStep;
    layer.deltas = layer.firstDeltas + pair * layer.deltasStep;
  }
}

function packedBytes(layer: Layer): usize {
  return layer.packedRows * (layer.outputLanes << 2);
}

function backwardBytes(layer: Layer): usize {
  const rows = layer.first ? lanes(layer.rows) : layer.rows;
  return rows * (layer.outputLanes << 2);
}

/** Prepares a network that has been laid out for images at `images`. */
export function prepare(network: Network, images: usize, floats: bool): void {
  network.images = images;
  network.floats = floats;
  network.dropout = false;
  network.dropoutScale = 1;
  fillConstants(network.constants);
  for (let index: usize = 0; index < network.depth; index++) {
    const layer = layerOf(network, index);
    // Padding is set to zero here, and nothing else writes to it.
    memory.fill(layer.firstActivations, 0, arrayBytes(network, layer, layer.activationsStep));
    memory.fill(layer.kernel, 0, packedBytes(layer));
    if (layer.firstDeltas !== 0) {
      memory.fill(layer.firstDeltas, 0, arrayBytes(network, layer, layer.deltasStep));
    }
    if (layer.backwardKernel !== 0) memory.fill(layer.backwardKernel, 0, backwardBytes(layer));
    if (layer.offsets !== 0) fillOffsets(layer, layerOf(network, index - 1).sampleStride);
  }
}

/** Sets the packed gradients to 0. */
export function clearGradient(network: Network): void {
  for (let index: usize = 0; index < network.depth; index++) {
    const layer = layerOf(network, index);
    if (layer.gradient !== 0) memory.fill(layer.gradient, 0, packedBytes(layer));
  }
}

/**
 * Returns the factor for the gradient by a layer's outputs. It is the dropout's scale, by which each kept
 * output was multiplied.
 */
export function outputScale(network: Network, layer: Layer): f32 {
  return layer.activated ? network.dropoutScale : 1;
}
