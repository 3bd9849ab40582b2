import type { Kernels } from "../kernels/kernel-exports.js";
import type { ObjectiveSettings } from "../objectives/objective.js";
import type { RegistryEntry } from "../registry.js";

/** Rows whose predictions are compared with their targets. */
export interface MeasuredRows {
  readonly rows: number;
  readonly scoresPerRow: number;
  /** [scores of a row, rows]: the raw scores. */
  readonly scores: Float64Array;
  /** [scores of a row, rows]: what the objective predicts from them. */
  readonly outputs: Float64Array;
  /** [rows] */
  readonly targets: Float32Array;
  /** [rows]: what each row counts; undefined where every row counts 1. */
  readonly weights: Float32Array | undefined;
  /** How many rows each group of rows to rank has; undefined where there are no groups. */
  readonly groupSizes?: Int32Array | undefined;
  /** Functions that give the same bits on every engine, as those of JavaScript's `Math` need not. */
  readonly math: Pick<Kernels, "log" | "log1p" | "exp">;
}

/** How far predictions are from their targets, or how good they are. Add one to `metrics` to measure it while training. */
export interface Metric extends RegistryEntry {
  /** Whether a larger value is better; if not given, a smaller one is. */
  readonly higherIsBetter?: boolean | undefined;
  /** Whether the metric is about the first places of each group; then it is measured for each entry of `eval_at`. */
  readonly isAtPlaces?: boolean | undefined;
  /** @param places how many first places of each group count, where the metric is about places */
  measure(set: MeasuredRows, settings: ObjectiveSettings, places: number): number;
}
