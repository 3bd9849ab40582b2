import { basename, relative } from "node:path";
import { InputError } from "@weightcast/core";
import type { Metrics } from "@weightcast/zoo";
import { formatCsv, parseCsv, parseMetrics } from "@weightcast/zoo-io";
import { readText } from "../options/read-text.js";
import { type FileNameReader, type NamedCheckpoint, withoutEnding } from "./file-name-pattern.js";

/** Columns that may name the files, the first that there is. */
const FILE_COLUMNS = ["file", "checkpoint", "path", ""];
const OWN_COLUMNS = ["run", "step", "modeldir"];

/** A table of measured checkpoints: the files that have a row, and their metrics. */
export interface CheckpointTable {
  /** Ordered by run, then by step; row i of the metrics belongs to file i. */
  readonly files: readonly string[];
  /** The first checkpoint of the run of each file. */
  readonly origins: readonly string[];
  readonly metrics: Metrics;
  /** Files without a row in the table. */
  readonly leftOut: readonly string[];
}

/**
 * Reads a table of metrics and finds the row of each file: by its path as the table has it, else by its name, else by its name without the
 * ending. The run and the step of a checkpoint come from columns `run` and `step`, else from the name of the file; without either, each file is a
 * run of its own with step 1.
 *
 * @throws InputError if the table names no files, names one file twice, has no row for any file, or two files have the same run and step
 */
export async function readCheckpointTable(
  table: string,
  paths: readonly string[],
  nameOf: FileNameReader | undefined,
): Promise<CheckpointTable> {
  const { header, rows } = parseCsv(await readText(table), table);
  const fileColumn = FILE_COLUMNS.map((name) => header.indexOf(name)).find((index) => index >= 0);
  if (fileColumn === undefined) {
    throw new InputError("has no column 'file' that names the checkpoints", { file: table });
  }
  const rowOf = rowFinder(
    rows.map((row) => row[fileColumn] ?? ""),
    table,
  );
  const kept = header
    .map((name, i) => ({ name, i }))
    .filter(({ name, i }) => i !== fileColumn && !OWN_COLUMNS.includes(name));
  const leftOut: string[] = [];
  const lines: {
    readonly path: string;
    readonly run: string;
    readonly step: number;
    readonly cells: string[];
  }[] = [];
  for (const path of paths) {
    const row = rowOf(path);
    if (row === undefined) {
      leftOut.push(path);
      continue;
    }
    const cells = rows[row] ?? [];
    const named = namedBy(path, nameOf);
    const run = cell(cells, header, "run") ?? named.run ?? withoutEnding(basename(path));
    const step = Number(cell(cells, header, "step") ?? named.step ?? 1);
    if (!Number.isInteger(step))
      throw new InputError("is not a whole number", { file: table, row, column: "step" });
    lines.push({ path, run, step, cells: kept.map(({ i }) => cells[i] ?? "") });
  }
  if (lines.length === 0) {
    throw new InputError(`has no row for any of the ${paths.length} files; the first is ${paths[0]}`, {
      file: table,
    });
  }
  const runs = Array.from(new Set(lines.map(({ run }) => run)));
  lines.sort((a, b) => runs.indexOf(a.run) - runs.indexOf(b.run) || a.step - b.step);
  refuseTwice(lines);
  const text = formatCsv(
    ["checkpoint", "modeldir", "step", ...kept.map(({ name }) => name)],
    lines.map(({ path, run, step, cells }) => [
      `${folderOf(run)}/${basename(path)}`,
      folderOf(run),
      String(step),
      ...cells,
    ]),
  );
  const firstOfRun = new Map(lines.toReversed().map(({ run, path }) => [run, path]));
  return {
    files: lines.map(({ path }) => path),
    origins: lines.map(({ run, path }) => firstOfRun.get(run) ?? path),
    metrics: parseMetrics(text, table),
    leftOut,
  };
}

function namedBy(path: string, nameOf: FileNameReader | undefined): NamedCheckpoint {
  if (nameOf === undefined) return {};
  const named = nameOf(path);
  if (named === undefined) throw new InputError("is not named after the pattern", { file: path });
  return named;
}

function cell(cells: readonly string[], header: readonly string[], name: string): string | undefined {
  const text = cells[header.indexOf(name)];
  return text === undefined || text === "" ? undefined : text;
}

function folderOf(run: string): string {
  return `imported/${run.replaceAll("/", "-")}`;
}

/** Finds the row of a path among names: by the path, the name of its file, or either without the ending. */
export function rowFinder(names: readonly string[], table: string): (path: string) => number | undefined {
  const byKey = new Map<string, number>();
  names.forEach((name, row) => {
    if (byKey.has(name)) throw new InputError(`names ${name} twice`, { file: table, row });
    byKey.set(name, row);
  });
  return (path) => {
    const keys = [
      path,
      relative(".", path),
      basename(path),
      withoutEnding(path),
      withoutEnding(basename(path)),
    ];
    return keys.map((key) => byKey.get(key)).find((row) => row !== undefined);
  };
}

function refuseTwice(
  lines: readonly { readonly path: string; readonly run: string; readonly step: number }[],
): void {
  lines.forEach(({ path, run, step }, i) => {
    const before = lines[i - 1];
    if (before?.run === run && before.step === step) {
      throw new InputError(`is step ${step} of run ${run}, as is ${before.path}`, { file: path });
    }
  });
}
