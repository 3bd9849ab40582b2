import type { Matrix } from "@weightcast/core";
import { normalQuantile } from "./normal-quantile.js";

/**
 * Replaces values by normal scores, column by column: the share of fitting rows below a value (half of those that equal it count) becomes the
 * quantile of the normal distribution at that share. Shares are kept half a row away from 0 and 1. Outliers and scales of columns have no
 * effect then.
 */
export class NormalScores {
  private readonly sorted: readonly Float64Array[];
  /** The score of each rank: twice the number of rows below, plus the number of rows that are equal. */
  private readonly scoreOfRank: Float64Array;

  /** @param x [rows, columns] the fitting rows, no NaN, at least one row */
  constructor(x: Matrix) {
    const { data, rows, columns, stride } = x;
    this.sorted = Array.from({ length: columns }, (_, column) =>
      Float64Array.from({ length: rows }, (_, row) => data[row * stride + column]!).sort(),
    );
    const least = 0.5 / rows;
    this.scoreOfRank = Float64Array.from({ length: 2 * rows + 1 }, (_, rank) =>
      normalQuantile(Math.min(1 - least, Math.max(least, rank / (2 * rows)))),
    );
  }

  get columns(): number {
    return this.sorted.length;
  }

  /**
   * Writes the scores of one row.
   *
   * @param values [columns]; the score of NaN is NaN
   * @param scores [columns]
   */
  write(values: ArrayLike<number>, scores: Float64Array): void {
    for (const [column, sorted] of this.sorted.entries()) {
      const value = values[column]!;
      scores[column] = Number.isNaN(value)
        ? value
        : this.scoreOfRank[countBelow(sorted, value) + countNotAbove(sorted, value)]!;
    }
  }
}

/** Counts those of ascending values that are less than `value`. */
function countBelow(sorted: Float64Array, value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Counts those of ascending values that are at most `value`. */
function countNotAbove(sorted: Float64Array, value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}
