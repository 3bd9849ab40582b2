import { existsSync } from "node:fs";
import { join } from "node:path";
import { InputError, type Matrix, UsageError } from "@weightcast/core";
import { type AtomicOptions, refuseExisting } from "@weightcast/runtime/node";
import { type Column, Metrics, sameLayout, type Zoo } from "@weightcast/zoo";
import { openZoo, writeZoo } from "@weightcast/zoo-io/node";
import { type NetworkRange, networkNumbers, uniteRanges } from "../population/network-ranges.js";
import { recordDifferences, type TrainingRecord } from "../population/population.js";
import { columnBuilder } from "../population/population-metrics.js";
import { formatRecord } from "./record-file.js";
import { findShards } from "./shards.js";
import { isFinished, RECORD_NAME, readRecord } from "./training-folder.js";

/** A finished zoo and its training record. */
interface TrainedZoo {
  readonly folder: string;
  readonly record: TrainingRecord;
  readonly zoo: Zoo;
}

/** Some rows of a zoo, ascending. */
interface RowsOfZoo {
  readonly zoo: Zoo;
  readonly rows: readonly number[];
}

/**
 * Merges several zoos that `trainZoo` made with the same settings but different networks. The result is the same, byte for byte, as if all networks
 * had been trained in one folder. A folder of shards stands for all shards in it. Where `output` is this zoo already, it stays as it is, so that
 * a merge may be asked for twice.
 *
 * @throws UsageError where settings differ, or a network is in two zoos
 * @throws InputError where a folder does not have a finished zoo that `trainZoo` made, or a folder of shards lacks one
 * @throws OutputExistsError where `output` is something else that exists, except with `force` for a zoo
 * @throws CancelledError once `options.signal` is aborted; `output` stays as it was
 */
export async function mergeZoos(
  folders: readonly string[],
  output: string,
  options: AtomicOptions = {},
): Promise<{ readonly networks: number; readonly rows: number }> {
  const earlier = options.force === true ? undefined : await finishedRecord(output);
  if (earlier === undefined) await refuseExisting(output, options);
  const zoos: TrainedZoo[] = [];
  for (const path of folders) {
    const { folders: found, absent } = await findShards(path);
    const [lost] = absent;
    if (lost !== undefined)
      throw new InputError("is missing; finish its training first", { file: lost.folder });
    for (const folder of found) zoos.push(await openTrained(folder));
  }
  const [first] = zoos;
  if (first === undefined) throw new UsageError("no zoos to merge were given");
  for (const other of zoos.slice(1)) refuseUnlike(first, other);
  const networks = uniteNetworks(zoos);
  const sequence = rowsByNetwork(zoos);
  const record = formatRecord({ ...first.record, networks });
  const summary = {
    networks: networkNumbers(networks).length,
    rows: sequence.reduce((sum, { rows }) => sum + rows.length, 0),
  };
  if (earlier !== undefined && formatRecord(earlier) === record) return summary;
  if (earlier !== undefined) await refuseExisting(output, options);
  const contents = {
    layout: first.zoo.layout,
    metrics: gatherAll(columnsOf(zoos), sequence),
    weights: weightsOf(sequence),
  };
  await writeZoo(output, contents, { ...options, further: new Map([[RECORD_NAME, record]]) });
  return summary;
}

/** The record of a finished zoo; undefined where the folder has none. */
async function finishedRecord(folder: string): Promise<TrainingRecord | undefined> {
  if (!existsSync(join(folder, RECORD_NAME)) || !(await isFinished(folder))) return undefined;
  return readRecord(folder);
}

async function openTrained(folder: string): Promise<TrainedZoo> {
  if (!existsSync(folder)) throw new InputError("does not exist", { file: folder });
  const record = await readRecord(folder);
  if (record === undefined) {
    throw new InputError(`has no ${RECORD_NAME}, which every zoo has that this trainer made`, {
      file: folder,
    });
  }
  if (!(await isFinished(folder))) {
    throw new InputError("is not finished; finish its training first", { file: folder });
  }
  return { folder, record, zoo: await openZoo(folder) };
}

function refuseUnlike(first: TrainedZoo, other: TrainedZoo): void {
  const differences = recordDifferences(other.record, { ...first.record, networks: other.record.networks });
  if (!sameLayout(first.zoo.layout, other.zoo.layout)) differences.push("the layouts differ");
  if (differences.length === 0) return;
  throw new UsageError(`${other.folder} does not go with ${first.folder}: ${differences.join("; ")}`);
}

function uniteNetworks(zoos: readonly TrainedZoo[]): NetworkRange[] {
  try {
    return uniteRanges(zoos.flatMap(({ record }) => record.networks));
  } catch (cause) {
    const names = zoos.map(({ folder }) => folder).join(", ");
    throw new UsageError(`of ${names}: ${(cause as Error).message}`, { cause });
  }
}

/** Returns all rows in the order of the networks; consecutive networks of one zoo form one block. */
function rowsByNetwork(zoos: readonly TrainedZoo[]): RowsOfZoo[] {
  const runs = zoos.flatMap(({ zoo }) => {
    const rows = zoo.metrics.runs.map((): number[] => []);
    for (const [row, run] of zoo.metrics.runOfRow.entries()) rows[run]!.push(row);
    return zoo.metrics.runs.map((run, index) => ({ network: Number(run), zoo, rows: rows[index]! }));
  });
  const sequence: { zoo: Zoo; rows: number[] }[] = [];
  for (const { zoo, rows } of runs.sort((a, b) => a.network - b.network)) {
    const last = sequence.at(-1);
    if (last?.zoo === zoo) last.rows.push(...rows);
    else sequence.push({ zoo, rows: [...rows] });
  }
  return sequence;
}

/**
 * The columns of zoos with the same settings: those of the first one with rows, as a table without rows does not tell of what kind further
 * columns are.
 */
function columnsOf(zoos: readonly TrainedZoo[]): ReadonlyMap<string, Column> {
  const all = zoos.map(({ zoo }) => zoo.metrics);
  const metrics = all.find(({ rows }) => rows > 0) ?? all[0];
  return metrics?.columns ?? new Map();
}

function gatherAll(columns: ReadonlyMap<string, Column>, sequence: readonly RowsOfZoo[]): Metrics {
  const total = sequence.reduce((sum, { rows }) => sum + rows.length, 0);
  const gathered = Array.from(columns, ([name, { kind }]) => {
    const { column, set } = columnBuilder(kind, total);
    let next = 0;
    for (const { zoo, rows } of sequence) {
      const words = kind === "text" || kind === "category";
      const cells = words ? zoo.metrics.text(name) : zoo.metrics.numbers(name);
      for (const row of rows) set(next++, cells[row]!);
    }
    return [name, column] as const;
  });
  return new Metrics(new Map(gathered));
}

async function* weightsOf(sequence: readonly RowsOfZoo[]): AsyncGenerator<Matrix<Float32Array>> {
  for (const { zoo, rows } of sequence) {
    for await (const { weights } of zoo.blocks({ rows })) yield weights;
  }
}
