import type { Measure } from "../measures/measures.js";
import { type Scale, scaleOf } from "../plot/scale.js";

/** A vertical axis of a plot of parallel coordinates. */
export interface ParallelAxis {
  readonly measure: Measure;
  /** The scale of numbers; undefined for words. */
  readonly scale: Scale | undefined;
  /** The labels along the axis, with their places from 0, the bottom, to 1. */
  readonly ticks: readonly { readonly text: string; readonly place: number }[];
}

/** Where networks without a value pass an axis: below it. */
const MISSING = -0.07;
/** The part of a word's share of an axis over which its networks are spread, so that their lines can be told apart. */
const SPREAD = 0.7;
/** The fractions of this number's multiples are spread evenly. */
const GOLDEN = 0.618_033_988_75;

/** The axes of a zoo: its hyperparameters, then what was measured and predicted. */
export function axisMeasures(measures: readonly Measure[], last: readonly string[]): Measure[] {
  const hyperparameters = measures.filter(({ name }) => name.startsWith("config."));
  const further = last.flatMap((name) => measures.filter((one) => one.name === name));
  return [...hyperparameters, ...further];
}

/** The axis of a measure for some rows. */
export function parallelAxis(
  measure: Measure,
  rows: Int32Array,
  shown: (value: number) => string,
): ParallelAxis {
  const { categories, isShare, values } = measure;
  if (categories !== undefined) {
    const ticks = categories.map((text, i) => ({ text, place: (i + 0.5) / categories.length }));
    return { measure, scale: undefined, ticks };
  }
  const scale = scaleOf(values, rows, isShare === true ? { margin: 0, domain: [0, 1] } : { margin: 0 });
  return { measure, scale, ticks: [0, 0.5, 1].map((place) => ({ text: shown(scale.at(place)), place })) };
}

/** The place of a row on an axis: from 0 to 1, or `MISSING`. */
export function placeOn({ measure, scale }: ParallelAxis, row: number): number {
  const value = measure.values[row]!;
  if (scale !== undefined) {
    const place = scale.place(value);
    return Number.isFinite(place) ? place : MISSING;
  }
  const count = measure.categories?.length ?? 1;
  if (!(value >= 0 && value < count)) return MISSING;
  const spread = ((row * GOLDEN) % 1) - 0.5;
  return (value + 0.5 + SPREAD * spread) / count;
}

/** The words of an axis whose share of it lies between two places, at least in part. */
export function wordsBetween({ measure }: ParallelAxis, low: number, high: number): string[] {
  const { categories = [] } = measure;
  return categories.filter((_, i) => (i + 1) / categories.length > low && i / categories.length < high);
}
