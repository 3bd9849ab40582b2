import { requireFinitePairs } from "../scores/finite-pairs.js";

/** Rows with neighbouring predictions. */
export interface CalibrationBin {
  /** The number of rows. */
  readonly rows: number;
  /** The mean prediction. */
  readonly predicted: number;
  /** The mean true value; equal to the mean prediction where predictions are calibrated. */
  readonly truth: number;
  /** The standard deviation of the residuals, truth minus prediction, around their mean (population). */
  readonly deviation: number;
}

/**
 * Divides rows into bins of equal numbers by their predictions, the lowest first, to compare the mean prediction of each bin with the mean true
 * value.
 *
 * @param truth the true values: [count], finite
 * @param predicted the predictions in the same order: [count], finite
 * @param bins the number of bins, at least 1; there are fewer where there are fewer rows
 * @throws RangeError where the lengths differ, or `bins` is not a whole number from 1 on
 * @throws InputError where there are no rows, or an entry is not finite
 */
export function calibrationBins(
  truth: ArrayLike<number>,
  predicted: ArrayLike<number>,
  bins: number,
): CalibrationBin[] {
  requireFinitePairs(truth, predicted);
  if (!Number.isSafeInteger(bins) || bins < 1)
    throw new RangeError(`the number of bins must be a whole number from 1 on, not ${bins}`);
  const pairs = Array.from(truth, (value, i) => ({ truth: value, predicted: predicted[i] ?? Number.NaN }));
  pairs.sort((a, b) => a.predicted - b.predicted || a.truth - b.truth);
  const count = Math.min(bins, pairs.length);
  return Array.from({ length: count }, (_, bin) =>
    describeBin(
      pairs.slice(Math.floor((bin * pairs.length) / count), Math.floor(((bin + 1) * pairs.length) / count)),
    ),
  );
}

function describeBin(
  pairs: readonly { readonly truth: number; readonly predicted: number }[],
): CalibrationBin {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const truth = mean(pairs.map((pair) => pair.truth));
  const predicted = mean(pairs.map((pair) => pair.predicted));
  const squares = pairs.map((pair) => (pair.truth - pair.predicted - (truth - predicted)) ** 2);
  return { rows: pairs.length, predicted, truth, deviation: Math.sqrt(mean(squares)) };
}
