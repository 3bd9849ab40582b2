import { unknownName } from "@weightcast/core";
import { CALIBRATION_ERROR } from "./calibration-error.js";
import { GENERALISATION_GAP } from "./generalisation-gap.js";
import type { Evidence, Measure } from "./measure.js";
import { PER_CLASS_ACCURACY } from "./per-class-accuracy.js";

const LIST: readonly Measure<MeasureName>[] = [PER_CLASS_ACCURACY, CALIBRATION_ERROR, GENERALISATION_GAP];

/** The name of something that can be measured at each checkpoint. */
export type MeasureName = "per-class-accuracy" | "calibration-error" | "generalisation-gap";

/** The measures of a checkpoint beyond accuracies and losses, by name; their columns follow in this order. */
export const MEASURES: ReadonlyMap<MeasureName, Measure> = new Map(LIST.map((one) => [one.name, one]));

/**
 * The measures of some names, each once, in the order of MEASURES.
 *
 * @throws UsageError for an unknown name
 */
export function measuresNamed(names: readonly string[]): MeasureName[] {
  const known = Array.from(MEASURES.keys());
  const unknown = names.find((name) => !known.some((one) => one === name));
  if (unknown !== undefined) throw unknownName("measure", unknown, known);
  return known.filter((name) => names.includes(name));
}

/** The columns of measures for a data set of so many classes. */
export function columnsOfMeasures(names: readonly MeasureName[], classes: number): string[] {
  return names.flatMap((name) => MEASURES.get(name)?.columns(classes) ?? []);
}

/** The values of the columns of measures, by their names. */
export function measure(names: readonly MeasureName[], evidence: Evidence): Record<string, number> {
  const values = names.flatMap((name) => MEASURES.get(name)?.measure(evidence) ?? []);
  const columns = columnsOfMeasures(names, evidence.classes);
  return Object.fromEntries(columns.map((column, i) => [column, values[i] ?? Number.NaN]));
}
