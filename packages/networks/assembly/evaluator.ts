/**
 * Many networks of one architecture on the same images: their answers, and gradients of losses by the images. Threads may share the
 * memory: each has the description of a network of its own to work in, and the module has no static data.
 */
import { clearDeltas, crossEntropy } from "./layers/cross-entropy";
import { Layer } from "./network/layer";
import {
  describeBytes,
  describeLayer,
  describeNetwork,
  lastLayer,
  layOutPasses,
  Network,
  Purpose,
  prepare,
  take,
} from "./network/network";
import { packWeights } from "./network/packing";
import { backwardToImages, forward } from "./network/passes";

export { describeLayer };

/** The state of an evaluator: a network and the images on which it is evaluated. */
@unmanaged
class Evaluator extends Network {
  /** Scratch memory for gradients by an image that nobody requested: [values of an image] f64. */
  spare: usize;
}

/** The first address that the module does not use itself. */
export function firstFreeByte(): usize {
  return __heap_base;
}

/** Returns the size in bytes of the descriptions of a network with this number of layers. */
export function descriptionBytes(depth: usize): usize {
  return describeBytes(offsetof<Evaluator>(), depth);
}

/** Begins the description of a network at a multiple of 64; its layers are described next. */
export function describe(
  network: Evaluator,
  depth: usize,
  imageHeight: usize,
  imageWidth: usize,
  imageChannels: usize,
  parameters: usize,
): void {
  describeNetwork(network, offsetof<Evaluator>(), depth, imageHeight, imageWidth, imageChannels, parameters);
}

/** Places what a network that has been described needs after its description, with or without gradients; returns where that ends. */
export function layOut(network: Evaluator, hasGradients: bool): usize {
  const purpose = hasGradients ? Purpose.IMAGES : Purpose.FORWARD;
  layOutPasses(network, changetype<usize>(network) + descriptionBytes(network.depth), purpose);
  network.spare = take(hasGradients ? imageBytes(network) << 1 : 0);
  return take(0);
}

/** Ties a network that has been laid out to images [images][height][width][channels] f32. */
export function attach(network: Evaluator, images: usize): void {
  prepare(network, images, true);
}

/** Returns the size in bytes of an image of f32. */
function imageBytes(network: Network): usize {
  return (network.imageHeight * network.imageWidth * network.imageChannels) << 2;
}

/**
 * Computes the logits of networks for the first `images` images.
 *
 * @param weights [networks][parameters] f32
 * @param activations [networks] u8
 * @param logits [networks][images][classes] f32
 * @param hidden [networks][images][inputs of the last layer] f32; 0 where nobody wants them
 */
export function answer(
  network: Evaluator,
  weights: usize,
  activations: usize,
  networks: usize,
  images: usize,
  logits: usize,
  hidden: usize,
): void {
  const last = lastLayer(network);
  for (let n: usize = 0; n < networks; n++) {
    select(network, weights, activations, n);
    for (let i: usize = 0; i < images; i += 2) {
      const paired = i + 1 < images;
      forward(network, i, paired ? i + 1 : i, false, 0);
      for (let sample: usize = 0; sample <= <usize>paired; sample++) {
        logits = copyValues(logits, last.activations + sample * last.sampleStride, last.outputs);
        if (hidden !== 0) hidden = copyValues(hidden, inputsOf(network, sample), last.inputs);
      }
    }
  }
}

/** Selects network `index` of those at `weights` as the one to evaluate. */
function select(network: Network, weights: usize, activations: usize, index: usize): void {
  network.weights = weights + ((index * network.parameters) << 2);
  network.activation = load<u8>(activations + index);
  packWeights(network);
}

/** Returns the address of the inputs of the last layer. */
function inputsOf(network: Network, sample: usize): usize {
  const before = changetype<Layer>(changetype<usize>(lastLayer(network)) - offsetof<Layer>());
  return before.activations + sample * before.sampleStride;
}

/** Copies `count` f32 values; returns the address after the copy. */
function copyValues(to: usize, from: usize, count: usize): usize {
  memory.copy(to, from, count << 2);
  return to + (count << 2);
}

/**
 * Computes the gradient, by the images `first` to `first + count`, of a loss that is summed over the
 * networks. If `labels` are given, the loss is max(cross-entropy, floor); otherwise it is the loss whose
 * gradients by the logits are given. It is summed in f64, network after network, so that an image's is the
 * same whatever images stand beside it.
 *
 * @param weights [networks][parameters] f32
 * @param activations [networks] u8
 * @param images how many there are at all
 * @param labels [images] u32, or 0
 * @param logitGradients [networks][images][classes] f32, or 0
 * @param losses [networks][images] f32: cross-entropies by `labels`, without the floor
 * @param gradients [images][height][width][channels] f64
 */
export function differentiate(
  network: Evaluator,
  weights: usize,
  activations: usize,
  networks: usize,
  images: usize,
  first: usize,
  count: usize,
  labels: usize,
  floor: f64,
  logitGradients: usize,
  losses: usize,
  gradients: usize,
): void {
  const last = lastLayer(network);
  const bytes = imageBytes(network) << 1;
  memory.fill(gradients + first * bytes, 0, count * bytes);
  for (let n: usize = 0; n < networks; n++) {
    select(network, weights, activations, n);
    for (let i = first, end = first + count; i < end; i += 2) {
      const paired = i + 1 < end;
      forward(network, i, paired ? i + 1 : i, false, 0);
      let matters = false;
      for (let sample: usize = 0; sample <= <usize>paired; sample++) {
        const row = n * images + i + sample;
        if (labels !== 0) {
          const loss = crossEntropy(last, sample, load<u32>(labels + ((i + sample) << 2)), 1.0);
          store<f32>(losses + (row << 2), <f32>loss);
          // A NaN among the inputs must give a gradient, which is NaN.
          if (loss < floor) clearDeltas(last, sample);
          else matters = true;
        } else {
          const size = last.outputs << 2;
          memory.copy(last.deltas + sample * last.sampleStride, logitGradients + row * size, size);
          matters = true;
        }
      }
      if (!matters) continue;
      if (!paired) clearDeltas(last, 1);
      const a = gradients + i * bytes;
      backwardToImages(network, a, paired ? a + bytes : network.spare);
    }
  }
}
