import { InputError, RandomStream, UsageError } from "@weightcast/core";
import type { Metrics } from "@weightcast/zoo";
import { nfnParts } from "./nfn-split.js";
import {
  type ListedPart,
  PARTS,
  type Part,
  type RunSplitSpec,
  type Shares,
  type SplitSpec,
  UNLABELLED,
} from "./split-spec.js";

/** The part of each run, and the request by which the runs were divided. */
export interface RunSplit {
  readonly spec: RunSplitSpec;
  readonly parts: ReadonlyMap<string, ListedPart>;
}

/** The row numbers of each part. Rows of runs that a split lists as unlabelled are in none. */
export type RowSplit = Readonly<Record<Part, Int32Array>>;

/**
 * Turns a split request into one that does not depend on row numbers: for a permutation of rows, the part of each run is looked up in
 * the zoo's metrics. Other requests are returned as they are.
 *
 * @throws InputError where a permutation does not fit the zoo
 */
export function splitOfZoo(spec: SplitSpec, metrics: Metrics): RunSplitSpec {
  if (spec.kind !== "nfn") return spec;
  return { name: spec.name, kind: "assigned", parts: nfnParts(spec.permutation, metrics) };
}

/**
 * Divides rows of a zoo into parts; all rows of a run are in the same part.
 *
 * @param rows row numbers of the zoo: [count]
 * @param seed any safe integer; a split that lists the part of each run does not use it
 * @returns the row numbers of each part, in the order of `rows`
 * @throws UsageError where there are fewer runs than parts to fill, or the split is `paper` and a run has more than one of the rows
 * @throws InputError where the split does not fit the zoo, or does not list one of the runs
 */
export function splitZoo(spec: SplitSpec, metrics: Metrics, rows: ArrayLike<number>, seed: number): RowSplit {
  const runs = Array.from(rows, (row) => metrics.runs[metrics.runOfRow[row]!]!);
  return splitRows(splitRuns(splitOfZoo(spec, metrics), runs, seed), metrics, rows);
}

const HALVES: Shares = { train: 50, validation: 0, test: 50 };

/**
 * Divides runs into parts. The result depends on the request, the seed and the set of runs, not on the order of the runs. The number of runs
 * in a part is its share, rounded up or down, and at least one run where the share is above 0.
 *
 * @param runs names of runs; a name that occurs several times counts once
 * @param seed any safe integer; a split that lists the part of each run does not use it
 * @throws UsageError where there are fewer runs than parts with a share above 0
 * @throws InputError where the split lists parts but not that of one of `runs`, or no run is in the train part. Runs that the split lists
 *   but `runs` does not are ignored
 */
export function splitRuns(spec: RunSplitSpec, runs: Iterable<string>, seed: number): RunSplit {
  const sorted = Array.from(new Set(runs)).sort();
  switch (spec.kind) {
    case "random":
      return { spec, parts: drawParts(sorted, spec.shares, seed) };
    case "paper":
      return { spec, parts: drawParts(sorted, HALVES, seed) };
    case "assigned":
      return { spec, parts: assignedParts(sorted, spec.parts, spec.name) };
    default:
      return spec satisfies never;
  }
}

function drawParts(runs: readonly string[], shares: Shares, seed: number): Map<string, Part> {
  const filled = PARTS.filter((part) => shares[part] > 0);
  if (runs.length < filled.length) {
    throw new UsageError(
      `a split into ${filled.join(", ")} needs at least ${filled.length} runs, not ${runs.length}; choose more rows`,
    );
  }
  const shuffled = new RandomStream(seed, "split").shuffle(Array.from(runs));
  const sizes = partSizes(runs.length, shares);
  const parts = new Map<string, Part>();
  let next = 0;
  for (const part of PARTS) {
    const end = next + sizes[part];
    for (; next < end; next++) parts.set(shuffled[next]!, part);
  }
  return parts;
}

function partSizes(runs: number, shares: Shares): Record<Part, number> {
  const trainEnd = Math.round((runs * shares.train) / 100);
  const validationEnd = Math.round((runs * (shares.train + shares.validation)) / 100);
  const sizes = { train: trainEnd, validation: validationEnd - trainEnd, test: runs - validationEnd };
  for (const part of PARTS) {
    if (shares[part] === 0 || sizes[part] > 0) continue;
    const largest = PARTS.reduce((a, b) => (sizes[b] > sizes[a] ? b : a));
    sizes[largest]--;
    sizes[part]++;
  }
  return sizes;
}

function assignedParts(
  runs: readonly string[],
  assigned: ReadonlyMap<string, ListedPart>,
  file: string,
): Map<string, ListedPart> {
  const parts = new Map<string, ListedPart>();
  let trainRuns = 0;
  for (const run of runs) {
    const part = assigned.get(run);
    if (part === undefined)
      throw new InputError(
        `the split does not list the run '${run}'; add the run to a part, or choose rows without it`,
        {
          file,
        },
      );
    if (part === "train") trainRuns++;
    parts.set(run, part);
  }
  if (trainRuns === 0) throw new InputError(`none of the ${runs.length} runs is in the train part`, { file });
  return parts;
}

/**
 * Divides rows of a zoo by the parts of their runs.
 *
 * @param rows row numbers of the zoo, e.g. of each run's final checkpoint: [count]
 * @returns the row numbers of each part, in the order of `rows`
 * @throws UsageError where the split is `paper` and a run has more than one of the rows
 * @throws RangeError where a row is not in the zoo, or the split has no part for its run
 */
export function splitRows(split: RunSplit, metrics: Metrics, rows: ArrayLike<number>): RowSplit {
  const partOfRun = metrics.runs.map((run) => split.parts.get(run));
  const rowsOfRun = new Int32Array(metrics.runs.length);
  const chosen: Record<Part, number[]> = { train: [], validation: [], test: [] };
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]!;
    const run = metrics.runOfRow[row];
    if (run === undefined)
      throw new RangeError(`row ${row} is out of range (the zoo has ${metrics.rows} rows)`);
    const part = partOfRun[run];
    if (part === undefined) throw new RangeError(`the split does not list the run '${metrics.runs[run]}'`);
    rowsOfRun[run]!++;
    if (split.spec.kind === "paper" && rowsOfRun[run]! > 1) {
      throw new UsageError(
        `the split 'paper' takes one checkpoint of each run, but several rows of the run '${metrics.runs[run]}' are chosen; choose one, e.g. the final one`,
      );
    }
    if (part !== UNLABELLED) chosen[part].push(row);
  }
  return {
    train: Int32Array.from(chosen.train),
    validation: Int32Array.from(chosen.validation),
    test: Int32Array.from(chosen.test),
  };
}
