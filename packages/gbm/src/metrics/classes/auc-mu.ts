import { UsageError } from "@weightcast/core";
import { EPSILON } from "../../growth/split-candidate.js";
import type { MeasuredRows, Metric } from "../metric.js";

/**
 * AUC-mu (Kleiman and Page, 2019): the mean over pairs of classes of the area under the curve that tells the two apart by the side of the
 * plane between them. `auc_mu_weights` says what each kind of mistake counts.
 */
export const aucMu: Metric = {
  name: "auc_mu",
  aliases: [],
  higherIsBetter: true,
  measure(set, { num_class: classes, auc_mu_weights: costs }) {
    if (costs.length !== 0 && costs.length !== classes ** 2) {
      throw new UsageError(
        `auc_mu_weights has ${costs.length} entries, not ${classes} for each of ${classes} classes`,
      );
    }
    const costOf = (i: number, j: number) => (i === j ? 0 : (costs[i * classes + j] ?? 1));
    const members: number[][] = Array.from({ length: classes }, () => []);
    for (const [row, target] of set.targets.entries()) members[target]!.push(row);
    let sum = 0;
    for (let i = 0; i < classes; i++) {
      for (let j = i + 1; j < classes; j++) {
        const normal = Array.from({ length: classes }, (_, k) => costOf(i, k) - costOf(j, k));
        sum += areaOfPair(set, members[i]!, members[j]!, normal, normal[i]! - normal[j]!);
      }
    }
    return (2 * sum) / classes / (classes - 1);
  },
};

/**
 * The share of pairs of a row of each class that are on the right sides of each other; equal ones count half.
 *
 * @param normal of the plane between the classes, [classes]
 * @param side what distances to the plane are multiplied by, so that the first class has the larger ones
 */
function areaOfPair(
  { scores, rows, weights }: MeasuredRows,
  first: readonly number[],
  second: readonly number[],
  normal: readonly number[],
  side: number,
): number {
  const weightOf = (row: number) => weights?.[row] ?? 1;
  const distanceOf = (row: number) =>
    side * normal.reduce((sum, factor, k) => sum + factor * scores[k * rows + row]!, 0);
  const entries = [
    ...first.map((row) => ({ row, isFirst: true, distance: distanceOf(row) })),
    ...second.map((row) => ({ row, isFirst: false, distance: distanceOf(row) })),
  ].sort((a, b) => {
    const difference = a.distance - b.distance;
    return Math.abs(difference) < EPSILON ? Number(a.isFirst) - Number(b.isFirst) : difference;
  });
  let area = 0;
  let passed = 0;
  let lastDistance = 0;
  let atLast = 0;
  for (const { row, isFirst, distance } of entries) {
    const isTied = Math.abs(distance - lastDistance) < EPSILON;
    const weight = weightOf(row);
    if (isFirst) {
      area += weight * (passed - (isTied ? atLast / 2 : 0));
      continue;
    }
    passed += weight;
    atLast = isTied ? atLast + weight : weight;
    if (!isTied) lastDistance = distance;
  }
  const total = (of: readonly number[]) => of.reduce((sum, row) => sum + weightOf(row), 0);
  return area / total(first) / total(second);
}
