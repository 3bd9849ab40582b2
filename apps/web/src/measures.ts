import type { Metrics } from "@weightcast/zoo";
import { STANDINGS, type ZooPredictions } from "./predict-rows.js";

/** A quantity by which networks are placed or coloured: a column of the metrics, or a model's predictions. */
export interface Measure {
  /** The name in the metrics: `config.learning_rate`. */
  readonly name: string;
  /** The label for people: `learning rate`. */
  readonly label: string;
  /** The values, [rows]: numbers, or indices into `categories`. A missing value is NaN. */
  readonly values: ArrayLike<number>;
  /** The names of the values; undefined for numbers. */
  readonly categories?: readonly string[];
}

/** The name of the measure with a model's predictions. */
export const PREDICTED = "predicted";
/** The name of the measure that says whether the model has seen a network. */
export const STANDING = "standing";

/** The measure that is offered for every zoo. */
const ALWAYS = "test_accuracy";

/** The measures of a zoo: the columns whose values differ between networks, in the order of the table, and the test accuracy. */
export function measuresOf(metrics: Metrics): Measure[] {
  const measures: Measure[] = [];
  for (const [name, column] of metrics.columns) {
    const measure = { name, label: labelOf(name) };
    if (column.kind === "category") {
      if (new Set(column.codes).size > 1) {
        measures.push({ ...measure, ...mostFrequent(column.codes, column.categories) });
      }
    } else if (column.kind !== "text" && (name === ALWAYS || differ(column.values))) {
      measures.push({ ...measure, values: column.values });
    }
  }
  return measures;
}

/** The maximum number of words that have their own colour. */
const MOST_CATEGORIES = 6;

/** The words of a column; if there are too many, the most frequent words and `others`. */
function mostFrequent(codes: Int32Array, categories: readonly string[]) {
  if (categories.length <= MOST_CATEGORIES) return { values: codes, categories };
  const counts = new Array<number>(categories.length).fill(0);
  for (const code of codes) counts[code]!++;
  const kept = Array.from(categories.keys())
    .sort((a, b) => counts[b]! - counts[a]!)
    .slice(0, MOST_CATEGORIES - 1);
  const places = new Map(kept.map((code, place) => [code, place]));
  return {
    values: codes.map((code) => places.get(code) ?? kept.length),
    categories: [...kept.map((code) => categories[code]!), "others"],
  };
}

/** The measures of a model: its predictions, and whether it has seen each network. */
export function predictionMeasures({ model, predicted, standings }: ZooPredictions): Measure[] {
  return [
    { name: PREDICTED, label: `predicted ${labelOf(model.manifest.target.column)}`, values: predicted },
    { name: STANDING, label: "to the model", values: standings, categories: STANDINGS },
  ];
}

/** Turns a column's name into a label: `config.learning_rate` becomes `learning rate`. */
export function labelOf(name: string): string {
  return name.replace(/^config\./, "").replaceAll("_", " ");
}

/** Formats a number with at most four digits, and with a power of ten if it is very small or large. */
export function shownNumber(value: number): string {
  if (!Number.isFinite(value)) return "–";
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-3 || size >= 1e6)) return value.toExponential(2);
  return Number(value.toPrecision(4)).toString();
}

/** Formats a score; a score that is not defined is a dash. */
export function shownScore(value: number | null): string {
  return value === null || Number.isNaN(value) ? "–" : value.toFixed(3);
}

/** Returns whether a measure has two different finite values. */
function differ(values: ArrayLike<number>): boolean {
  let first: number | undefined;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (!Number.isFinite(value)) continue;
    first ??= value;
    if (value !== first) return true;
  }
  return false;
}
