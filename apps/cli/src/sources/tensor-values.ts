import type { Checkpoint } from "@weightcast/checkpoints";

/** What the values of a tensor are; of those that are finite. */
export interface TensorValues {
  /** NaN and infinities. */
  readonly nonFinite: number;
  /** null where no value is finite, as are the next three. */
  readonly min: number | null;
  readonly max: number | null;
  readonly mean: number | null;
  /** The standard deviation of the population: the sum of squares is divided by the number of values. */
  readonly deviation: number | null;
  /** Sum of magnitudes. */
  readonly l1: number;
  /** Root of the sum of squares. */
  readonly l2: number;
}

/**
 * Reads a tensor block by block: memory does not grow with it.
 *
 * @throws CancelledError once `signal` is aborted
 */
export async function tensorValues(
  checkpoint: Checkpoint,
  name: string,
  signal: AbortSignal | undefined,
): Promise<TensorValues> {
  let [count, nonFinite, mean, spread, l1, squares] = [0, 0, 0, 0, 0, 0];
  let [min, max] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for await (const block of checkpoint.blocks(name, { signal })) {
    for (const element of block) {
      const value = Number(element);
      if (!Number.isFinite(value)) {
        nonFinite++;
        continue;
      }
      count++;
      min = Math.min(min, value);
      max = Math.max(max, value);
      l1 += Math.abs(value);
      squares += value * value;
      // Welford's update: a large mean does not hide a small deviation.
      const distance = value - mean;
      mean += distance / count;
      spread += distance * (value - mean);
    }
  }
  const norms = { l1, l2: Math.sqrt(squares) };
  if (count === 0) return { nonFinite, min: null, max: null, mean: null, deviation: null, ...norms };
  return { nonFinite, min, max, mean, deviation: Math.sqrt(spread / count), ...norms };
}
