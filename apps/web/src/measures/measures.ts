import { type Metrics, targetNamed } from "@weightcast/zoo";
import { type Predictions, STANDINGS } from "./predictions.js";

/** A quantity by which networks are placed, coloured or filtered: a column of the metrics, or something of a model's predictions. */
export interface Measure {
  /** The name in the metrics, such as `config.learning_rate`, or the name of a quantity of the predictions. */
  readonly name: string;
  /** The label for people: `learning rate`. */
  readonly label: string;
  /** The values, [rows]: numbers, or indices into `categories`. A missing value is NaN. */
  readonly values: ArrayLike<number>;
  /** The names of the values; undefined for numbers. */
  readonly categories?: readonly string[];
  /** Whether the values are shares from 0 to 1, which are shown as percentages. */
  readonly isShare?: boolean;
  /** Whether the values are differences of shares, which are shown as percentages with their sign. */
  readonly isShareDifference?: boolean;
}

/** The name of the measure with a model's predictions. */
export const PREDICTED = "predicted";
/** The name of the measure that is the prediction less the true value. */
export const ERROR = "error";
/** The name of the measure that says whether the model has seen a network. */
export const STANDING = "standing";
/** The name of the measure that says whether a network is unlike those of training. */
const FLAGGED = "flagged";

/** The measure that is always offered where the metrics have it. */
const ALWAYS = "test_accuracy";

/** The measures of a zoo: the columns whose values differ between networks, in the order of the table, and the test accuracy. */
export function measuresOf(metrics: Metrics): Measure[] {
  const measures: Measure[] = [];
  for (const [name, column] of metrics.columns) {
    const measure = { name, label: labelOf(name) };
    if (column.kind === "category") {
      if (differ(column.codes)) {
        measures.push({ ...measure, ...mostFrequent(column.codes, column.categories) });
      }
    } else if (column.kind !== "text" && (name === ALWAYS || differ(column.values))) {
      measures.push({ ...measure, values: column.values, isShare: holdsShares(name, column.values) });
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

/** Whether a column holds shares from 0 to 1, not percentages. */
function holdsShares(name: string, values: ArrayLike<number>): boolean {
  if (targetNamed(name).range === null) return false;
  for (let i = 0; i < values.length; i++) if (values[i]! > 1) return false;
  return true;
}

/** The measures of a zoo with those of its predictions: the predictions and what they are of come first. */
export function withPredictions(
  found: readonly Measure[],
  predictions: Predictions,
  metrics: Metrics,
): readonly Measure[] {
  const { column } = predictions.model.manifest.target;
  const [predicted, ...others] = predictionMeasures(predictions, metrics);
  const targets = found.filter(({ name }) => name === column);
  const rest = found.filter(({ name }) => name !== column);
  return [...(predicted === undefined ? [] : [predicted]), ...targets, ...others, ...rest];
}

/** The measures of a model's predictions: the predictions, their errors, whether the model has seen a network, and its flags. */
function predictionMeasures(predictions: Predictions, metrics: Metrics): Measure[] {
  const { model, predicted, standings, flags } = predictions;
  const { column } = model.manifest.target;
  const label = `predicted ${labelOf(column)}`;
  const measures: Measure[] = [];
  if (metrics.columns.has(column)) {
    const truth = metrics.numbers(column);
    const isShare = holdsShares(column, truth);
    measures.push(
      { name: PREDICTED, label, values: predicted, isShare },
      {
        name: ERROR,
        label: "error (predicted less true)",
        values: predicted.map((value, row) => value - truth[row]!),
        isShareDifference: isShare,
      },
    );
  } else measures.push({ name: PREDICTED, label, values: predicted });
  measures.push({
    name: STANDING,
    label: "held out or trained on",
    values: standings,
    categories: STANDINGS,
  });
  if (flags.size > 0) {
    const values = new Uint8Array(standings.length);
    for (const row of flags.keys()) values[row] = 1;
    measures.push({
      name: FLAGGED,
      label: "like those of training",
      values,
      categories: ["alike", "unlike"],
    });
  }
  return measures;
}

/** `config.learning_rate` is `learning rate`. */
export function labelOf(name: string): string {
  return name.replace(/^config\./, "").replaceAll("_", " ");
}

/** Formats a number with at most four digits, and with a power of ten if it is very small or large. */
export function shownNumber(value: number): string {
  if (!Number.isFinite(value)) return "–";
  const size = Math.abs(value);
  const isExtreme = size !== 0 && (size < 1e-3 || size >= 1e6);
  const text = isExtreme ? size.toExponential(2) : Number(size.toPrecision(4)).toString();
  return value < 0 ? `−${text}` : text;
}

/** Formats a share as a percentage with one digit after the point: `84.2 %`. */
export function shownPercent(value: number): string {
  return Number.isFinite(value) ? `${(100 * value).toFixed(1)} %` : "–";
}

/** Formats a difference of shares as a percentage with its sign: `+1.2 %`. */
function shownDifference(value: number): string {
  if (!Number.isFinite(value)) return "–";
  const text = shownPercent(Math.abs(value));
  return Number.parseFloat(text) === 0 ? text : `${value < 0 ? "−" : "+"}${text}`;
}

/** How the values of a measure of numbers are formatted. */
export function formatOf({
  isShare,
  isShareDifference,
}: Pick<Measure, "isShare" | "isShareDifference">): (value: number) => string {
  if (isShareDifference === true) return shownDifference;
  return isShare === true ? shownPercent : shownNumber;
}

/** Formats a value of a measure. */
export function shownValue(measure: Measure, row: number): string {
  const value = measure.values[row]!;
  return measure.categories === undefined ? formatOf(measure)(value) : (measure.categories[value] ?? "–");
}

/** The number that a person wrote: `0.84`, `84 %`, `−1.2 %`; undefined where it is none. */
export function writtenNumber(text: string): number | undefined {
  const [, digits, percent] = /^\s*([-+0-9.eE]+)\s*(%?)\s*$/.exec(text.replaceAll("−", "-")) ?? [];
  const value = Number(digits);
  if (digits === undefined || !Number.isFinite(value)) return undefined;
  return percent === "%" ? value / 100 : value;
}

/** Formats a score; a score that is not defined is a dash. */
export function shownScore(value: number | null): string {
  return value === null || Number.isNaN(value) ? "–" : value.toFixed(3);
}

/** Whether two finite values differ. */
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
