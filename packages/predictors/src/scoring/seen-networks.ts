import { allFinite, matrixRow, type WorkOptions } from "@weightcast/core";
import { observedZoo, weightHash, type Zoo } from "@weightcast/zoo";
import { type Model, requireLayout } from "../model/model.js";

/** Rows of a zoo with networks that a model never saw, and how many others there were. */
export interface UnseenRows {
  readonly rows: Int32Array;
  /** The networks that were left out. */
  readonly seen: SeenCount;
}

/** The networks that a model was fitted on or otherwise knows. */
export interface SeenCount {
  readonly rows: number;
  /** The runs that the known rows belong to. */
  readonly runs: number;
}

/**
 * The same zoo; the weights of wanted rows are hashed as they pass by, so that a fit need not read them twice.
 *
 * @param hashes takes the hash of each wanted row that is read
 */
export function hashedZoo(zoo: Zoo, wanted: ReadonlySet<number>, hashes: Map<number, string>): Zoo {
  return observedZoo(zoo, ({ rows, weights }) => {
    for (const [i, row] of rows.entries()) {
      if (wanted.has(row)) hashes.set(row, weightHash(matrixRow(weights, i)));
    }
  });
}

/** Returns the hashes of some rows; rows without a hash are left out. */
export function hashesOfRows(rows: Int32Array, hashes: ReadonlyMap<number, string>): Set<string> {
  return new Set(Array.from(rows, (row) => hashes.get(row)).filter((hash) => hash !== undefined));
}

/**
 * Hashes of all trained checkpoints of the runs that some rows belong to, and of these rows themselves: a model that was fitted on them knows
 * the runs again in a zoo that holds others of their checkpoints. Reads the weights of the rows that have no hash yet.
 *
 * @param hashes of rows whose weights have been read
 */
export async function hashesOfRuns(
  zoo: Zoo,
  rows: Int32Array,
  hashes: ReadonlyMap<number, string>,
  options: WorkOptions = {},
): Promise<Set<string>> {
  const { runOfRow } = zoo.metrics;
  const steps = zoo.metrics.numbers("step");
  const used = new Set(rows);
  const runs = new Set(Array.from(used, (row) => runOfRow[row]));
  const others = Int32Array.from(runOfRow.keys()).filter(
    (row) => runs.has(runOfRow[row]) && steps[row] !== 0 && !used.has(row),
  );
  const seen = hashesOfRows(rows, hashes);
  const remember = (_: number, weights: Float32Array) => {
    // Networks that diverged may have equal weights.
    if (allFinite(weights)) seen.add(weightHash(weights));
  };
  await visitNetworks(zoo, others, remember, options);
  return seen;
}

/**
 * Leaves out the rows of a zoo that a model knows: a subset, a merger or a copy of the zoo that it was fitted on has networks that it
 * learned from, whatever they are called there. They are known by their weights, bit for bit. With a trained network that the model saw goes
 * its whole run, for one run is never on two sides; an untrained one (step 0) goes alone, as different runs may begin with the same weights.
 *
 * Reads the weights of all rows of the runs asked for once, block by block: a network that was seen may be one of those that are not asked
 * for.
 *
 * @param rows row numbers; those that are kept stay in their order
 * @throws InputError where the zoo has another layout than the one that the model was fitted on
 */
export async function leaveOutSeen(
  model: Model,
  zoo: Zoo,
  rows: Int32Array,
  options: WorkOptions = {},
): Promise<UnseenRows> {
  requireLayout(model.layout, zoo);
  const known = model.rows.seen;
  const { runOfRow, runs } = zoo.metrics;
  const steps = zoo.metrics.numbers("step");

  const isAsked = new Uint8Array(runs.length);
  for (const row of rows) isAsked[runOfRow[row]!] = 1;
  const read = Int32Array.from(runOfRow.keys()).filter((row) => isAsked[runOfRow[row]!] === 1);
  const seenRuns = new Uint8Array(runs.length);
  const seenRows = new Uint8Array(zoo.rows);
  const recognise = (row: number, weights: Float32Array) => {
    if (!known.has(weightHash(weights))) return;
    seenRows[row] = 1;
    if (steps[row] !== 0) seenRuns[runOfRow[row]!] = 1;
  };
  await visitNetworks(zoo, read, recognise, options);

  const isSeen = (row: number) => seenRows[row] === 1 || seenRuns[runOfRow[row]!] === 1;
  const left = rows.filter(isSeen);
  return {
    rows: rows.filter((row) => !isSeen(row)),
    seen: { rows: left.length, runs: new Set(left.map((row) => runOfRow[row]!)).size },
  };
}

/** Shows the weights of some rows, one row after the other, to `visit`, which must not keep them. */
async function visitNetworks(
  zoo: Zoo,
  rows: Int32Array,
  visit: (row: number, weights: Float32Array) => void,
  { onProgress, signal }: WorkOptions,
): Promise<void> {
  let done = 0;
  for await (const block of zoo.blocks({ rows, reuse: true, signal })) {
    for (const [i, row] of block.rows.entries()) visit(row, matrixRow(block.weights, i));
    done += block.rows.length;
    onProgress?.({ stage: "networks seen", done, total: rows.length, unit: "rows" });
  }
}
