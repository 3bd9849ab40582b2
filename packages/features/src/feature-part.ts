import type { Matrix } from "@weightcast/core";
import type { Metrics } from "@weightcast/zoo";
import type { Computation } from "./compute/computation.js";

/** Where the hyperparameters of a block of rows stand: `rows[i]` is the row of `metrics` of the block's row i. */
export interface HyperparameterRows {
  readonly metrics: Metrics;
  readonly rows: ArrayLike<number>;
}

/** The rows that features are taken of. */
interface RowBlock {
  /** [rows, parameters of the layout]. */
  readonly weights: Matrix<Float32Array>;
  /** Present where a set needs them: the caller checks. */
  readonly hyperparameters: HyperparameterRows | undefined;
}

/** Features that are taken as they are. */
export interface CopiedPart {
  readonly kind: "copied";
  readonly columns: readonly string[];
  /** Writes its columns of every row of the block into `out`, from column `firstColumn` on. */
  copy(block: RowBlock, out: Matrix, firstColumn: number): void;
}

/** Features that kernels compute, in the order of its columns. */
export interface ComputedPart {
  readonly kind: "computed";
  readonly columns: readonly string[];
  readonly computations: readonly Computation[];
}

/** One part of a feature set, specialised to a layout. */
export type FeaturePart = CopiedPart | ComputedPart;
