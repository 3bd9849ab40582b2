import { randomUUID } from "node:crypto";
import { rename, rmdir } from "node:fs/promises";
import { join } from "node:path";
import { type Matrix, matrix, matrixRow, type ProgressListener } from "@weightcast/core";
import type { Layout, Metrics } from "@weightcast/zoo";
import { writeZoo, ZOO_FILE_NAMES } from "@weightcast/zoo-io/node";
import type { Population } from "../population/population.js";
import { populationMetrics, rowOrder } from "../population/population-metrics.js";
import type { CheckpointMetrics, MeasuredNetwork, NetworkMetrics } from "../training/trained-network.js";
import type { Parts } from "./parts.js";
import { syncFile, syncFolder } from "./sync.js";
import { removeParts } from "./training-folder.js";

export interface Assembly {
  readonly folder: string;
  readonly population: Population;
  readonly layout: Layout;
  readonly parts: Parts;
  /** The networks, in the order of the zoo's rows. */
  readonly networks: readonly NetworkMetrics[];
  readonly onProgress?: ProgressListener | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Makes the zoo of a folder out of its parts, which are removed when it is there. */
export async function assembleZoo(assembly: Assembly): Promise<void> {
  const { folder, population, layout, networks } = assembly;
  const aside = join(folder, `zoo.partial-${randomUUID()}`);
  const metrics = populationMetrics(population, networks);
  await writeZoo(aside, { layout, metrics, weights: weightsInOrder(assembly) });
  // The weights are written last, because a folder with weights counts as a zoo.
  for (const name of [ZOO_FILE_NAMES.layout, ZOO_FILE_NAMES.metrics, ZOO_FILE_NAMES.weights]) {
    await syncFile(join(aside, name));
    await rename(join(aside, name), join(folder, name));
  }
  await rmdir(aside);
  await syncFolder(folder);
  await removeParts(folder);
}

async function* weightsInOrder(assembly: Assembly): AsyncGenerator<Matrix<Float32Array>> {
  const { parts, networks, layout, onProgress, signal } = assembly;
  const { parameters } = layout;
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

/** Reads the metrics of a finished zoo's networks, in the order of the networks' numbers. */
export function networksOfZoo(metrics: Metrics): MeasuredNetwork[] {
  const number = (name: string) => metrics.numbers(name);
  const columns = {
    step: number("step"),
    testAccuracy: number("test_accuracy"),
    testLoss: number("test_loss"),
    trainAccuracy: number("train_accuracy"),
    trainLoss: number("train_loss"),
  };
  const checkpoints = metrics.runs.map(() => [] as CheckpointMetrics[]);
  for (const [row, run] of metrics.runOfRow.entries()) {
    checkpoints[run]!.push({
      step: columns.step[row]!,
      testAccuracy: columns.testAccuracy[row]!,
      testLoss: columns.testLoss[row]!,
      trainAccuracy: columns.trainAccuracy[row]!,
      trainLoss: columns.trainLoss[row]!,
    });
  }
  return metrics.runs.map((run, index) => ({
    network: Number(run),
    checkpoints: checkpoints[index]!.sort((a, b) => a.step - b.step),
  }));
}
