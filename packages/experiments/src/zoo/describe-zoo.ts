import { allFinite, matrixRow } from "@weightcast/core";
import type { ZooRecord } from "@weightcast/evaluation";
import {
  type Layer,
  type Metrics,
  selectCheckpoints,
  type Target,
  targetOf,
  type Zoo,
} from "@weightcast/zoo";
import { samplePoints } from "./sample-points.js";

const HISTOGRAM_BINS = 50;

/**
 * Describes a zoo for the results, with the data of the figures that need no predictor.
 *
 * @throws CancelledError once `signal` is aborted
 */
export async function describeZoo(
  zoo: Zoo,
  identity: { readonly name: string; readonly fingerprint: string },
  {
    checkpoint,
    target: column,
    signal,
  }: { readonly checkpoint: string; readonly target: string; readonly signal?: AbortSignal | undefined },
): Promise<ZooRecord> {
  const { metrics, layout } = zoo;
  const chosen = selectCheckpoints(metrics, checkpoint);
  const target = targetOf(metrics, column, chosen);
  const accuracies = metrics.numbers(column);
  const steps = metrics.numbers("step");
  const rows: number[] = [];
  const first: number[] = [];
  const last: number[] = [];
  for await (const block of zoo.blocks({ rows: chosen, reuse: true, signal })) {
    for (let i = 0; i < block.rows.length; i++) {
      const weights = matrixRow(block.weights, i);
      const row = block.rows[i]!;
      if (!allFinite(weights) || !Number.isFinite(accuracies[row])) continue;
      rows.push(row);
      first.push(biasRange(weights, layout.layers[0]!));
      last.push(biasRange(weights, layout.layers.at(-1)!));
    }
  }
  const accuracy = rows.map((row) => accuracies[row]!);
  return {
    ...identity,
    dataset: datasetOf(metrics),
    rows: zoo.rows,
    runs: metrics.runs.length,
    parameters: layout.parameters,
    epochs: Float64Array.from(steps).reduce((most, step) => Math.max(most, step), 0),
    networks: rows.length,
    notFinite: chosen.length - rows.length,
    accuracyHistogram: histogram(accuracy, target),
    trainTest: trainTest(metrics, rows, accuracy),
    biasRanges: samplePoints({ x: first, y: last, accuracy }),
  };
}

/** The difference between the largest and the smallest bias of a layer; 0 where the layer has no bias. */
function biasRange(weights: Float32Array, layer: Layer): number {
  const bias = layer.tensors.find(({ role }) => role === "bias");
  if (bias === undefined) return 0;
  const values = weights.subarray(bias.start, bias.end);
  return values.reduce((a, b) => Math.max(a, b)) - values.reduce((a, b) => Math.min(a, b));
}

/** The image data set that all networks of a zoo were trained on; null where there are several or the metrics do not say it. */
function datasetOf(metrics: Metrics): string | null {
  const column = metrics.columns.get("config.dataset");
  if (column?.kind !== "category") return null;
  const codes = new Set(column.codes);
  return codes.size === 1 ? column.categories[column.codes[0]!]! : null;
}

/** The number of values in each of several equal bins. The bins cover the target's range or, where it has none, the range of the values. */
function histogram(values: readonly number[], { range }: Target): number[] {
  const counts = new Array<number>(HISTOGRAM_BINS).fill(0);
  const [low, high] = range ?? [
    values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY),
    values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY),
  ];
  for (const value of values) {
    const bin = Math.floor(((value - low) / (high - low || 1)) * HISTOGRAM_BINS);
    counts[Math.min(HISTOGRAM_BINS - 1, Math.max(0, bin))]!++;
  }
  return counts;
}

function trainTest(
  metrics: Metrics,
  rows: readonly number[],
  accuracy: readonly number[],
): ZooRecord["trainTest"] {
  if (!metrics.columns.has("train_accuracy")) return null;
  const train = metrics.numbers("train_accuracy");
  const known = Array.from(rows.keys()).filter((i) => Number.isFinite(train[rows[i]!]));
  return samplePoints({
    x: known.map((i) => train[rows[i]!]!),
    y: known.map((i) => accuracy[i]!),
  });
}
