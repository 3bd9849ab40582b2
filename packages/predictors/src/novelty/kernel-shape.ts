import { type StackedKernel, valuesOf } from "./stacked-kernels.js";

/** Kernels with more inputs or outputs are described without what takes time with the square of them. */
export const MOST_UNITS = 64;

/** How many numbers `kernelShape` returns. */
export const SHAPE_NUMBERS = 9;

/**
 * How unevenly a kernel is filled: how much the norms of its outputs vary (deviation, greatest, least) and of its rows (deviation), how far
 * neighbouring places agree, across and down, and how much of the kernel lies in few directions of the outputs, the inputs and the
 * places. Each number is 0 where the kernel has none of them.
 */
export function kernelShape(weights: Float32Array, kernel: StackedKernel): number[] {
  const { places, width, inputs, outputs } = kernel;
  const values = valuesOf(weights, kernel.tensor);
  const ofOutputs = new Float64Array(outputs);
  const ofRows = new Float64Array(places * inputs);
  for (const [i, value] of values.entries()) {
    ofOutputs[i % outputs]! += value * value;
    ofRows[Math.floor(i / outputs)]! += value * value;
  }
  const size = inputs * outputs;
  return [
    ...spread(ofOutputs),
    spread(ofRows)[0],
    agreement(values, size, (place) => place % width > 0, size),
    agreement(values, size, (place) => place >= width, width * size),
    outputs > MOST_UNITS ? 0 : concentration(gramOfOutputs(values, kernel), outputs),
    inputs > MOST_UNITS ? 0 : concentration(gramOfInputs(values, kernel), inputs),
    places > MOST_UNITS ? 0 : concentration(gramOfPlaces(values, kernel), places),
  ];
}

/** The inner products of the outputs of a kernel over its places and inputs: [outputs, outputs]. */
export function gramOfOutputs(values: Float32Array, { outputs }: StackedKernel): Float64Array {
  const gram = new Float64Array(outputs * outputs);
  for (let row = 0; row < values.length; row += outputs) {
    for (let a = 0; a < outputs; a++) {
      const value = values[row + a]!;
      for (let b = 0; b < outputs; b++) gram[a * outputs + b]! += value * values[row + b]!;
    }
  }
  return gram;
}

/** The inner products of the inputs of a kernel over its places and outputs: [inputs, inputs]. */
export function gramOfInputs(values: Float32Array, { places, inputs, outputs }: StackedKernel): Float64Array {
  const gram = new Float64Array(inputs * inputs);
  for (let place = 0; place < places; place++) {
    const start = place * inputs * outputs;
    for (let a = 0; a < inputs; a++) {
      for (let b = 0; b <= a; b++) {
        let product = 0;
        for (let k = 0; k < outputs; k++)
          product += values[start + a * outputs + k]! * values[start + b * outputs + k]!;
        gram[a * inputs + b]! += product;
      }
    }
  }
  return mirrored(gram, inputs);
}

function gramOfPlaces(values: Float32Array, { places, inputs, outputs }: StackedKernel): Float64Array {
  const size = inputs * outputs;
  const gram = new Float64Array(places * places);
  for (let a = 0; a < places; a++) {
    for (let b = 0; b <= a; b++) {
      let product = 0;
      for (let i = 0; i < size; i++) product += values[a * size + i]! * values[b * size + i]!;
      gram[a * places + b] = product;
    }
  }
  return mirrored(gram, places);
}

/** Copies what is below the diagonal above it. */
function mirrored(gram: Float64Array, side: number): Float64Array {
  for (let a = 0; a < side; a++) {
    for (let b = 0; b < a; b++) gram[b * side + a] = gram[a * side + b]!;
  }
  return gram;
}

/** The sum of the squares of a Gram matrix by the square of its trace: 1 of one direction, 1 / side of all alike. */
function concentration(gram: Float64Array, side: number): number {
  let trace = 0;
  for (let a = 0; a < side; a++) trace += gram[a * side + a]!;
  return trace > 0 ? gram.reduce((sum, value) => sum + (value / trace) ** 2, 0) : 0;
}

/** The standard deviation, the greatest and the least of some numbers, relative to their mean. */
function spread(values: Float64Array): [deviation: number, most: number, least: number] {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  if (!(mean > 0)) return [0, 0, 0];
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return [
    Math.sqrt(squares / values.length) / mean,
    values.reduce((most, value) => Math.max(most, value), 0) / mean,
    values.reduce((least, value) => Math.min(least, value), mean) / mean,
  ];
}

/**
 * How far the weights of a place agree with those `step` values before, from -1 to 1; 0 where no place has a neighbour.
 *
 * @param size how many weights a place has
 */
function agreement(
  values: Float32Array,
  size: number,
  hasNeighbour: (place: number) => boolean,
  step: number,
): number {
  let products = 0;
  let squares = 0;
  for (let start = 0; start < values.length; start += size) {
    if (!hasNeighbour(start / size)) continue;
    for (let i = start; i < start + size; i++) {
      products += values[i]! * values[i - step]!;
      squares += values[i]! ** 2 + values[i - step]! ** 2;
    }
  }
  return squares > 0 ? (2 * products) / squares : 0;
}
