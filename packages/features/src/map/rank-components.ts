import type { Matrix } from "@weightcast/core";
import { leadingEigenvectors } from "./leading-eigenvectors.js";

/** Rows of a table on a plane. */
export interface RankComponents {
  /** [rows, count] f64: the place of each row along each component; NaN for rows that were left out. */
  readonly places: Float64Array;
  /** [count]: the share of the variance of all columns that each component has. */
  readonly shares: readonly number[];
}

/**
 * Principal components of a table whose columns are replaced by their ranks and standardised, so that neither units nor a few extreme rows
 * decide where the others lie: the components of Spearman's correlations.
 *
 * @param table [rows, columns]
 * @param isUsed [rows]: 0 for rows to leave out, whose places are NaN
 * @param count the number of components; those beyond the number of columns that vary are 0 with a share of 0
 */
export function rankComponents(table: Matrix, isUsed: ArrayLike<number>, count: number): RankComponents {
  const used = Array.from({ length: table.rows }, (_, row) => row).filter((row) => isUsed[row] !== 0);
  const places = new Float64Array(table.rows * count).fill(Number.NaN);
  const columns = Array.from({ length: table.columns }, (_, column) =>
    standardisedRanks(used.map((row) => table.data[row * table.stride + column]!)),
  ).filter((column) => column !== undefined);
  const size = columns.length;
  const pairs = leadingEigenvectors(correlations(columns), size, Math.min(count, size));
  for (const [i, row] of used.entries()) {
    for (let component = 0; component < count; component++) {
      const vector = pairs[component]?.vector;
      const place = vector?.reduce((sum, weight, column) => sum + weight * columns[column]![i]!, 0) ?? 0;
      places[row * count + component] = place;
    }
  }
  const shares = Array.from(
    { length: count },
    (_, component) => (pairs[component]?.value ?? 0) / (size || 1),
  );
  return { places, shares };
}

/** The ranks of values with mean 0 and variance 1; equal values share their mean rank. Undefined where all values are equal. */
function standardisedRanks(values: readonly number[]): Float64Array | undefined {
  const order = Array.from(values.keys()).sort((a, b) => values[a]! - values[b]!);
  const ranks = new Float64Array(values.length);
  for (let first = 0; first < order.length; ) {
    let end = first + 1;
    while (end < order.length && values[order[end]!] === values[order[first]!]) end++;
    for (let i = first; i < end; i++) ranks[order[i]!] = (first + end - 1) / 2;
    first = end;
  }
  const mean = (values.length - 1) / 2;
  const variance = ranks.reduce((sum, rank) => sum + (rank - mean) ** 2, 0) / values.length;
  return variance > 0 ? ranks.map((rank) => (rank - mean) / Math.sqrt(variance)) : undefined;
}

/** The correlations between standardised columns: [columns, columns]. */
function correlations(columns: readonly Float64Array[]): Float64Array {
  const size = columns.length;
  const found = new Float64Array(size * size);
  for (const [i, first] of columns.entries()) {
    for (let j = 0; j <= i; j++) {
      const second = columns[j]!;
      let sum = 0;
      for (let row = 0; row < first.length; row++) sum += first[row]! * second[row]!;
      found[i * size + j] = sum / first.length;
      found[j * size + i] = sum / first.length;
    }
  }
  return found;
}
