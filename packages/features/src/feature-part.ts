import type { Matrix, Metrics } from "@weightcast/core";

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

/** One part of a feature set, specialised to a layout. */
export interface FeaturePart {
  readonly columns: readonly string[];
  /** Writes its columns of every row of the block into `out`, from column `firstColumn` on. */
  extract(block: RowBlock, out: Matrix, firstColumn: number): void;
}
