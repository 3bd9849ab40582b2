import { allFinite, type Matrix, matrix, matrixRow, RandomStream, type WorkOptions } from "@weightcast/core";
import type { FeatureSet } from "@weightcast/features";
import { trainBooster } from "@weightcast/gbm";
import { coreCount } from "@weightcast/runtime";
import type { Zoo } from "@weightcast/zoo";
import { NOISE_KINDS, noiseNetworks } from "./noise-networks.js";
import { joinColumns, NoveltyDetector } from "./novelty-detector.js";
import { describeNetworks, type WeightDescriptors, weightDescriptors } from "./weight-descriptors.js";

/** The data from which the novelty detector learns, and its options. */
export interface NoveltyRequest extends WorkOptions {
  readonly zoo: Zoo;
  /** The feature set of the model. */
  readonly set: FeatureSet;
  /** The rows that the model was fitted on; their weights are finite. */
  readonly rows: Int32Array;
  readonly seed: number;
}

/** The maximum number of training networks that are compared with noise; fewer if the networks are large. */
const MOST_NETWORKS = 800;
const MOST_WEIGHTS = 24_000_000;
const LEAST_NETWORKS = 40;
/**
 * The maximum number of columns of a feature set that the detector uses. With wider sets, such as raw
 * weights, it uses only the descriptors of the weights.
 */
const MOST_FEATURES = 2000;
const FOLDS = 5;
/** The share of true networks that may be flagged. */
const FLAGGED_SHARE = 0.015;
const TREES = 120;
const PARAMETERS = {
  objective: "binary",
  num_leaves: 15,
  learning_rate: 0.1,
  min_data_in_leaf: 5,
  feature_fraction: 0.2,
  bagging_fraction: 0.8,
  bagging_freq: 1,
  lambda_l2: 1,
} as const;

/**
 * Learns to tell networks unlike those of training: the scales of their tensors, and a classifier of training networks against noise that is made
 * from them and against untrained checkpoints of the same runs (where the model was fitted on none). Its threshold is such that 1.5 % of the
 * training networks would be flagged by a classifier that was fitted on other runs.
 *
 * @throws CancelledError once `signal` is aborted
 */
export async function fitNovelty(request: NoveltyRequest): Promise<NoveltyDetector> {
  const { zoo, set, seed } = request;
  const descriptors = weightDescriptors(zoo.layout);
  const range = await scalesOf(request, descriptors);
  const chosen = chooseRows(request);
  if (chosen.length < LEAST_NETWORKS) return new NoveltyDetector(zoo.layout, { ...range, classifier: null });
  const trueWeights = await readWeights(request, chosen);
  const untrainedRows = untrainedRowsOf(zoo, chosen, request.rows);
  const untrained = await readWeights(request, untrainedRows);
  const noise = noiseNetworks(trueWeights, zoo.layout, seed);
  const sources = [
    ...chosen,
    ...Array.from({ length: noise.rows }, (_, i) => chosen[Math.floor(i / NOISE_KINDS)] ?? 0),
    ...untrainedRows,
  ];
  const features = set.columns.length <= MOST_FEATURES ? set.columns.length : 0;
  const parts: Matrix<Float64Array>[] = [];
  let first = 0;
  for (const weights of [trueWeights, noise, untrained]) {
    const hyperparameters = { metrics: zoo.metrics, rows: sources.slice(first, first + weights.rows) };
    const table = matrix(new Float64Array(weights.rows * features), weights.rows, features);
    const { signal } = request;
    if (features > 0 && weights.rows > 0)
      await set.extract(weights, table, { hyperparameters, threads: coreCount(), signal });
    parts.push(joinColumns(describeNetworks(weights, descriptors), table, features));
    first += weights.rows;
  }
  const x = stack(parts);
  const isTrue = Float64Array.from({ length: x.rows }, (_, i) => (i < chosen.length ? 1 : 0));
  const folds = foldsOfRuns(zoo, sources, seed);
  const classify = (rows: readonly number[]) => trainClassifier(x, isTrue, rows, request);
  const held: number[] = [];
  for (let fold = 0; fold < FOLDS; fold++) {
    const rows = Array.from(folds.keys());
    const booster = await classify(rows.filter((row) => folds[row] !== fold));
    const own = rows.filter((row) => folds[row] === fold && isTrue[row] === 1);
    if (own.length > 0) held.push(...booster.predict(gather(x, own)));
  }
  const sorted = Float64Array.from(held).sort();
  const threshold = sorted[Math.floor(FLAGGED_SHARE * sorted.length)] ?? 0;
  const booster = await classify(Array.from(folds.keys()));
  return new NoveltyDetector(zoo.layout, { ...range, classifier: { booster, threshold, features } });
}

