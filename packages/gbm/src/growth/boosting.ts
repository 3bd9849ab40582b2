import type { BinnedFeature, BinnedMatrix, Bins } from "../data/binned-matrix.js";
import { type Tree, TreeBuilder } from "../model/tree.js";
import type {
  GradientAddresses,
  Objective,
  PreparedObjective,
  TrainingTargets,
} from "../objectives/objective.js";
import { ScoreTable } from "../objectives/score-table.js";
import type { ResolvedParameters } from "../parameters.js";
import type { BoostingMemory } from "./boosting-memory.js";
import type { Seeds } from "./random-draws.js";
import { FeatureSampler, RowSampler } from "./sampling.js";
import { EPSILON } from "./split-candidate.js";
import { type LeafRows, TreeLearner } from "./tree-learner.js";

/** Bytes of a split of a tree for bins. */
const SPLIT_BYTES = 20;

/** Gradient boosting, a tree a round (LightGBM's GBDT): each tree is fitted to the gradients that those before it leave. */
export class Boosting {
  /** The first tree's values include the initial score. */
  readonly trees: Tree[] = [];
  private readonly prepared: PreparedObjective;
  private readonly initialScore: number;
  private readonly addresses: GradientAddresses;
  private readonly scores: ScoreTable;
  private readonly heldScores: ScoreTable;
  private readonly heldOutputs: ScoreTable;
  private readonly splits: number;
  private readonly leafValues: number;
  private readonly learner: TreeLearner;
  private readonly rowSampler: RowSampler | undefined;
  private readonly featureSampler: FeatureSampler<BinnedFeature>;
  private readonly bagStart: number = 0;
  private readonly restStart: number = 0;
  private bagged = 0;
  private rounds = 0;

  constructor(
    private readonly memory: BoostingMemory,
    private readonly data: BinnedMatrix,
    private readonly set: TrainingTargets,
    private readonly objective: Objective,
    private readonly parameters: ResolvedParameters,
    seeds: Seeds,
  ) {
    const { bagging_fraction, bagging_freq, feature_fraction, num_leaves } = parameters;
    const { rows } = data.training;
    const { targets, weights } = set;
    this.prepared = objective.prepare(set, parameters, memory);
    const initial = this.prepared.initialScore(0);
    this.initialScore = Math.abs(initial) > EPSILON ? initial : 0;
    this.addresses = {
      scores: memory.allocate(8 * rows),
      targets: memory.allocate(4 * rows),
      weights: weights === undefined ? 0 : memory.allocate(4 * rows),
      pairs: memory.allocate(8 * rows),
    };
    const held = data.held.rows;
    this.scores = new ScoreTable(memory, this.addresses.scores, rows, 1);
    this.heldScores = new ScoreTable(memory, memory.allocate(8 * held), held, 1);
    this.heldOutputs = new ScoreTable(memory, memory.allocate(8 * held), held, 1);
    this.scores.values.fill(this.initialScore);
    this.heldScores.values.fill(this.initialScore);
    memory.f32(this.addresses.targets, rows).set(targets);
    if (weights !== undefined) memory.f32(this.addresses.weights, rows).set(weights);
    const mostLeaves = Math.min(num_leaves, rows);
    this.splits = memory.allocate(SPLIT_BYTES * mostLeaves);
    this.leafValues = memory.allocate(8 * mostLeaves);
    if (bagging_fraction < 1 && bagging_freq > 0) {
      this.rowSampler = new RowSampler(rows, bagging_fraction, seeds.bagging);
      this.bagStart = memory.allocate(4 * rows);
      this.restStart = memory.allocate(4 * rows);
    }
    this.featureSampler = new FeatureSampler(data.features, feature_fraction, seeds.featureFraction);
    const { hasUnitHessian } = this.prepared;
    this.learner = new TreeLearner(memory, data, this.featureSampler.count, parameters, hasUnitHessian);
  }

  /** Whether trees are grown on drawn rows or features, so that a round may find a split where the last found none. */
  get drawsSamples(): boolean {
    return this.rowSampler !== undefined || this.parameters.feature_fraction < 1;
  }

  /** What all trees so far predict for the rows held out: [rows]. */
  outputsOfHeld(): Float64Array {
    const { objective, heldScores, heldOutputs, parameters } = this;
    if (objective.link === undefined) return heldScores.values;
    heldOutputs.values.set(heldScores.values);
    objective.link(heldOutputs, parameters);
    return heldOutputs.values;
  }

  /** Grows the next tree; false where no split was good enough. */
  round(): boolean {
    const { memory, addresses, scores, data, parameters } = this;
    const { rows } = data.training;
    const pairs = memory.f32(addresses.pairs, 2 * rows);
    this.prepared.gradients({ ...this.set, rows, scores, pairs, addresses });
    const bag = this.drawBag();
    const builder = this.learner.grow(addresses.pairs, bag, this.featureSampler.draw());
    const bias = this.trees.length === 0 ? this.initialScore : 0;
    if (builder === undefined) {
      if (this.trees.length === 0) this.trees.push(constantTree(bias, rows));
      return false;
    }
    const leaves = this.learner.leafRows();
    this.renewOutputs(builder, leaves);
    const tree = builder.build(parameters.learning_rate, 0);
    for (const [leaf, { start, count }] of leaves.entries()) {
      memory.kernels.addLeafValue(addresses.scores, start, count, tree.leafValue[leaf]!);
    }
    const splits = builder.binSplits();
    memory.i32(this.splits, splits.length).set(splits);
    memory.f64(this.leafValues, tree.leafValue.length).set(tree.leafValue);
    if (bag !== undefined)
      this.addPredictions(data.training, this.restStart, rows - bag.count, addresses.scores);
    this.addPredictions(data.held, 0, data.held.rows, this.heldScores.address);
    this.trees.push(bias === 0 ? tree : builder.build(parameters.learning_rate, bias));
    return true;
  }

  /** The rows of the next tree; undefined for all. */
  private drawBag(): LeafRows | undefined {
    const { memory, rowSampler, parameters } = this;
    if (rowSampler === undefined) return undefined;
    const { rows } = this.data.training;
    if (this.rounds % parameters.bagging_freq === 0) {
      this.bagged = rowSampler.draw(memory.i32(this.bagStart, rows), memory.i32(this.restStart, rows));
    }
    this.rounds++;
    return { start: this.bagStart, count: this.bagged };
  }

  /** Sets each leaf to the value that the objective wants there, where the objective has a say in it. */
  private renewOutputs(builder: TreeBuilder, leaves: readonly LeafRows[]): void {
    const { memory, prepared, scores } = this;
    if (prepared.leafOutput === undefined) return;
    const { targets } = this.set;
    const { values } = scores;
    for (const [leaf, { start, count }] of leaves.entries()) {
      const rows = memory.i32(start, count);
      const residuals = Float64Array.from(rows, (row) => targets[row]! - values[row]!);
      builder.setOutput(leaf, prepared.leafOutput(residuals, rows));
    }
  }

  /** Adds the last tree's prediction for some rows to their scores. */
  private addPredictions(bins: Bins, rows: number, count: number, scores: number): void {
    const { isWide } = this.data;
    const { kernels } = this.memory;
    kernels.predictBinned(isWide, bins.start, bins.rows, rows, count, this.splits, this.leafValues, scores);
  }
}

function constantTree(value: number, rows: number): Tree {
  return new TreeBuilder({ output: value, hessian: rows, count: rows }).build(1, 0);
}
