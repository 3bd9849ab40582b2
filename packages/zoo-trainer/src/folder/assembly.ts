import { randomUUID } from "node:crypto";
import { rmSync } from "node:fs";
import { rename, rmdir } from "node:fs/promises";
import { join } from "node:path";
import { type Matrix, matrix, matrixRow, type ProgressListener } from "@weightcast/core";
import { type Architecture, layoutOf } from "@weightcast/networks";
import { cleanUpAtExit } from "@weightcast/runtime/node";
import { type Layout, type Metrics, rowsOfRuns } from "@weightcast/zoo";
import { writeZoo, ZOO_FILE_NAMES } from "@weightcast/zoo-io/node";
import type { Population } from "../population/population.js";
import { populationMetrics, rowOrder } from "../population/population-metrics.js";
import {
  type CheckpointMetrics,
  MEASURED_COLUMNS,
  type MeasuredCheckpoint,
  type MeasuredNetwork,
  type NetworkMetrics,
} from "../training/checkpoint.js";
import type { Parts } from "./parts.js";
import { syncFile, syncFolder } from "./sync.js";
import { removeParts } from "./training-folder.js";

export interface Assembly {
  readonly folder: string;
  readonly population: Population;
  readonly architecture: Architecture;
  readonly parts: Parts;
  /** The networks, in the order of the zoo's rows. */
  readonly networks: readonly NetworkMetrics[];
  readonly onProgress?: ProgressListener | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Makes the zoo of a folder out of its parts, which are removed when it is there. */
export async function assembleZoo(assembly: Assembly): Promise<void> {
  const { folder, population, architecture, networks } = assembly;
  const aside = join(folder, `zoo.partial-${randomUUID()}`);
  const forget = cleanUpAtExit(() => rmSync(aside, { recursive: true, force: true }));
  const layout = layoutOf(architecture);
  const metrics = populationMetrics(population, architecture, networks);
  await writeZoo(aside, { layout, metrics, weights: weightsInOrder(assembly, layout) });
  // The weights are written last, because a folder with weights counts as a zoo.
  for (const name of [ZOO_FILE_NAMES.layout, ZOO_FILE_NAMES.metrics, ZOO_FILE_NAMES.weights]) {
    await syncFile(join(aside, name));
    await rename(join(aside, name), join(folder, name));
  }
  await rmdir(aside);
  forget();
  await syncFolder(folder);
  await removeParts(folder);
}

async function* weightsInOrder(
  { parts, networks, onProgress, signal }: Assembly,
  { parameters }: Layout,
): AsyncGenerator<Matrix<Float32Array>> {
  for (const [done, { network, checkpoints }] of networks.entries()) {
    signal?.throwIfAborted();
    onProgress?.({ stage: "write the zoo", done, total: networks.length, unit: "networks" });
    const { weights } = await parts.read(network);
    const stored = matrix(weights, checkpoints.length, parameters);
    const ordered = matrix(new Float32Array(weights.length), checkpoints.length, parameters);
    for (const [row, index] of rowOrder(checkpoints).entries()) {
      matrixRow(ordered, row).set(matrixRow(stored, index));
    }
    yield ordered;
  }
}

/** Reads the accuracies and losses of a finished zoo's networks, in the order of the networks' numbers. */
export function networksOfZoo(metrics: Metrics): MeasuredNetwork[] {
  const steps = metrics.numbers("step");
  const columns = MEASURED_COLUMNS.map((name) => [name, metrics.numbers(name)] as const);
  return rowsOfRuns(metrics).map((rows, run) => {
    const checkpoints = Array.from(rows, (row): MeasuredCheckpoint => {
      const measured = columns.map(([name, values]) => [name, values[row]]);
      return { step: steps[row] ?? Number.NaN, metrics: Object.fromEntries(measured) as CheckpointMetrics };
    });
    return {
      network: Number(metrics.runs[run]),
      checkpoints: checkpoints.sort((a, b) => a.step - b.step),
    };
  });
}
