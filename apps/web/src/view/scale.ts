/** A scale that maps the values of a measure to [0, 1], with ticks for an axis. */
export interface Scale {
  readonly isLog: boolean;
  /** The place of a value in [0, 1]; NaN for values that are not finite or, on a logarithmic scale, not above 0. */
  place(value: number): number;
  /** Returns the value at a position on the scale. */
  at(place: number): number;
}

/** The ratio of the largest to the smallest value from which on positive values get a logarithmic scale. */
const LOG_RATIO = 100;

/** A scale from the least to the largest finite value of some rows, with a margin. */
export function scaleOf(values: ArrayLike<number>, rows: ArrayLike<number>, margin = 0.03): Scale {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = 0; i < rows.length; i++) {
    const value = values[rows[i]!]!;
    if (!Number.isFinite(value)) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  if (low > high) [low, high] = [0, 1];
  const isLog = low > 0 && high / low >= LOG_RATIO;
  const [forward, back] = isLog ? [Math.log10, (x: number) => 10 ** x] : [Number, Number];
  const [start, end] = [forward(low), forward(high)];
  const span = end > start ? end - start : 1;
  const first = end > start ? start - margin * span : start - 0.5;
  const width = end > start ? span * (1 + 2 * margin) : 1;
  return {
    isLog,
    place: (value) => (isLog && value <= 0 ? Number.NaN : (forward(value) - first) / width),
    at: (place) => back(first + place * width),
  };
}
