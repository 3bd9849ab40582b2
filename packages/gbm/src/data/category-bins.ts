import type { ResolvedParameters } from "../parameters/resolve.js";

/** The bins of a categorical feature: bin 0 is that of NaN and of categories too rare for a bin. */
export interface CategoryBins {
  /** [bins]: the category of each bin, from the most frequent one on; -1 for bin 0. */
  readonly categories: Int32Array;
  /** Whether some value has no bin of its own. */
  readonly hasMissing: boolean;
  /** The bin that holds most rows if it holds nearly all of them, otherwise that of category 0. */
  readonly mostFrequentBin: number;
}

/** Categories beyond this share of the rows get a bin only while there are fewer bins than `max_bin`. */
const COVERED_SHARE = Math.fround(0.99);
/** LightGBM's kSparseThreshold: a bin with this share of the rows counts as holding nearly all of them. */
const SPARSE_SHARE = 0.7;
const MOST_CATEGORY = 2 ** 31 - 1;

/**
 * Returns the category that a value stands for; -1 if it is not a category, as NaN and negative numbers are
 * not.
 */
function categoryOf(value: number): number {
  return value > -1 && value <= MOST_CATEGORY ? Math.trunc(value) : -1;
}

/**
 * Finds the bins of a categorical feature (LightGBM's BinMapper::FindBin).
 *
 * @param values a sample of its rows
 * @param minInSide a feature of one category that leaves fewer rows of the sample on a side is of no use; undefined to keep all
 * @returns undefined where the feature is of no use
 */
export function findCategoryBins(
  values: ArrayLike<number>,
  { max_bin, min_data_in_bin }: Pick<ResolvedParameters, "max_bin" | "min_data_in_bin">,
  minInSide: number | undefined,
): CategoryBins | undefined {
  const counts = new Map<number, number>();
  let missing = 0;
  for (let i = 0; i < values.length; i++) {
    const category = categoryOf(values[i]!);
    if (category < 0) missing++;
    else counts.set(category, (counts.get(category) ?? 0) + 1);
  }
  // Sorts categories by falling frequency; equally frequent ones keep their order.
  const found = Array.from(counts).sort(([a, m], [b, n]) => n - m || a - b);
  const rows = values.length - missing;
  const covered = Math.trunc(Math.fround(rows * COVERED_SHARE) + 0.5);
  const mostBins = Math.min(max_bin, found.length + (missing > 0 ? 1 : 0));
  const categories = [-1];
  const rowsInBin = [0];
  let used = 0;
  for (const [i, [category, count]] of found.entries()) {
    if (used >= covered && categories.length >= mostBins) break;
    if (count < min_data_in_bin && i > 1) break;
    categories.push(category);
    rowsInBin.push(count);
    used += count;
  }
  rowsInBin[0] = values.length - used;
  if (categories.length < 2 || isUseless(rowsInBin, values.length, minInSide)) return undefined;
  const fullest = rowsInBin.indexOf(rowsInBin.reduce((most, count) => Math.max(most, count)));
  const zeroBin = Math.max(0, categories.indexOf(0));
  const isSparse = rowsInBin[fullest]! / values.length >= SPARSE_SHARE;
  return {
    categories: Int32Array.from(categories),
    hasMissing: missing > 0 || categories.length - 1 < found.length,
    mostFrequentBin: isSparse ? fullest : zeroBin,
  };
}

/** Returns whether the only category leaves too few rows on one side. */
function isUseless(rowsInBin: readonly number[], rows: number, minInSide: number | undefined): boolean {
  if (minInSide === undefined || rowsInBin.length > 2) return false;
  const left = rowsInBin[0]!;
  return left < minInSide || rows - left < minInSide;
}

/**
 * Writes the bin of each value.
 *
 * @param bins [values]
 */
export function binCategories(
  { categories }: CategoryBins,
  values: ArrayLike<number>,
  bins: Uint8Array | Uint16Array,
): void {
  const binOf = new Map<number, number>();
  for (const [bin, category] of categories.entries()) binOf.set(category, bin);
  for (let i = 0; i < bins.length; i++) bins[i] = binOf.get(categoryOf(values[i]!)) ?? 0;
}
