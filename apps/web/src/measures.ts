import type { Metrics } from "@weightcast/zoo";
import { STANDINGS, type ZooPredictions } from "./predict-rows.js";

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
export const STANDING = "standing";

/** What every zoo has, and networks are placed by where there is nothing else. */
const ALWAYS = "test_accuracy";

/** The columns that differ between networks, in the order of the table, and the test accuracy. */
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

/** More words than these are not told apart by colours. */
const MOST_CATEGORIES = 6;

/** The words, and where they are many, the most frequent and `others`. */
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

/** What a model says of the networks, and whether it has seen them. */
export function predictionMeasures({ model, predicted, standings }: ZooPredictions): Measure[] {
  return [
    { name: PREDICTED, label: `predicted ${labelOf(model.manifest.target.column)}`, values: predicted },
    { name: STANDING, label: "to the model", values: standings, categories: STANDINGS },
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

/** A score for people; a dash where it is not defined. */
export function shownScore(value: number | null): string {
  return value === null || Number.isNaN(value) ? "–" : value.toFixed(3);
}

/** Whether there are two finite values that are not the same. */
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
