import type { RowGroup } from "../ranking/discounted-gain.js";

/**
 * The mean of a number over groups of rows.
 *
 * @param weights [rows]: a group counts by the mean weight of its rows; undefined where every group counts 1
 */
export function meanOfGroups(
  groups: readonly RowGroup[],
  weights: Float32Array | undefined,
  of: (group: RowGroup) => number,
): number {
  let sum = 0;
  let total = 0;
  for (const group of groups) {
    const weight = weights === undefined ? 1 : meanOf(weights.subarray(group.begin, group.end));
    sum += weight * of(group);
    total += weight;
  }
  return sum / total;
}

function meanOf(values: Float32Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
