import {
  addDeltas,
  addInputs,
  clearStatistics,
  finishDeltas,
  finishInputs,
  moveStatistics,
} from "../layers/batch-statistics";
import { clearDeltas, crossEntropy } from "../layers/cross-entropy";
import { Kind } from "../network/layer";
import { lastLayer, layerOf, selectPair } from "../network/network";
import { backwardToWeights, forwardLayers, gatherPairPatches } from "../network/passes";
import { fetchAhead } from "../network/samples";
import { augmentPair } from "./augmentation";
import { Trainer } from "./training-state";

/**
 * Forward and backward pass of a batch: adds up the losses of the `count` samples at `order`, and the gradients by the weights of their
 * mean.
 *
 * A batch normalisation needs all samples' inputs before it can give any output. So each one divides the network: all pairs pass through
 * the layers before it, then all through those behind it, and back in the same way. In a network without any, each pair goes all the way.
 */
export function passBatch(network: Trainer, order: usize, count: usize): void {
  let start: usize = 0;
  while (start < network.lastNormalisation) {
    const end = nextNormalisation(network, start);
    forwardBatch(network, start, end, order, count);
    start = end;
  }
  for (let i: usize = 0; i < count; i += 2) {
    passPair(network, start, order, count, i);
    if (start > 0) addDeltas(network, layerOf(network, start), layerOf(network, start - 1));
  }
  while (start > 0) {
    const end = previousNormalisation(network, start);
    backwardBatch(network, start, end, order, count);
    start = end;
  }
}

/** Puts the means and variances of the last batch into the moving statistics. */
export function moveAllStatistics(network: Trainer): void {
  for (let index: usize = 1; index <= network.lastNormalisation; index++) {
    const layer = layerOf(network, index);
    if (layer.kind === Kind.BATCH_NORM) moveStatistics(layer, network.weights);
  }
}

function nextNormalisation(network: Trainer, index: usize): usize {
  do index++;
  while (layerOf(network, index).kind !== Kind.BATCH_NORM);
  return index;
}

/** Returns the index of the batch normalisation before a layer; 0 if there is none. */
function previousNormalisation(network: Trainer, index: usize): usize {
  do index--;
  while (index > 0 && layerOf(network, index).kind !== Kind.BATCH_NORM);
  return index;
}

/**
 * Passes all pairs through the layers from `start` to the batch normalisation `end`, whose statistics are
 * known afterwards.
 */
function forwardBatch(network: Trainer, start: usize, end: usize, order: usize, count: usize): void {
  const layer = layerOf(network, end);
  clearStatistics(layer);
  for (let i: usize = 0; i < count; i += 2) {
    forwardPair(network, start, end, order, count, i);
    addInputs(network, layer, layerOf(network, end - 1));
  }
  finishInputs(layer, network.weights, count);
}

/**
 * Passes the pair from position `i` of the batch through the layers from `start` to `end`. A last sample
 * without a partner is paired with itself.
 */
function forwardPair(network: Trainer, start: usize, end: usize, order: usize, count: usize, i: usize): void {
  const paired = i + 1 < count;
  const a: usize = load<u32>(order + (i << 2));
  const b: usize = paired ? <usize>load<u32>(order + (i << 2), 4) : a;
  selectPair(network, i >> 1, paired);
  if (start > 0 || !network.augments) {
    if (start === 0) fetchNext(network, order, count, i);
    forwardLayers(network, start, end, a, b, network.dropout, i);
    return;
  }
  augmentPair(network, a, b, i);
  forwardLayers(network, start, end, 0, 1, network.dropout, i);
}

function fetchNext(network: Trainer, order: usize, count: usize, i: usize): void {
  if (i + 2 < count) fetchAhead(network, load<u32>(order + (i << 2), 8));
  if (i + 3 < count) fetchAhead(network, load<u32>(order + (i << 2), 12));
}

/**
 * Passes the pair from position `i` of the batch from layer `start` to the loss, and back to the deltas of
 * `start`.
 */
function passPair(network: Trainer, start: usize, order: usize, count: usize, i: usize): void {
  forwardPair(network, start, network.depth, order, count, i);
  const share = 1.0 / <f64>count;
  addLoss(network, 0, load<u32>(order + (i << 2)), share);
  if (network.paired === 2) addLoss(network, 1, load<u32>(order + (i << 2), 4), share);
  else clearDeltas(lastLayer(network), 1);
  backwardToWeights(network, network.depth - 1, start);
}

/** Adds the loss of a sample of the pair, number `index` of all samples; its gradient counts `share`. */
export function addLoss(network: Trainer, sample: usize, index: usize, share: f64): void {
  network.lossSum += crossEntropy(lastLayer(network), sample, load<u8>(network.labels + index), share);
}

/**
 * Passes all pairs back from the batch normalisation `start`, whose deltas have been summed, to the layer
 * `end`.
 */
function backwardBatch(network: Trainer, start: usize, end: usize, order: usize, count: usize): void {
  finishDeltas(layerOf(network, start), network.gradient, count);
  for (let i: usize = 0; i < count; i += 2) {
    const paired = i + 1 < count;
    selectPair(network, i >> 1, paired);
    if (end === 0) {
      const a: usize = load<u32>(order + (i << 2));
      const b: usize = paired ? <usize>load<u32>(order + (i << 2), 4) : a;
      if (network.augments) {
        augmentPair(network, a, b, i);
        gatherPairPatches(network, 0, 1);
      } else gatherPairPatches(network, a, b);
    }
    backwardToWeights(network, start, end);
    if (end > 0) addDeltas(network, layerOf(network, end), layerOf(network, end - 1));
  }
}
