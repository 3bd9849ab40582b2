import type { Matrix } from "@weightcast/core";
import type { BinnedFeature } from "../data/binned-matrix.js";
import { invert } from "../data/invert.js";
import type { LinearLeaves } from "../model/tree.js";

/** LightGBM's kZeroThreshold, a float there: smaller coefficients are left out. */
const ZERO_THRESHOLD = Math.fround(1e-35);

/** A leaf of a tree that is grown: its rows, the columns above it, and what it predicts. */
export interface FittedLeaf {
  readonly rows: Int32Array;
  readonly path: readonly number[];
  readonly output: number;
}

/** Fits linear models of the leaves of trees (LightGBM's LinearTreeLearner): least squares of the columns that a leaf's path asks about. */
export class LinearFitter {
  private readonly numerical: ReadonlySet<number>;
  /** The columns that hold NaN somewhere in the training rows. */
  private readonly withMissing: ReadonlySet<number>;

  /**
   * @param x the training rows
   * @param lambda added to the squares of the columns
   */
  constructor(
    private readonly x: Matrix,
    features: readonly BinnedFeature[],
    private readonly lambda: number,
  ) {
    const numerical = features.filter(({ categories }) => categories === undefined);
    this.numerical = new Set(numerical.map(({ index }) => index));
    this.withMissing = new Set(
      numerical.filter(({ index }) => hasMissing(x, index)).map(({ index }) => index),
    );
  }

  /**
   * The models of a tree's leaves.
   *
   * @param pairs [rows, 2] gradients and hessians of all training rows
   */
  fit(leaves: readonly FittedLeaf[], pairs: Float32Array): LinearLeaves {
    const hasMissing = leaves.some(({ path }) => path.some((column) => this.withMissing.has(column)));
    const models = leaves.map((leaf) => this.fitLeaf(leaf, pairs, hasMissing));
    return {
      constants: Float64Array.from(models, ({ constant }) => constant),
      features: models.map(({ features }) => Int32Array.from(features)),
      coefficients: models.map(({ coefficients }) => Float64Array.from(coefficients)),
    };
  }

  private fitLeaf(leaf: FittedLeaf, pairs: Float32Array, hasMissing: boolean): LeafModel {
    const columns = Array.from(new Set(leaf.path))
      .filter((column) => this.numerical.has(column))
      .sort((a, b) => a - b);
    const size = columns.length + 1;
    const squares = new Float64Array(size * size);
    const products = new Float64Array(size);
    const values = new Float64Array(size);
    let known = 0;
    for (const row of leaf.rows) {
      const found = this.readRow(row, columns, values);
      // As in LightGBM, which counts values, not rows, where some are missing.
      known += hasMissing ? found : 1;
      if (found === columns.length) addRow(values, pairs[2 * row]!, pairs[2 * row + 1]!, squares, products);
    }
    if (known < size) return { constant: leaf.output, features: [], coefficients: [] };
    for (let i = 0; i < size; i++) {
      for (let j = 0; j < i; j++) squares[i * size + j] = squares[j * size + i]!;
      if (i < columns.length) squares[i * size + i]! += this.lambda;
    }
    const inverse = invert(squares, size);
    const solution = Array.from(values, (_, i) => {
      let sum = 0;
      for (let j = 0; j < size; j++) sum += -inverse[i * size + j]! * products[j]!;
      return sum;
    });
    const kept = columns.map((_, i) => i).filter((i) => Math.abs(solution[i]!) > ZERO_THRESHOLD);
    return {
      constant: solution[columns.length]!,
      features: kept.map((i) => columns[i]!),
      coefficients: kept.map((i) => solution[i]!),
    };
  }

  /** Reads a row's values of some columns, with a 1 behind them, up to the first missing one; returns how many there are. */
  private readRow(row: number, columns: readonly number[], values: Float64Array): number {
    const { data, stride } = this.x;
    values[columns.length] = 1;
    for (const [i, column] of columns.entries()) {
      const value = Math.fround(data[row * stride + column]!);
      if (Number.isNaN(value)) return i;
      values[i] = value;
    }
    return columns.length;
  }
}

interface LeafModel {
  readonly constant: number;
  readonly features: readonly number[];
  readonly coefficients: readonly number[];
}

/** Adds a row to the sums of squares (their upper half) and of products with the gradient. */
function addRow(
  values: Float64Array,
  gradient: number,
  hessian: number,
  squares: Float64Array,
  products: Float64Array,
): void {
  const size = values.length;
  for (let i = 0; i < size; i++) {
    products[i]! += values[i]! * gradient;
    const weighted = values[i]! * hessian;
    for (let j = i; j < size; j++) squares[i * size + j]! += weighted * values[j]!;
  }
}

function hasMissing({ data, rows, stride }: Matrix, column: number): boolean {
  for (let row = 0; row < rows; row++) if (Number.isNaN(data[row * stride + column]!)) return true;
  return false;
}
