/** A scale that maps the values of a measure to [0, 1], with ticks for an axis. */
export interface Scale {
  readonly isLog: boolean;
  /** The place of a value in [0, 1]; NaN for values that are not finite or, on a logarithmic scale, not above 0. */
  place(value: number): number;
  /** The value at a place. */
  at(place: number): number;
}

/**
 * How values are placed: `auto` is logarithmic where positive values differ by a factor of 20 or more, and their median then lies closer to the
 * middle of the scale.
 */
export const SCALE_KINDS = ["auto", "linear", "log"] as const;
export type ScaleKind = (typeof SCALE_KINDS)[number];

/** How a scale is made. */
export interface ScaleOptions {
  /** The space at both ends, as a share of the span; 0.03 by default. */
  readonly margin?: number;
  readonly kind?: ScaleKind;
  /** The least and the greatest value; by default those of the rows. */
  readonly domain?: readonly [low: number, high: number] | undefined;
}

/** The least ratio of the largest to the smallest of positive values for a logarithmic scale. */
const LOG_RATIO = 20;
/** So many values tell well enough where the middle one lies. */
const LOOKED_AT = 999;

/** A scale from the least to the largest finite value of some rows, with a margin. */
export function scaleOf(
  values: ArrayLike<number>,
  rows: ArrayLike<number>,
  { margin = 0.03, kind = "auto", domain }: ScaleOptions = {},
): Scale {
  const [least, low, high] = domain === undefined ? extentOf(values, rows) : [domain[0], ...domain];
  const isLog =
    kind === "log"
      ? least < Number.POSITIVE_INFINITY
      : kind === "auto" && asksForLog(values, rows, low, high);
  const [forward, back] = isLog ? [Math.log10, (x: number) => 10 ** x] : [same, same];
  const [start, end] = [forward(isLog ? least : low), forward(high)];
  const span = end > start ? end - start : 1;
  const first = end > start ? start - margin * span : start - 0.5;
  const width = end > start ? span * (1 + 2 * margin) : 1;
  // Both ends of the values exactly, so that a range that reaches to an end has it in.
  const ends = new Map([
    [(start - first) / width, isLog ? least : low],
    [(end - first) / width, high],
  ]);
  return {
    isLog,
    place: (value) => (isLog && value <= 0 ? Number.NaN : (forward(value) - first) / width),
    at: (place) => ends.get(place) ?? back(first + place * width),
  };
}

function same(value: number): number {
  return value;
}

function asksForLog(values: ArrayLike<number>, rows: ArrayLike<number>, low: number, high: number): boolean {
  if (!(low > 0 && high / low >= LOG_RATIO)) return false;
  const count = Math.min(LOOKED_AT, rows.length);
  const some = Float64Array.from(
    { length: count },
    (_, i) => values[rows[Math.floor((i * rows.length) / count)]!]!,
  );
  const known = some.filter(Number.isFinite).sort();
  const middle = known[known.length >> 1] ?? low;
  const linear = (middle - low) / (high - low);
  const log = Math.log(middle / low) / Math.log(high / low);
  return Math.abs(log - 0.5) <= Math.abs(linear - 0.5);
}

/** The least positive, the least and the largest finite value of some rows; 0 to 1 where there is none. */
function extentOf(
  values: ArrayLike<number>,
  rows: ArrayLike<number>,
): readonly [leastPositive: number, low: number, high: number] {
  let [leastPositive, low, high] = [
    Number.POSITIVE_INFINITY,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
  ];
  for (let i = 0; i < rows.length; i++) {
    const value = values[rows[i]!]!;
    if (!Number.isFinite(value)) continue;
    if (value < low) low = value;
    if (value > high) high = value;
    if (value > 0 && value < leastPositive) leastPositive = value;
  }
  return low > high ? [Number.POSITIVE_INFINITY, 0, 1] : [leastPositive, low, high];
}
