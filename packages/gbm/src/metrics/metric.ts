import type { Kernels } from "../kernels/kernel-exports.js";
import type { ObjectiveSettings } from "../objectives/objective.js";
import type { RegistryEntry } from "../registry.js";

/** Rows whose predictions are compared with their targets. */
export interface MeasuredRows {
  readonly rows: number;
  readonly scoresPerRow: number;
  /** The raw scores: [scores of a row, rows]. */
  readonly scores: Float64Array;
  /** The predictions that the objective makes of the raw scores: [scores of a row, rows]. */
  readonly outputs: Float64Array;
  /** The targets: [rows]. */
  readonly targets: Float32Array;
  /** The weight of each row; undefined if all weights are 1: [rows]. */
  readonly weights: Float32Array | undefined;
  /** The number of rows of each group of rows that are ranked together; undefined if there are no groups. */
  readonly groupSizes?: Int32Array | undefined;
  /** Functions that give the same bits on every engine, as those of JavaScript's `Math` need not. */
  readonly math: Pick<Kernels, "log" | "log1p" | "exp">;
}

/**
 * A measure of the error or the quality of predictions. An object that is added to `metrics` can be measured
 * during training.
 */
export interface Metric extends RegistryEntry {
  /** Whether a larger value is better; false by default. */
  readonly higherIsBetter?: boolean | undefined;
  /**
   * Whether the metric concerns the first places of each group; if so, it is measured for each entry of
   * `eval_at`.
   */
  readonly isAtPlaces?: boolean | undefined;
  /** The name of what is measured, where it depends on settings; if not given, `name`. */
  nameOf?(settings: ObjectiveSettings): string;
  /** @param places how many first places of each group count, where the metric is about places */
  measure(set: MeasuredRows, settings: ObjectiveSettings, places: number): number;
}
