/** The number of channels in a block: four vectors of four f32. */
export const BLOCK: usize = 16;
/** The size in bytes of the 16 channels of a block. */
export const ROW: usize = 64;

/** Kinds of layers, by the numbers that the package's descriptions of the kinds have. */
export enum Kind {
  CONV2D,
  BATCH_NORM,
  GLOBAL_MEAN,
  FLATTEN,
  DENSE,
}

/**
 * One layer: first its description by the caller, then the addresses of its arrays.
 *
 * Two samples pass through a network side by side (a pair): each weight that is loaded serves both, and eight
 * accumulators of four channels fit the sixteen SIMD registers of the usual engines. Channels are padded to
 * whole blocks of 16 (lanes); weights and deltas in the padding are zero, and outputs whatever the activation
 * makes of zero. A dense layer is a convolution of one pixel by one tap.
 */
@unmanaged
export class Layer {
  kind: i32;
  /** Whether the network's activation function follows, and in training also its dropout. */
  activated: bool;
  inputHeight: usize;
  inputWidth: usize;
  inputs: usize;
  outputHeight: usize;
  outputWidth: usize;
  outputs: usize;
  kernelHeight: usize;
  kernelWidth: usize;
  stride: usize;
  /** The index of the layer's first weight in the flat vector of weights. */
  flat: usize;
  /** The number that batch normalisation adds to the variance. */
  epsilon: f64;

  /** Whether the layer's input is the image. */
  first: bool;
  /** Number among the layers that are activated, and among those with a kernel: random streams are named by them. */
  activationIndex: u32;
  kernelIndex: u32;
  /** The number of channels including padding; the channels of an image are not padded. */
  inputLanes: usize;
  outputLanes: usize;
  /** Rows of a block of the packed kernel, taps x inputLanes, the bias being the next one; and all, an even number if `first`. */
  rows: usize;
  packedRows: usize;
  /** [2][outputHeight][outputWidth][outputLanes]: outputs of both samples of the pair at work; the loss's gradient by them. */
  activations: usize;
  deltas: usize;
  /** Those of a batch's first pair, and bytes from pair to pair: 0 where one pair takes the place of the other. */
  firstActivations: usize;
  activationsStep: usize;
  firstDeltas: usize;
  deltasStep: usize;
  /** The sums of batch normalisation in training, see `layers/batch-statistics.ts`: [5][outputLanes] f64. */
  statistics: usize;
  /** The distance from the first sample of the pair to the second, in bytes. */
  sampleStride: usize;
  /** [blocks of outputs][packedRows][16]; of batch normalisation: factors, then terms, [outputLanes] each. */
  kernel: usize;
  gradient: usize;
  /** [blocks of inputs][taps][outputLanes][16 inputs]; of a first convolution, blocks of taps x inputs and one tap. */
  backwardKernel: usize;
  /** [2 * outputHeight * outputWidth] u32: where the input of each output pixel of the pair begins, in bytes. */
  offsets: usize;
}

export function lanes(channels: usize): usize {
  return (channels + BLOCK - 1) & ~(BLOCK - 1);
}

/** Returns whether the layer has a kernel and a bias. */
export function hasKernel(layer: Layer): bool {
  return layer.kind === Kind.CONV2D || layer.kind === Kind.DENSE;
}

export function flatBias(layer: Layer): usize {
  return layer.flat;
}

export function flatKernel(layer: Layer): usize {
  return layer.flat + layer.outputs;
}

/** Returns the number of elements of the kernel. */
export function kernelSize(layer: Layer): usize {
  return layer.kernelHeight * layer.kernelWidth * layer.inputs * layer.outputs;
}

export function outputPixels(layer: Layer): usize {
  return layer.outputHeight * layer.outputWidth;
}
