import { RandomStream } from "@weightcast/core";

/** The maximum number of points in a scatter plot. */
const MOST_POINTS = 2000;

/** The numbers below `count`, or a sample of them where there are too many, ascending. The sample depends on `count` only. */
function sampleIndices(count: number): number[] {
  const order = new RandomStream(0, "points").permutation(count);
  return Array.from(order.subarray(0, MOST_POINTS)).sort((a, b) => a - b);
}

/** Samples the same entries from several columns of the same length. */
export function samplePoints<Name extends string>(
  columns: Readonly<Record<Name, ArrayLike<number>>>,
): Record<Name, number[]> {
  const entries = Object.entries<ArrayLike<number>>(columns);
  const indices = sampleIndices(entries[0]![1].length);
  return Object.fromEntries(
    entries.map(([name, values]) => [name, indices.map((i) => significant(values[i]!))]),
  ) as Record<Name, number[]>;
}

/** Rounds to six significant digits, which are more than a plot shows and keep results.json small. */
function significant(value: number): number {
  return Number(value.toPrecision(6));
}
