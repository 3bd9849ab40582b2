import { packNormalisation } from "../layers/batch-norm";
import { BLOCK, flatBias, flatKernel, hasKernel, Kind, Layer, ROW } from "./layer";
import { layerOf, Network, outputScale } from "./network";

/** Packs the flat weights for the passes; for the backward pass, multiplied by the dropout's scale. */
export function packWeights(network: Network): void {
  for (let index: usize = 0; index < network.depth; index++) {
    const layer = layerOf(network, index);
    if (layer.kind === Kind.BATCH_NORM) packNormalisation(layer, network.weights);
    if (!hasKernel(layer)) continue;
    const kernel = network.weights + (flatKernel(layer) << 2);
    packRows(layer, kernel, network.weights + (flatBias(layer) << 2));
    if (layer.backwardKernel === 0) continue;
    if (layer.first) packFirstBackward(layer, kernel);
    else packBackward(layer, kernel, outputScale(network, layerOf(network, index - 1)));
  }
}

/** [taps][inputs][outputs] and [outputs] to [blocks of outputs][packedRows][16]. */
function packRows(layer: Layer, kernel: usize, bias: usize): void {
  const taps = layer.kernelHeight * layer.kernelWidth;
  const outputs = layer.outputs;
  for (let o: usize = 0; o < outputs; o += BLOCK) {
    const bytes = min(BLOCK, outputs - o) << 2;
    let p = kernel + (o << 2);
    let row = layer.kernel + (o / BLOCK) * layer.packedRows * ROW;
    for (let tap: usize = 0; tap < taps; tap++) {
      for (let i: usize = 0; i < layer.inputs; i++, p += outputs << 2) copyRow(row + i * ROW, p, bytes);
      row += layer.inputLanes * ROW;
    }
    copyRow(row, bias + (o << 2), bytes);
  }
}

function copyRow(to: usize, from: usize, bytes: usize): void {
  if (bytes !== ROW) {
    for (let i: usize = 0; i < bytes; i += 4) store<f32>(to + i, load<f32>(from + i));
    return;
  }
  v128.store(to, v128.load(from));
  v128.store(to, v128.load(from, 16), 16);
  v128.store(to, v128.load(from, 32), 32);
  v128.store(to, v128.load(from, 48), 48);
}

/** [taps][inputs][outputs] to [blocks of inputs][taps][outputLanes][16], times `scale`. */
function packBackward(layer: Layer, kernel: usize, scale: f32): void {
  const taps = layer.kernelHeight * layer.kernelWidth;
  const tapBytes = layer.outputLanes * ROW;
  let p = kernel;
  for (let tap: usize = 0; tap < taps; tap++) {
    for (let i: usize = 0; i < layer.inputs; i++) {
      let to = layer.backwardKernel + ((i / BLOCK) * taps + tap) * tapBytes + ((i % BLOCK) << 2);
      for (let o: usize = 0; o < layer.outputs; o++, p += 4, to += ROW) store<f32>(to, load<f32>(p) * scale);
    }
  }
}

/** [taps x inputs][outputs] to [blocks of taps x inputs][outputLanes][16]. */
function packFirstBackward(layer: Layer, kernel: usize): void {
  let p = kernel;
  for (let row: usize = 0; row < layer.rows; row++) {
    let to = layer.backwardKernel + (row / BLOCK) * layer.outputLanes * ROW + ((row % BLOCK) << 2);
    for (let o: usize = 0; o < layer.outputs; o++, p += 4, to += ROW) store<f32>(to, load<f32>(p));
  }
}

/** Unpacks the gradient of all kernels and biases to `flat`, where they lie in the order of the weights. */
export function unpackGradient(network: Network, flat: usize): void {
  for (let index: usize = 0; index < network.depth; index++) {
    const layer = layerOf(network, index);
    if (layer.gradient === 0) continue;
    const taps = layer.kernelHeight * layer.kernelWidth;
    const kernel = flat + (flatKernel(layer) << 2);
    const outputs = layer.outputs;
    for (let o: usize = 0; o < outputs; o += BLOCK) {
      const bytes = min(BLOCK, outputs - o) << 2;
      let p = kernel + (o << 2);
      let row = layer.gradient + (o / BLOCK) * layer.packedRows * ROW;
      for (let tap: usize = 0; tap < taps; tap++) {
        for (let i: usize = 0; i < layer.inputs; i++, p += outputs << 2) copyRow(p, row + i * ROW, bytes);
        row += layer.inputLanes * ROW;
      }
      copyRow(flat + (flatBias(layer) << 2) + (o << 2), row, bytes);
    }
  }
}
