import { type Matrix, matrix, matrixRow } from "@weightcast/core";
import type { Layout } from "@weightcast/zoo";
import { kernelShape, SHAPE_NUMBERS } from "./kernel-shape.js";
import { BIAS_NUMBERS, biasCoupling, COUPLING_NUMBERS, layerCoupling } from "./layer-coupling.js";
import { stackedKernels } from "./stacked-kernels.js";

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

const LEAST_SCALE = 1e-12;

/**
 * Specialises the descriptors to a layout: of each tensor its scale, mean and extreme; of each kernel how unevenly it is filled, how it goes
 * with its bias, and how with the layer before.
 */
export function weightDescriptors(layout: Layout): WeightDescriptors {
  const { tensors } = layout;
  const kernels = stackedKernels(layout);
  const length = 3 * tensors.length + (SHAPE_NUMBERS + BIAS_NUMBERS + COUPLING_NUMBERS) * kernels.length;
  const write = (weights: Float32Array, out: Float64Array) => {
    for (const [i, { start, end }] of tensors.entries()) {
      const { scale, mean, extreme } = describeValues(weights.subarray(start, end));
      out[i] = Math.log10(Math.max(scale, LEAST_SCALE));
      out[tensors.length + 2 * i] = mean;
      out[tensors.length + 2 * i + 1] = extreme;
    }
    let next = 3 * tensors.length;
    for (const kernel of kernels) {
      for (const describe of [kernelShape, biasCoupling, layerCoupling]) {
        const numbers = describe(weights, kernel);
        out.set(numbers, next);
        next += numbers.length;
      }
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
