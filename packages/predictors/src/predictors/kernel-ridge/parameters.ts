import { UsageError, unknownName } from "@weightcast/core";
import type { PredictorParameters } from "../predictor.js";

/** The parameters of a fit of kernel ridge regression. */
export interface KernelRidgeParameters {
  /**
   * The number above 0 that is added to the diagonal of the kernel matrix; the larger it is, the smoother the
   * predictions.
   */
  readonly ridge: number;
  /** The kernel falls as exp(-gamma * squared distance / median squared distance); above 0. */
  readonly gamma: number;
  /** The maximum number of training rows; of more rows, this many are drawn. */
  readonly max_rows: number;
  /** Names of columns: a line along their mean is fitted first, and the kernel learns what it leaves. None where empty. */
  readonly trend: readonly string[];
}

export const KERNEL_RIDGE_DEFAULTS: KernelRidgeParameters = {
  ridge: 0.05,
  gamma: 0.3,
  max_rows: 4000,
  trend: [],
};

/** The largest allowed maximum; the kernel matrix of this many rows takes 2 GB. */
const MOST_ROWS = 16_000;

/** @throws UsageError where a parameter is unknown or out of range */
export function resolveKernelRidge(parameters: PredictorParameters): KernelRidgeParameters {
  const unknown = Object.keys(parameters).find((name) => !(name in KERNEL_RIDGE_DEFAULTS));
  if (unknown !== undefined) {
    throw unknownName("parameter", unknown, Object.keys(KERNEL_RIDGE_DEFAULTS));
  }
  const resolved = { ...KERNEL_RIDGE_DEFAULTS, ...parameters };
  for (const name of ["ridge", "gamma"] as const) {
    const value: unknown = resolved[name];
    if (typeof value === "number" && value > 0 && value < Number.POSITIVE_INFINITY) continue;
    throw new UsageError(`${name} is a number above 0, not ${JSON.stringify(value)}`);
  }
  const rows: unknown = resolved.max_rows;
  if (typeof rows !== "number" || !Number.isSafeInteger(rows) || rows < 1 || rows > MOST_ROWS) {
    throw new UsageError(`max_rows is a whole number from 1 to ${MOST_ROWS}, not ${JSON.stringify(rows)}`);
  }
  const trend: unknown = resolved.trend;
  if (!(Array.isArray(trend) && trend.every((name) => typeof name === "string"))) {
    throw new UsageError(`trend is a list of names of columns, not ${JSON.stringify(trend)}`);
  }
  return resolved;
}
