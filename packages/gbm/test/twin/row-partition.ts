import type { BinnedFeature } from "./binned-matrix.js";

/** Rows of the training data, those of a leaf side by side and in ascending order. */
export class RowPartition {
  readonly rows: Int32Array;
  private readonly rightRows: Int32Array;

  /** @param capacity the most rows that a tree is grown on */
  constructor(capacity: number) {
    this.rows = new Int32Array(capacity);
    this.rightRows = new Int32Array(capacity);
  }

  /**
   * Divides rows `begin` to `end`: those that go left stay in front.
   *
   * @param thresholdBin the last bin that goes left; a missing bin goes where `missingLeft` says
   * @returns where the right rows begin
   */
  split(
    begin: number,
    end: number,
    { bins, hasMissingBin, upperBounds }: BinnedFeature,
    thresholdBin: number,
    missingLeft: boolean,
  ): number {
    const { rows, rightRows } = this;
    const missingBin = hasMissingBin ? upperBounds.length - 1 : -1;
    let left = begin;
    let right = 0;
    for (let i = begin; i < end; i++) {
      const row = rows[i]!;
      const bin = bins[row]!;
      const goesLeft = bin === missingBin ? missingLeft : bin <= thresholdBin;
      if (goesLeft) rows[left++] = row;
      else rightRows[right++] = row;
    }
    rows.set(rightRows.subarray(0, right), left);
    return left;
  }
}
