import { fileURLToPath } from "node:url";
import { type Matrix, matrix, matrixRow, RandomStream, UsageError } from "@weightcast/core";
import { smallCnn } from "@weightcast/networks";
import { selectCheckpoints, type Zoo } from "@weightcast/zoo";
import { openZoo, writeZoo } from "@weightcast/zoo-io/node";
import {
  checkpointSteps,
  type MeasuredCheckpoint,
  type NetworkMetrics,
  type PlannedNetwork,
  type Population,
  PUBLISHED_SPACE,
  planNetwork,
  populationMetrics,
} from "@weightcast/zoo-trainer";
import { say } from "../report.js";

const SAMPLE = fileURLToPath(new URL("../../../fixtures/fashion_mnist_sample", import.meta.url));
/** The published collections' schedule: nine checkpoints a run. */
const SCHEDULE = { epochs: 86, epochs_between_checkpoints: 20 } as const;
const PUBLISHED_RUNS = 30_000;
/** The number of runs of which one diverged: its last checkpoint contains a NaN. */
const RUNS_BETWEEN_DIVERGED = 200;
const NOISE_VALUES = 1 << 16;
const BLOCK_RUNS = 32;

/**
 * Makes a collection of the size of the Small CNN Zoo's: 270,000 networks of 4,970 weights, 5.4 GB. Its
 * networks are trained ones of the sample, each with noise of its own, so that the weights are distributed
 * like real ones and are related to the accuracy; early checkpoints are shrunken.
 */
export async function makeCollection([
  folder,
  runs = String(PUBLISHED_RUNS),
]: readonly string[]): Promise<void> {
  const count = Number(runs);
  if (folder === undefined || !Number.isInteger(count) || count < 1) {
    throw new UsageError("pnpm bench make-collection FOLDER [RUNS]");
  }
  const sample = await openZoo(SAMPLE);
  const rows = selectCheckpoints(sample.metrics, "final");
  const bases = await weightsOf(sample, rows);
  const accuracies = Array.from(rows, (row) => sample.metrics.numbers("test_accuracy")[row]!);
  const steps = checkpointSteps(SCHEDULE.epochs, SCHEDULE.epochs_between_checkpoints);
  const population: Population = {
    ...SCHEDULE,
    dataset: "fashion_mnist",
    networks: [{ first: 0, count }],
    seed: 0,
    space: PUBLISHED_SPACE,
  };
  const networks = Array.from({ length: count }, (_, run) =>
    networkMetrics(planNetwork(population, run), accuracies[run % accuracies.length]!, steps),
  );
  const metrics = populationMetrics(population, smallCnn({ side: 28 }), networks);
  const weights = madeUpWeights(bases, count, steps);
  await writeZoo(folder, { layout: sample.layout, metrics, weights }, { force: true });
  say(`${folder}: ${metrics.rows} networks of ${sample.layout.parameters} weights`);
}

async function weightsOf(zoo: Zoo, rows: Int32Array): Promise<Matrix<Float32Array>> {
  for await (const { weights } of zoo.blocks({ rows, blockRows: rows.length })) return weights;
  throw new UsageError(`${zoo.name} has no networks`);
}

/** Returns the share of its training that a network has completed at a step. */
function progressAt(step: number): number {
  return 1 - Math.exp(-step / 5);
}

function networkMetrics(
  planned: PlannedNetwork,
  finalAccuracy: number,
  steps: readonly number[],
): NetworkMetrics {
  const checkpoints = steps.map((step): MeasuredCheckpoint => {
    const accuracy = 0.1 + (finalAccuracy - 0.1) * progressAt(step);
    const loss = 2.3 - 2 * accuracy;
    return {
      step,
      metrics: { test_accuracy: accuracy, test_loss: loss, train_accuracy: accuracy, train_loss: loss },
    };
  });
  return { ...planned, checkpoints };
}

async function* madeUpWeights(
  bases: Matrix<Float32Array>,
  runs: number,
  steps: readonly number[],
): AsyncGenerator<Matrix<Float32Array>> {
  const random = new RandomStream(0, "collection weights");
  const noise = Float32Array.from({ length: NOISE_VALUES }, () => 0.9 + 0.2 * random.uniform());
  const { columns } = bases;
  for (let first = 0; first < runs; first += BLOCK_RUNS) {
    const rows = Math.min(BLOCK_RUNS, runs - first) * steps.length;
    const block = matrix(new Float32Array(rows * columns), rows, columns);
    for (let i = 0; i < rows; i++) {
      const run = first + Math.floor(i / steps.length);
      const step = steps[i % steps.length]!;
      const scale = 0.2 + 0.8 * progressAt(step);
      const base = matrixRow(bases, run % bases.rows);
      const row = matrixRow(block, i);
      const start = random.below(NOISE_VALUES);
      for (let j = 0; j < columns; j++) row[j] = base[j]! * scale * noise[(start + j) % NOISE_VALUES]!;
      if (run % RUNS_BETWEEN_DIVERGED === 0 && step === steps.at(-1)) row[0] = Number.NaN;
    }
    yield block;
  }
}
