import type { Architecture } from "@weightcast/networks";
import { type Column, type ColumnKind, HYPERPARAMETER_PREFIX, Metrics } from "@weightcast/zoo";
import type { MeasuredCheckpoint, NetworkMetrics } from "../training/checkpoint.js";
import { shortestFloat32 } from "./float-text.js";
import type { PlannedNetwork } from "./planned-network.js";
import type { Population } from "./population.js";
import { furtherSettings, zooColumns } from "./zoo-columns.js";

/** Returns the order of a network's checkpoints in a zoo, which is that of their steps as texts. */
export function rowOrder(checkpoints: readonly MeasuredCheckpoint[]): number[] {
  return checkpoints
    .map(({ step }, index) => ({ text: String(step), index }))
    .sort((a, b) => (a.text < b.text ? -1 : 1))
    .map(({ index }) => index);
}

/**
 * The metrics table of a zoo, in the Small CNN Zoo's columns and those of what its networks have beyond the published ones; of each
 * network the rows in string order of the step, the one with the highest step being its `laststep`. Numbers are f32, as the shortest
 * decimals that say so.
 */
export function populationMetrics(
  population: Population,
  architecture: Architecture,
  networks: readonly NetworkMetrics[],
): Metrics {
  const rows = networks.reduce((sum, { checkpoints }) => sum + checkpoints.length, 0);
  const further = furtherSettings(population, architecture);
  const columns = zooColumns(population, architecture).map(({ name, kind }) => ({
    name,
    ...columnBuilder(kind, rows),
  }));
  let row = 0;
  for (const { network, hyperparameters, checkpoints } of networks) {
    const cells = { ...networkCells(population, { network, hyperparameters }), ...further };
    for (const index of rowOrder(checkpoints)) {
      const checkpoint = checkpoints[index]!;
      Object.assign(cells, checkpointCells(checkpoint, index === checkpoints.length - 1), {
        checkpoint: `${cells.modeldir}/permanent_ckpt-${checkpoint.step}`,
      });
      for (const { name, set } of columns) set(row, cells[name]!);
      row++;
    }
  }
  return new Metrics(new Map(columns.map(({ name, column }) => [name, column])));
}

type Cells = Record<string, string | number>;

function networkCells(population: Population, { network, hyperparameters }: PlannedNetwork): Cells {
  const { dataset, epochs, epochs_between_checkpoints, seed } = population;
  const { augment_traindata, cnn_stride, layers, reduce_learningrate, ...published } = hyperparameters;
  const settings = {
    ...published,
    dataset,
    epochs,
    epochs_between_checkpoints,
    random_seed: seed,
  };
  const cells = Object.entries(settings).map(([name, value]) => [HYPERPARAMETER_PREFIX + name, value]);
  return {
    ...Object.fromEntries(cells),
    modeldir: `zoo/${dataset}/${String(network).padStart(5, "0")}`,
  };
}

function checkpointCells({ step, metrics }: MeasuredCheckpoint, last: boolean): Cells {
  const measured = Object.entries(metrics).map(([name, value]) => [name, shortestFloat32(value)]);
  return { ...Object.fromEntries(measured), step, laststep: last ? 1 : 0 };
}

/** A column of `rows` cells, which are set one by one. */
export interface ColumnBuilder {
  readonly column: Column;
  set(row: number, cell: string | number): void;
}

export function columnBuilder(kind: ColumnKind, rows: number): ColumnBuilder {
  if (kind === "text") {
    const values = new Array<string>(rows);
    return { column: { kind, values }, set: (row, cell) => (values[row] = String(cell)) };
  }
  if (kind === "category") {
    const codes = new Int32Array(rows);
    const codeOf = new Map<string, number>();
    const categories: string[] = [];
    const set = (row: number, cell: string | number) => {
      const word = String(cell);
      const code = codeOf.get(word) ?? categories.push(word) - 1;
      codeOf.set(word, code);
      codes[row] = code;
    };
    return { column: { kind, codes, categories }, set };
  }
  const column: Column =
    kind === "number"
      ? { kind, values: new Float64Array(rows) }
      : kind === "integer"
        ? { kind, values: new Int32Array(rows) }
        : { kind, values: new Uint8Array(rows) };
  return { column, set: (row, cell) => (column.values[row] = Number(cell)) };
}
