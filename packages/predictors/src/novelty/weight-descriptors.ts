import { type Matrix, matrix, matrixRow } from "@weightcast/core";
import type { Layout, Tensor } from "@weightcast/zoo";

/** Numbers that tell trained weights from noise, whatever a model's features are. */
export interface WeightDescriptors {
  /** The number of descriptors of a network. */
  readonly length: number;
  /**
   * Writes the descriptors of one network. The first of them, one for each tensor of the layout, are the
   * scales: the decimal logarithms of root mean squares.
   *
   * @param weights [parameters of the layout]
   * @param out [length]
   */
  write(weights: Float32Array, out: Float64Array): void;
}

/** Kernels of more outputs are described without their spectrum, which takes time with the square of the outputs. */
const MOST_OUTPUTS = 64;
const LEAST_SCALE = 1e-12;

/** A kernel as a matrix [rows, outputs]; a row is a position and an input. */
interface Kernel {
  readonly tensor: Tensor;
  readonly outputs: number;
  readonly inputs: number;
  readonly rows: number;
}

/**
 * Makes the descriptors of networks of a layout. They are the scale, mean and extreme of each tensor; for
 * each kernel, how much the norms of its outputs and rows vary, how far neighbouring positions agree, and how
 * much of the kernel lies in few directions; for consecutive kernels, whether strong outputs meet strong
 * inputs.
 */
export function weightDescriptors({ tensors }: Layout): WeightDescriptors {
  const kernels = tensors.flatMap((tensor): Kernel[] => {
    const outputs = tensor.shape.at(-1);
    const inputs = tensor.shape.at(-2);
    if (outputs === undefined || inputs === undefined) return [];
    return [{ tensor, outputs, inputs, rows: (tensor.end - tensor.start) / outputs }];
  });
  const length = 3 * tensors.length + 7 * kernels.length;
  const write = (weights: Float32Array, out: Float64Array) => {
    for (const [i, { start, end }] of tensors.entries()) {
      const { scale, mean, extreme } = describeValues(weights.subarray(start, end));
      out[i] = Math.log10(Math.max(scale, LEAST_SCALE));
      out[tensors.length + 2 * i] = mean;
      out[tensors.length + 2 * i + 1] = extreme;
    }
    let next = 3 * tensors.length;
    let before: Float64Array | undefined;
    for (const kernel of kernels) {
      const values = weights.subarray(kernel.tensor.start, kernel.tensor.end);
      const { ofOutputs, ofRows, ofInputs } = squaredNorms(values, kernel);
      for (const number of [
        ...spread(ofOutputs),
        spread(ofRows)[0],
        neighbourAgreement(values, kernel),
        concentration(values, kernel),
        before === undefined ? 0 : correlation(before, ofInputs),
      ]) {
        out[next++] = number;
      }
      before = ofOutputs;
    }
  };
  return { length, write };
}

/** Computes the descriptors of networks: [rows, descriptors]. */
export function describeNetworks(
  weights: Matrix<Float32Array>,
  descriptors: WeightDescriptors,
): Matrix<Float64Array> {
  const { length } = descriptors;
  const described = matrix(new Float64Array(weights.rows * length), weights.rows, length);
  for (let row = 0; row < weights.rows; row++)
    descriptors.write(matrixRow(weights, row), matrixRow(described, row));
  return described;
}

function describeValues(values: Float32Array) {
  let sum = 0;
  let squares = 0;
  let extreme = 0;
  for (const value of values) {
    sum += value;
    squares += value * value;
    extreme = Math.max(extreme, Math.abs(value));
  }
  const scale = Math.sqrt(squares / values.length);
  const unit = Math.max(scale, LEAST_SCALE);
  return { scale, mean: sum / values.length / unit, extreme: extreme / unit };
}

/** Computes the sums of squares of each output, row and input of a kernel. */
function squaredNorms(values: Float32Array, { outputs, inputs, rows }: Kernel) {
  const ofOutputs = new Float64Array(outputs);
  const ofRows = new Float64Array(rows);
  const ofInputs = new Float64Array(inputs);
  for (const [i, value] of values.entries()) {
    const row = Math.floor(i / outputs);
    const square = value * value;
    ofOutputs[i % outputs]! += square;
    ofRows[row]! += square;
    ofInputs[row % inputs]! += square;
  }
  return { ofOutputs, ofRows, ofInputs };
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
 * Measures how far the weights of neighbouring positions agree, from -1 to 1; 0 for kernels without
 * positions.
 */
function neighbourAgreement(values: Float32Array, { tensor, outputs, inputs }: Kernel): number {
  if (tensor.shape.length !== 4) return 0;
  const step = outputs * inputs;
  let products = 0;
  let squares = 0;
  for (let i = step; i < values.length; i++) {
    products += values[i]! * values[i - step]!;
    squares += values[i]! ** 2 + values[i - step]! ** 2;
  }
  return squares > 0 ? (2 * products) / squares : 0;
}

/** The sum of the fourth powers of the singular values by the square of that of their squares: 1 of one direction. */
function concentration(values: Float32Array, { outputs, rows }: Kernel): number {
  if (outputs > MOST_OUTPUTS) return 0;
  let trace = 0;
  let squares = 0;
  for (let a = 0; a < outputs; a++) {
    for (let b = 0; b <= a; b++) {
      let product = 0;
      for (let row = 0; row < rows; row++) product += values[row * outputs + a]! * values[row * outputs + b]!;
      squares += (a === b ? 1 : 2) * product * product;
      if (a === b) trace += product;
    }
  }
  return trace > 0 ? squares / (trace * trace) : 0;
}

/** The correlation of two lists of the same length; 0 where the lengths differ or one is constant. */
function correlation(a: Float64Array, b: Float64Array): number {
  if (a.length !== b.length) return 0;
  const mean = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [meanA, meanB] = [mean(a), mean(b)];
  let products = 0;
  let squaresA = 0;
  let squaresB = 0;
  for (let i = 0; i < a.length; i++) {
    products += (a[i]! - meanA) * (b[i]! - meanB);
    squaresA += (a[i]! - meanA) ** 2;
    squaresB += (b[i]! - meanB) ** 2;
  }
  const scale = Math.sqrt(squaresA * squaresB);
  return scale > 0 ? products / scale : 0;
}
