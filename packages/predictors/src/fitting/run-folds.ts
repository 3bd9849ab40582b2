import type { RandomStream } from "@weightcast/core";

/** Divides runs into folds at random, so that all rows of a run are in one: the fold of each run, from 0. */
export function foldOfRuns(
  runs: Iterable<number>,
  folds: number,
  random: RandomStream,
): ReadonlyMap<number, number> {
  const order = random.shuffle(Array.from(new Set(runs)).sort((a, b) => a - b));
  return new Map(order.map((run, i) => [run, i % folds]));
}
