import { Activation, activate, activateBackward } from "../layers/activation";
import { normalise, normaliseBackward } from "../layers/batch-norm";
import { convolve } from "../layers/convolution";
import { denseInputGradient } from "../layers/dense";
import { convolvePatches, gatherPatches, patchKernelGradient } from "../layers/first-layer";
import { flatten, flattenBackward, flattenImage } from "../layers/flatten";
import { meanBackward, meanOverPixels } from "../layers/global-mean";
import { addFlatGradient, addImageGradient } from "../layers/image-gradient";
import { inputGradient } from "../layers/input-gradient";
import { kernelGradient } from "../layers/kernel-gradient";
import { Kind, Layer } from "./layer";
import { lastLayer, layerOf, Network } from "./network";
import { normalised } from "./samples";

/**
 * Forward pass of samples `a` and `b`: logits in the activations of the last layer.
 *
 * @param dropout whether layers that are activated drop outputs
 * @param position of the first of the pair in its batch
 */
export function forward(network: Network, a: usize, b: usize, dropout: bool, position: usize): void {
  forwardLayers(network, 0, network.depth, a, b, dropout, position);
}

/** Runs the part of a forward pass from layer `start` up to layer `end`. */
export function forwardLayers(
  network: Network,
  start: usize,
  end: usize,
  a: usize,
  b: usize,
  dropout: bool,
  position: usize,
): void {
  for (let index = start; index < end; index++) {
    const layer = layerOf(network, index);
    if (index === 0) forwardFirst(network, layer, a, b);
    else forwardLayer(network, layer, layerOf(network, index - 1));
    if (layer.activated) activate(network, layer, dropout, position);
  }
}

function forwardFirst(network: Network, layer: Layer, a: usize, b: usize): void {
  if (layer.kind === Kind.FLATTEN) {
    flattenImage(layer, 0, normalised(network, a));
    flattenImage(layer, 1, normalised(network, b));
    return;
  }
  gatherPairPatches(network, a, b);
  convolvePatches(network, layer, isRectified(network, layer));
}

/**
 * Gathers the pair's patches for a first convolution; does nothing if the first layer is not a convolution.
 */
export function gatherPairPatches(network: Network, a: usize, b: usize): void {
  const layer = layerOf(network, 0);
  if (layer.kind !== Kind.CONV2D) return;
  gatherPatches(layer, normalised(network, a), network.patches);
  gatherPatches(layer, normalised(network, b), network.patches + network.patchStride);
}

function forwardLayer(network: Network, layer: Layer, before: Layer): void {
  switch (layer.kind) {
    case Kind.BATCH_NORM:
      normalise(layer, before);
      break;
    case Kind.GLOBAL_MEAN:
      meanOverPixels(layer, before);
      break;
    case Kind.FLATTEN:
      flatten(layer, before);
      break;
    default:
      convolve(layer, before.activations, before.sampleStride, isRectified(network, layer));
  }
}

function isRectified(network: Network, layer: Layer): bool {
  return layer.activated && network.activation === Activation.RELU;
}

/**
 * Backward pass of the pair from the deltas of layer `start` on to those of layer `end`: adds the gradients by the weights of the layers
 * between, that of layer 0 included.
 */
export function backwardToWeights(network: Network, start: usize, end: usize): void {
  let layer = layerOf(network, start);
  for (let index = start; index > end; index--) {
    const before = layerOf(network, index - 1);
    if (layer.gradient !== 0) kernelGradient(layer, before.activations);
    // The first layer of all that has weights needs no gradient by its input.
    if (index > 1 || before.gradient !== 0) backwardLayer(network, layer, before);
    layer = before;
  }
  if (end === 0 && layer.gradient !== 0) patchKernelGradient(network, layer);
}

/** Backward pass of the pair from the last layer's deltas on: adds the gradients by its images to `a` and `b`. */
export function backwardToImages(network: Network, a: usize, b: usize): void {
  let layer = lastLayer(network);
  for (let index = network.depth - 1; index > 0; index--) {
    const before = layerOf(network, index - 1);
    backwardLayer(network, layer, before);
    layer = before;
  }
  if (layer.kind === Kind.FLATTEN) {
    addFlatGradient(layer, 0, a);
    addFlatGradient(layer, 1, b);
  } else addImageGradient(network, layer, a, b);
}

/** Turns the gradient by a layer's sums into that by the sums of the layer before. */
function backwardLayer(network: Network, layer: Layer, before: Layer): void {
  switch (layer.kind) {
    case Kind.BATCH_NORM:
      normaliseBackward(network, layer, before);
      break;
    case Kind.GLOBAL_MEAN:
      meanBackward(network, layer, before);
      break;
    case Kind.FLATTEN:
      flattenBackward(network, layer, before);
      break;
    case Kind.CONV2D:
      // Multiplies by the slope of the activation in a pass of its own.
      inputGradient(network, layer, before);
      return;
    default:
      denseInputGradient(network, layer, before);
  }
  if (before.activated) activateBackward(network, before);
}
