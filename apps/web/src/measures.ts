import type { Metrics } from "@weightcast/core";
import type { ZooPredictions } from "./predict-rows.js";

/** Something that networks are placed or coloured by: a column of the metrics, or what a model predicts. */
export interface Measure {
  /** As in the metrics: `config.learning_rate`. */
  readonly name: string;
  /** For people: `learning rate`. */
  readonly label: string;
  /** [rows] numbers; the index in `categories` where there are such. NaN where a value is missing. */
  readonly values: ArrayLike<number>;
  /** What the values are called; undefined for numbers. */
  readonly categories?: readonly string[];
}

/** The name of the measure that a model predicts. */
export const PREDICTED = "predicted";
/** The name of the measure that tells whether the model has seen a network. */
export const SEEN = "seen";

/** The columns that differ between networks, in the order of the table. */
export function measuresOf(metrics: Metrics): Measure[] {
  const measures: Measure[] = [];
  for (const [name, column] of metrics.columns) {
    const measure = { name, label: labelOf(name) };
    if (column.kind === "category") {
      if (new Set(column.codes).size > 1) {
        measures.push({ ...measure, values: column.codes, categories: column.categories });
      }
    } else if (column.kind !== "text" && differ(column.values)) {
      measures.push({ ...measure, values: column.values });
    }
  }
  return measures;
}

/** What a model says of the networks, and whether it has seen them. */
export function predictionMeasures({ model, predicted, seen }: ZooPredictions): Measure[] {
  return [
    { name: PREDICTED, label: `predicted ${labelOf(model.manifest.target)}`, values: predicted },
    { name: SEEN, label: "to the model", values: seen, categories: ["new", "seen in training"] },
  ];
}

/** `config.learning_rate` is `learning rate`. */
export function labelOf(name: string): string {
  return name.replace(/^config\./, "").replaceAll("_", " ");
}

/** A number for people: at most four digits, a power of ten where it is very small or large. */
export function shownNumber(value: number): string {
  if (!Number.isFinite(value)) return "–";
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-3 || size >= 1e6)) return value.toExponential(2);
  return Number(value.toPrecision(4)).toString();
}

function differ(values: ArrayLike<number>): boolean {
  for (let i = 1; i < values.length; i++) if (values[i] !== values[0]) return true;
  return false;
}
