import type { Metric } from "../metric.js";

/** LightGBM's kZeroThreshold, a float there. */
const ZERO_THRESHOLD = Math.fround(1e-35);

/** The share of the targets' variance that the predictions explain, by weight. */
export const r2: Metric = {
  name: "r2",
  aliases: [],
  higherIsBetter: true,
  measure({ outputs, targets, weights }) {
    const weightOf = (row: number) => weights?.[row] ?? 1;
    let sum = 0;
    let total = 0;
    for (const [row, target] of targets.entries()) {
      sum += target * weightOf(row);
      total += weightOf(row);
    }
    const mean = sum / total;
    let spread = 0;
    let rest = 0;
    for (const [row, target] of targets.entries()) {
      spread += (target - mean) ** 2 * weightOf(row);
      rest += (target - outputs[row]!) ** 2 * weightOf(row);
    }
    if (Math.abs(spread) < ZERO_THRESHOLD) return Math.abs(rest) < ZERO_THRESHOLD ? 1 : 0;
    return 1 - rest / spread;
  },
};
