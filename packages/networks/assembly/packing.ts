import { BLOCK, Layer, layerOf, Network, ROW } from "./network";

/** Address of the packed element of tap `tap`, input `i`, output `o`. */
function packedElement(layer: Layer, packed: usize, tap: usize, i: usize, o: usize): usize {
  const row = (o / BLOCK) * (layer.rows + 1) + tap * layer.inputLanes + i;
  return packed + row * ROW + ((o % BLOCK) << 2);
}

/** Address of the packed bias of output `o`. */
function packedBias(layer: Layer, packed: usize, o: usize): usize {
  const row = (o / BLOCK) * (layer.rows + 1) + layer.rows;
  return packed + row * ROW + ((o % BLOCK) << 2);
}

/** Packs the flat weights for the passes; for the backward pass, multiplied by the dropout's scale. */
export function packWeights(network: Network): void {
  const scale = network.dropoutScale;
  for (let index: usize = 0; index <= network.depth; index++) {
    const layer = layerOf(network, index);
    const bias = network.weights + (layer.flatBias << 2);
    for (let o: usize = 0; o < layer.outputs; o++) {
      store<f32>(packedBias(layer, layer.kernel, o), load<f32>(bias + (o << 2)));
    }
    const taps: usize = index === network.depth ? 1 : 9;
    let p = network.weights + (layer.flatKernel << 2);
    for (let tap: usize = 0; tap < taps; tap++) {
      for (let i: usize = 0; i < layer.inputs; i++) {
        for (let o: usize = 0; o < layer.outputs; o++, p += 4) {
          store<f32>(packedElement(layer, layer.kernel, tap, i, o), load<f32>(p));
          if (layer.backwardKernel !== 0) {
            store<f32>(backwardElement(layer, tap, i, o), load<f32>(p) * scale);
          }
        }
      }
    }
  }
}

/** As packedElement in the kernel of the input gradient: rows of inputs, columns of taps in the order 2, 0, 1. */
function backwardElement(layer: Layer, tap: usize, i: usize, o: usize): usize {
  const slot = (tap / 3) * 3 + (((tap % 3) + 1) % 3);
  const row = ((i / BLOCK) * 9 + slot) * layer.outputLanes + o;
  return layer.backwardKernel + row * ROW + ((i % BLOCK) << 2);
}

/** Unpacks the gradient to its flat order. */
export function unpackGradient(network: Network): void {
  for (let index: usize = 0; index <= network.depth; index++) {
    const layer = layerOf(network, index);
    const bias = network.gradient + (layer.flatBias << 2);
    for (let o: usize = 0; o < layer.outputs; o++) {
      store<f32>(bias + (o << 2), load<f32>(packedBias(layer, layer.gradient, o)));
    }
    const taps: usize = index === network.depth ? 1 : 9;
    let p = network.gradient + (layer.flatKernel << 2);
    for (let tap: usize = 0; tap < taps; tap++) {
      for (let i: usize = 0; i < layer.inputs; i++) {
        for (let o: usize = 0; o < layer.outputs; o++, p += 4) {
          store<f32>(p, load<f32>(packedElement(layer, layer.gradient, tap, i, o)));
        }
      }
    }
  }
}

/** Sets the packed gradient to 0. */
export function clearGradient(network: Network): void {
  for (let index: usize = 0; index <= network.depth; index++) {
    const layer = layerOf(network, index);
    memory.fill(layer.gradient, 0, (layer.rows + 1) * (layer.outputLanes << 2));
  }
}
