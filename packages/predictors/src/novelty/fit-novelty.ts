import {
  allFinite,
  gatherRows,
  type Matrix,
  matrix,
  matrixRow,
  RandomStream,
  type WorkOptions,
} from "@weightcast/core";
import { trainBooster } from "@weightcast/gbm";
import type { Zoo } from "@weightcast/zoo";
import { expectedRange } from "./expected-range.js";
import { noiseNetworks } from "./noise-networks.js";
import { NoveltyDetector } from "./novelty-detector.js";
import { type WeightDescriptors, weightDescriptors } from "./weight-descriptors.js";

/** The data from which the novelty detector learns, and its options. */
export interface NoveltyRequest extends WorkOptions {
  readonly zoo: Zoo;
  /** The rows that the model was fitted on, weights finite. */
  readonly rows: Int32Array;
  readonly seed: number;
}

/** At most so many training networks are compared with noise. */
const MOST_NETWORKS = 1200;
const LEAST_NETWORKS = 40;
const FOLDS = 5;
/** The share of true networks that may be flagged. */
const FLAGGED_SHARE = 0.015;
/** The share of true networks of which a tensor may be beyond the scale that is expected. */
const OUT_OF_SCALE_SHARE = 0.005;
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
 * from them and against untrained checkpoints of the same runs (where the model was fitted on none). It sees descriptors of the weights,
 * whatever the model's features are. Its threshold is such that 1.5 % of the training networks would be flagged by a classifier that was fitted on
 * other runs.
 *
 * @throws CancelledError once `signal` is aborted
 */
export async function fitNovelty(request: NoveltyRequest): Promise<NoveltyDetector> {
  const { zoo, seed } = request;
  const descriptors = weightDescriptors(zoo.layout);
  const range = await scalesOf(request, descriptors);
  const chosen = chooseRows(request);
  if (chosen.length < LEAST_NETWORKS) return new NoveltyDetector(zoo.layout, { ...range, classifier: null });
  const examples = await describedExamples(request, chosen, descriptors);
  const { x, isTrue, sources } = examples;
  const folds = foldsOfRuns(zoo, sources, seed);
  const classify = (rows: readonly number[]) => trainClassifier(x, isTrue, rows, request);
  const held: number[] = [];
  for (let fold = 0; fold < FOLDS; fold++) {
    const rows = Array.from(folds.keys());
    const booster = await classify(rows.filter((row) => folds[row] !== fold));
    const own = rows.filter((row) => folds[row] === fold && isTrue[row] === 1);
    if (own.length > 0) held.push(...booster.predict(gatherRows(x, own)));
  }
  const sorted = Float64Array.from(held).sort();
  const threshold = sorted[Math.floor(FLAGGED_SHARE * sorted.length)] ?? 0;
  const booster = await classify(Array.from(folds.keys()));
  return new NoveltyDetector(zoo.layout, { ...range, classifier: { booster, threshold } });
}

/** Descriptors of networks, whether each is a true one, and the row that it is or was made from. */
interface DescribedExamples {
  readonly x: Matrix<Float64Array>;
  readonly isTrue: Float64Array;
  readonly sources: readonly number[];
}

/** Describes training networks, the noise made from each, and the untrained checkpoints of their runs. */
async function describedExamples(
  request: NoveltyRequest,
  chosen: Int32Array,
  descriptors: WeightDescriptors,
): Promise<DescribedExamples> {
  const { zoo, seed, signal } = request;
  const sources: number[] = [];
  const truths: number[] = [];
  const described: Float64Array[] = [];
  const add = (row: number, weights: Float32Array, isTrue: 0 | 1) => {
    const numbers = new Float64Array(descriptors.length);
    descriptors.write(weights, numbers);
    sources.push(row);
    truths.push(isTrue);
    described.push(numbers);
  };
  const visit = async (rows: Int32Array, use: (row: number, weights: Float32Array) => void) => {
    for await (const block of zoo.blocks({ rows, reuse: true, signal })) {
      for (const [i, row] of block.rows.entries()) {
        const weights = matrixRow(block.weights, i);
        if (allFinite(weights)) use(row, weights);
      }
    }
  };
  await visit(chosen, (row, weights) => {
    add(row, weights, 1);
    const random = new RandomStream(seed, `noise networks of row ${row}`);
    for (const noise of noiseNetworks(weights, zoo.layout, random)) add(row, noise, 0);
  });
  await visit(untrainedRowsOf(zoo, chosen, request.rows), (row, weights) => add(row, weights, 0));
  const x = matrix(
    new Float64Array(described.length * descriptors.length),
    described.length,
    descriptors.length,
  );
  for (const [i, numbers] of described.entries()) matrixRow(x, i).set(numbers);
  return { x, isTrue: Float64Array.from(truths), sources };
}

/** The least and the greatest scale of each tensor that the rows of training lead one to expect. */
async function scalesOf({ zoo, rows, signal }: NoveltyRequest, descriptors: WeightDescriptors) {
  const scales = zoo.layout.tensors.map(() => new Float64Array(rows.length));
  const described = new Float64Array(descriptors.length);
  let position = 0;
  for await (const { rows: block, weights } of zoo.blocks({ rows: rows.toSorted(), reuse: true, signal })) {
    for (const i of block.keys()) {
      descriptors.write(matrixRow(weights, i), described);
      for (const [tensor, values] of scales.entries()) values[position] = described[tensor] ?? Number.NaN;
      position++;
    }
  }
  const runs = new Set(Array.from(rows, (row) => zoo.metrics.runOfRow[row])).size;
  const share = OUT_OF_SCALE_SHARE / (2 * scales.length);
  const ranges = scales.map((values) => expectedRange(values.subarray(0, position), runs, share));
  return { least: ranges.map(([least]) => least), greatest: ranges.map(([, greatest]) => greatest) };
}

function chooseRows({ rows, seed }: NoveltyRequest): Int32Array {
  return new RandomStream(seed, "novelty rows").shuffle(rows.slice()).subarray(0, MOST_NETWORKS).toSorted();
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

/** [rows] a number below FOLDS: rows of one run are in one fold. */
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
  return trainBooster(gatherRows(x, rows), y, { seed, ...PARAMETERS }, { rounds: TREES, weights, signal });
}
