/** Maps the values of a measure to [0, 1], and knows where the ticks of an axis belong. */
export interface Scale {
  readonly isLog: boolean;
  /** Where a value lies; NaN where it is not finite, or not above 0 on a logarithmic scale. */
  place(value: number): number;
  /** The value at a place. */
  at(place: number): number;
}

/** From this ratio of the largest to the smallest on, positive values are told apart better by their logarithms. */
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
