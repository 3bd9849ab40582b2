import type { Checkpoint } from "@weightcast/checkpoints";

/** Statistics of the values of a tensor. All but the counts are computed from the finite values. */
export interface TensorValues {
  /** The number of values that are NaN or infinite. */
  readonly nonFinite: number;
  /** The number of values that are 0. */
  readonly zeros: number;
  /** The least finite value. This and the next three statistics are null if no value is finite. */
  readonly min: number | null;
  readonly max: number | null;
  readonly mean: number | null;
  /** The standard deviation of the population: the sum of squares is divided by the number of values. */
  readonly deviation: number | null;
  /** The sum of the magnitudes. */
  readonly l1: number;
  /** The square root of the sum of squares. */
  readonly l2: number;
}

/**
 * Computes the statistics of a tensor block by block, so that memory does not grow with the tensor.
 *
 * @throws CancelledError once `signal` is aborted
 */
export async function tensorValues(
  checkpoint: Checkpoint,
  name: string,
  signal: AbortSignal | undefined,
): Promise<TensorValues> {
  let [count, nonFinite, zeros, mean, spread, l1, squares] = [0, 0, 0, 0, 0, 0, 0];
  let [min, max] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for await (const block of checkpoint.blocks(name, { signal })) {
    for (const element of block) {
      const value = Number(element);
      if (!Number.isFinite(value)) {
        nonFinite++;
        continue;
      }
      count++;
      if (value === 0) zeros++;
      min = Math.min(min, value);
      max = Math.max(max, value);
      l1 += Math.abs(value);
      squares += value * value;
      // Welford's update keeps a small deviation precise beside a large mean.
      const distance = value - mean;
      mean += distance / count;
      spread += distance * (value - mean);
    }
  }
  const norms = { l1, l2: Math.sqrt(squares) };
  if (count === 0) return { nonFinite, zeros, min: null, max: null, mean: null, deviation: null, ...norms };
  return { nonFinite, zeros, min, max, mean, deviation: Math.sqrt(spread / count), ...norms };
}
