import { kernelSingularValues } from "@weightcast/features";
import type { Layout } from "@weightcast/zoo";
import type { TensorSpectrum } from "./messages.js";

/** The singular values of the tensors of one network, and their norms, which are those of the singular values. */
export function tensorSpectra({ tensors }: Layout, weights: Float32Array): TensorSpectrum[] {
  return tensors.map(({ name, shape, start, end }) => {
    const matrixShape = shape.length > 1 ? shape : [1, ...shape];
    const singularValues = kernelSingularValues(weights.subarray(start, end), matrixShape);
    const norm = singularValues.length === 0 ? Number.NaN : Math.hypot(...singularValues);
    return { name, norm, singularValues };
  });
}
