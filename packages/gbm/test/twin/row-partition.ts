import type { BinArray } from "./histogram.js";

/**
 * Divides rows: those that go left, and those that go right, both in their order.
 *
 * @param thresholdBin the last bin that goes left
 * @param missingBin a bin that goes left too; -1 for none
 */
export function partitionRows(
  rows: Int32Array,
  bins: BinArray,
  thresholdBin: number,
  missingBin: number,
): { left: Int32Array; right: Int32Array } {
  const goesLeft = (row: number) => bins[row]! <= thresholdBin || bins[row] === missingBin;
  return { left: rows.filter(goesLeft), right: rows.filter((row) => !goesLeft(row)) };
}
