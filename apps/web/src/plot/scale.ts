/** A scale that maps the values of a measure to [0, 1], with ticks for an axis. */
export interface Scale {
  readonly isLog: boolean;
  /** The place of a value in [0, 1]; NaN for values that are not finite or, on a logarithmic scale, not above 0. */
  place(value: number): number;
  /** The value at a place. */
  at(place: number): number;
}

/** How values are placed: `auto` is logarithmic where positive values differ by a factor of 100 or more. */
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

/** The ratio of the largest to the smallest value from which on positive values get a logarithmic scale. */
const LOG_RATIO = 100;

/** A scale from the least to the largest finite value of some rows, with a margin. */
export function scaleOf(
  values: ArrayLike<number>,
  rows: ArrayLike<number>,
  { margin = 0.03, kind = "auto", domain }: ScaleOptions = {},
): Scale {
  const [least, low, high] = domain === undefined ? extentOf(values, rows) : [domain[0], ...domain];
  const isLog = kind === "log" ? least < Number.POSITIVE_INFINITY : kind === "auto" && isWide(low, high);
  const [forward, back] = isLog ? [Math.log10, (x: number) => 10 ** x] : [Number, Number];
  const [start, end] = [forward(isLog ? least : low), forward(high)];
  const span = end > start ? end - start : 1;
  const first = end > start ? start - margin * span : start - 0.5;
  const width = end > start ? span * (1 + 2 * margin) : 1;
  return {
    isLog,
    place: (value) => (isLog && value <= 0 ? Number.NaN : (forward(value) - first) / width),
    at: (place) => back(first + place * width),
  };
}

function isWide(low: number, high: number): boolean {
  return low > 0 && high / low >= LOG_RATIO;
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