/** The least and the greatest scale of each tensor over all rows of training. */
async function scalesOf({ zoo, rows, signal }: NoveltyRequest, descriptors: WeightDescriptors) {
  const tensors = zoo.layout.tensors.length;
  const least = new Array<number>(tensors).fill(Number.MAX_VALUE);
  const greatest = new Array<number>(tensors).fill(-Number.MAX_VALUE);
  const described = new Float64Array(descriptors.length);
  for await (const { rows: block, weights } of zoo.blocks({ rows: rows.toSorted(), reuse: true, signal })) {
    for (const i of block.keys()) {
      descriptors.write(matrixRow(weights, i), described);
      for (let tensor = 0; tensor < tensors; tensor++) {
        least[tensor] = Math.min(least[tensor]!, described[tensor]!);
        greatest[tensor] = Math.max(greatest[tensor]!, described[tensor]!);
      }
    }
  }
  return { least, greatest };
}

function chooseRows({ zoo, rows, seed }: NoveltyRequest): Int32Array {
  const { parameters } = zoo.layout;
  const most = Math.min(MOST_NETWORKS, Math.floor(MOST_WEIGHTS / ((NOISE_KINDS + 2) * parameters)));
  return new RandomStream(seed, "novelty rows").shuffle(rows.slice()).subarray(0, most).toSorted();
}

/** The untrained checkpoints of the runs of some rows; none where the model was fitted on untrained networks. */
function untrainedRowsOf({ metrics }: Zoo, chosen: Int32Array, fitted: Int32Array): Int32Array {
  const steps = metrics.numbers("step");
  if (fitted.some((row) => steps[row] === 0)) return new Int32Array();
  const runs = new Set(Array.from(chosen, (row) => metrics.runOfRow[row]));
  return Int32Array.from(metrics.runOfRow.keys()).filter(
    (row) => steps[row] === 0 && runs.has(metrics.runOfRow[row]),
  );
}

/** Returns the weights of some rows, which must ascend; rows that are not finite become 0. */
async function readWeights({ zoo, signal }: NoveltyRequest, rows: Int32Array): Promise<Matrix<Float32Array>> {
  const { parameters } = zoo.layout;
  const weights = matrix(new Float32Array(rows.length * parameters), rows.length, parameters);
  let done = 0;
  for await (const block of zoo.blocks({ rows, reuse: true, signal })) {
    for (const i of block.rows.keys()) {
      const row = matrixRow(block.weights, i);
      if (allFinite(row)) matrixRow(weights, done).set(row);
      done++;
    }
  }
  return weights;
}

/** Returns a number below FOLDS for each row; rows of one run get the same number: [rows]. */
function foldsOfRuns({ metrics }: Zoo, sources: readonly number[], seed: number): number[] {
  const order = new RandomStream(seed, "novelty folds").permutation(metrics.runs.length);
  return sources.map((row) => (order[metrics.runOfRow[row] ?? 0] ?? 0) % FOLDS);
}

function trainClassifier(
  x: Matrix<Float64Array>,
  isTrue: Float64Array,
  rows: readonly number[],
  { seed, signal }: NoveltyRequest,
) {
  const y = Float64Array.from(rows, (row) => isTrue[row] ?? 0);
  const share = y.reduce((sum, value) => sum + value, 0) / y.length;
  const weights = y.map((value) => (value === 1 ? (1 - share) / share : 1));
  return trainBooster(gather(x, rows), y, { seed, ...PARAMETERS }, { rounds: TREES, weights, signal });
}

function gather(x: Matrix<Float64Array>, rows: readonly number[]): Matrix<Float64Array> {
  const gathered = matrix(new Float64Array(rows.length * x.columns), rows.length, x.columns);
  for (const [i, row] of rows.entries()) matrixRow(gathered, i).set(matrixRow(x, row));
  return gathered;
}

function stack(parts: readonly Matrix<Float64Array>[]): Matrix<Float64Array> {
  const rows = parts.reduce((sum, part) => sum + part.rows, 0);
  const columns = parts[0]?.columns ?? 0;
  const data = new Float64Array(rows * columns);
  let next = 0;
  for (const part of parts) {
    data.set(part.data, next);
    next += part.data.length;
  }
  return matrix(data, rows, columns);
}
