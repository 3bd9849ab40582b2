import { allFinite, type Matrix, matrixRow, throwIfCancelled, UsageError } from "@weightcast/core";
import type { Activation } from "@weightcast/networks";
import { gatherWeights, type Zoo } from "@weightcast/zoo";
import type { FeatureTraining } from "../families/feature-family.js";
import { type Band, ranksOf } from "./dream-recipe.js";
import { knownActivations } from "./known-activations.js";

/** Networks that dream a set of images together. */
export interface DreamingNetworks {
  /** The weights of the networks, all finite: [networks, parameters]. */
  readonly weights: Matrix<Float32Array>;
  /** The activation function of each network: [networks]; undefined if the metrics have no such column. */
  readonly activations: readonly (Activation | undefined)[];
}

/** The work that the message of a CancelledError names. */
export const DREAM_WORK = "the dream of the probe images";

/**
 * The maximum number of networks of a band. A larger band is thinned out evenly, because the networks are
 * held in memory and more of them change the images little.
 */
const MOST_NETWORKS = 1024;

/**
 * The last training row of each run, from the best target to the worst; equal ones in the order of their rows. Rows whose weights or
 * target are not finite are left out.
 *
 * @throws UsageError where no row is left
 * @throws CancelledError once the signal is aborted
 */
export async function rankedNetworks(training: FeatureTraining): Promise<Int32Array> {
  const { zoo, rows, targets, higherIsBetter, signal } = training;
  const known = new Map(Array.from(rows, (row, i) => [row, targets[i] ?? Number.NaN]));
  const labelled = rows.filter((row) => Number.isFinite(known.get(row)));
  const finite = await finiteRows(zoo, lastRowsOfRuns(zoo, labelled), signal);
  const sign = higherIsBetter ? -1 : 1;
  const targetOf = (row: number) => sign * (known.get(row) ?? 0);
  const ranked = finite.sort((a, b) => targetOf(a) - targetOf(b) || a - b);
  if (ranked.length === 0) {
    throw new UsageError(
      "test images are dreamt by trained networks, and no training row has finite weights and a finite target",
    );
  }
  return ranked;
}

/** The row with the highest step of each run among some rows, in the order in which the runs occur. */
export function lastRowsOfRuns({ metrics }: Zoo, rows: Int32Array): Int32Array {
  const steps = metrics.numbers("step");
  const lastOfRun = new Map<number, number>();
  for (const row of rows) {
    const run = metrics.runOfRow[row] ?? -1;
    const other = lastOfRun.get(run);
    if (other === undefined || (steps[row] ?? 0) > (steps[other] ?? 0)) lastOfRun.set(run, row);
  }
  return Int32Array.from(lastOfRun.values());
}

/**
 * Reads the networks of a band.
 *
 * @param ranked the row numbers of networks with finite weights, from the best on
 * @throws InputError where an activation in the metrics is not one that can be computed
 * @throws CancelledError once the signal is aborted
 */
export async function networksOf(
  band: Band,
  zoo: Zoo,
  ranked: Int32Array,
  signal: AbortSignal | undefined,
): Promise<DreamingNetworks> {
  const { first, end } = ranksOf(band, ranked.length);
  return readNetworks(zoo, ranked.subarray(first, end), signal);
}

/**
 * Reads networks, in the order of their rows; of very many an even selection.
 *
 * @param rows the row numbers of networks with finite weights
 * @throws what `networksOf` throws
 */
export async function readNetworks(
  zoo: Zoo,
  rows: Int32Array,
  signal: AbortSignal | undefined,
): Promise<DreamingNetworks> {
  const count = Math.min(rows.length, MOST_NETWORKS);
  const chosen = Int32Array.from(
    { length: count },
    (_, i) => rows[Math.floor((i * rows.length) / count)] ?? -1,
  ).sort();
  return {
    weights: await gatherWeights(zoo, chosen, signal),
    activations: knownActivations({ metrics: zoo.metrics, rows: chosen }),
  };
}

/** Returns those of the rows whose weights are all finite, ascending. */
export async function finiteRows(
  zoo: Zoo,
  rows: Int32Array,
  signal: AbortSignal | undefined,
): Promise<Int32Array> {
  const ascending = rows.slice().sort();
  const finite = new Set<number>();
  for await (const block of zoo.blocks({ rows: ascending, reuse: true, signal })) {
    for (const [i, row] of block.rows.entries()) {
      if (allFinite(matrixRow(block.weights, i))) finite.add(row);
    }
  }
  throwIfCancelled(signal, DREAM_WORK);
  return ascending.filter((row) => finite.has(row));
}
