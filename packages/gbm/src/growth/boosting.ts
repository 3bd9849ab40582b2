import type { BinnedFeature, BinnedMatrix, Bins } from "../data/binned-matrix.js";
import type { Tree } from "../model/tree.js";
import { setWords, TreeBuilder } from "../model/tree-builder.js";
import type { GradientAddresses, PreparedObjective, TrainingTargets } from "../objectives/objective.js";
import { ScoreTable } from "../objectives/score-table.js";
import type { ResolvedParameters } from "../parameters/resolve.js";
import type { BoostingMemory } from "./boosting-memory.js";
import type { Seeds } from "./random-draws.js";
import type { LeafRows } from "./row-partition.js";
import { FeatureSampler, GradientSampler, RowSampler } from "./sampling.js";
import { EPSILON } from "./split-candidate.js";
import { TreeLearner } from "./tree-learner.js";

/** Scores to start from, instead of a constant. */
export interface InitialScores {
  /** The scores of the training rows: [scores of a row, rows]. */
  readonly training: Float64Array;
  /** The scores of the held-out rows: [scores of a row, rows held out]. */
  readonly held: Float64Array;
}

/** The size in bytes of a split of a tree for bins. */
const SPLIT_BYTES = 20;

/**
 * Gradient boosting (LightGBM's GBDT): each round grows a tree for each score of a row, fitted to the gradients that the trees before
 * it leave.
 */
export class Boosting {
  /** The trees of the rounds, round by round. The values of the first round include the constants that boosting starts from. */
  readonly trees: Tree[] = [];
  /** The raw scores of the held-out rows. */
  readonly heldScores: ScoreTable;
  private readonly constants: readonly number[];
  private readonly addresses: GradientAddresses;
  private readonly scores: ScoreTable;
  private readonly splits: number;
  private readonly leafValues: number;
  /** The sets of the last tree's categorical splits, and the number of words of each set. */
  private readonly sets: number;
  private readonly wordsInSet: number;
  private hasSets = false;
  private readonly learner: TreeLearner;
  private readonly rowSampler: RowSampler | undefined;
  private readonly gradientSampler: GradientSampler | undefined;
  /**
   * For random forests, the sums of the trees' predictions for the held-out rows; `heldScores` holds their
   * means.
   */
  private readonly heldSums: ScoreTable | undefined;
  private readonly featureSampler: FeatureSampler<BinnedFeature>;
  private readonly bagStart: number = 0;
  private readonly restStart: number = 0;
  /** The number of rows in the present bag; -1 before the first bag is drawn. */
  private bagged = -1;
  /** The number of rounds that grew a tree. */
  private rounds = 0;
  /** Whether the last round added constants to the scores. */
  private hasLateConstants = false;

  /**
   * @param perRow how many scores each row has
   * @param initialScores undefined to start from the objective's constants
   */
  constructor(
    private readonly memory: BoostingMemory,
    private readonly data: BinnedMatrix,
    private readonly set: TrainingTargets,
    private readonly objective: PreparedObjective,
    readonly perRow: number,
    private readonly parameters: ResolvedParameters,
    seeds: Seeds,
    private readonly initialScores: InitialScores | undefined,
  ) {
    const { bagging_fraction, bagging_freq, feature_fraction, num_leaves } = parameters;
    const { rows } = data.training;
    const { targets, weights } = set;
    const startsFromAverage =
      initialScores === undefined && (parameters.boost_from_average || data.features.length === 0);
    this.constants = Array.from({ length: perRow }, (_, score) =>
      startsFromAverage ? this.automaticScore(score) : 0,
    );
    this.addresses = {
      scores: memory.allocate(8 * rows * perRow),
      targets: memory.allocate(4 * rows),
      weights: weights === undefined ? 0 : memory.allocate(4 * rows),
      pairs: memory.allocate(8 * rows * perRow),
    };
    const held = data.held.rows;
    this.scores = new ScoreTable(memory, this.addresses.scores, rows, perRow);
    this.heldScores = new ScoreTable(memory, memory.allocate(8 * held * perRow), held, perRow);
    for (const [score, constant] of this.constants.entries()) {
      this.scores.values.fill(constant, score * rows, (score + 1) * rows);
      this.heldScores.values.fill(constant, score * held, (score + 1) * held);
    }
    if (initialScores !== undefined) {
      this.scores.values.set(initialScores.training);
      this.heldScores.values.set(initialScores.held);
    }
    memory.f32(this.addresses.targets, rows).set(targets);
    if (weights !== undefined) memory.f32(this.addresses.weights, rows).set(weights);
    const mostLeaves = Math.min(num_leaves, rows);
    this.splits = memory.allocate(SPLIT_BYTES * mostLeaves);
    this.leafValues = memory.allocate(8 * mostLeaves);
    this.wordsInSet = data.features
      .filter(({ categories }) => categories !== undefined)
      .reduce((most, { upperBounds }) => Math.max(most, setWords(upperBounds.length)), 0);
    this.sets = memory.allocate(4 * this.wordsInSet * mostLeaves);
    const samplesGradients = parameters.data_sample_strategy === "goss";
    const isBagged = bagging_fraction < 1 && bagging_freq > 0;
    if (samplesGradients) {
      const sampling = { topRate: parameters.top_rate, otherRate: parameters.other_rate };
      this.gradientSampler = new GradientSampler(rows, perRow, sampling, seeds.bagging);
    } else if (isBagged) this.rowSampler = new RowSampler(rows, bagging_fraction, seeds.bagging);
    if (samplesGradients || isBagged) {
      this.bagStart = memory.allocate(4 * rows);
      this.restStart = memory.allocate(4 * rows);
    }
    this.featureSampler = new FeatureSampler(data.features, feature_fraction, seeds.featureFraction);
    const hasUnitHessian = objective.hasUnitHessian && !samplesGradients;
    if (this.isForest) {
      this.heldSums = new ScoreTable(memory, memory.allocate(8 * held * perRow), held, perRow);
      this.heldSums.values.fill(0);
    }
    this.learner = new TreeLearner(memory, data, this.featureSampler.count, parameters, hasUnitHessian);
  }

  private get isForest(): boolean {
    return this.parameters.boosting === "rf";
  }

  /**
   * Returns whether a round may find a split although the last one found none: because rows or features are
   * drawn, or because constants were added to the scores.
   */
  get mayStillGrow(): boolean {
    return this.bagStart > 0 || this.parameters.feature_fraction < 1 || this.hasLateConstants;
  }

  /** Grows the trees of the next round; false where no split was good enough, and no tree was kept. */
  round(): boolean {
    const { memory, addresses, scores, data, perRow } = this;
    const { rows } = data.training;
    const pairs = memory.f32(addresses.pairs, 2 * rows * perRow);
    this.objective.gradients({ ...this.set, rows, scores, pairs, addresses });
    const bag = this.drawBag(pairs);
    const isFirst = this.trees.length === 0;
    this.hasLateConstants = false;
    const grown = Array.from({ length: perRow }, (_, score) => this.growTree(score, bag, isFirst));
    if (this.isForest || grown.some((tree) => tree !== undefined)) {
      this.trees.push(...grown.map((tree, score) => tree ?? this.leafTree(score, isFirst)));
      this.rounds++;
      this.averageHeld();
      return true;
    }
    if (isFirst) this.trees.push(...grown.map((_, score) => this.leafTree(score, isFirst)));
    return false;
  }

  /** Grows the tree of a score and adds it to the scores; undefined if no split is good enough. */
  private growTree(score: number, bag: LeafRows | undefined, isFirst: boolean): Tree | undefined {
    const { memory, addresses, scores, heldScores, data, parameters } = this;
    const { rows } = data.training;
    if (this.objective.isTrained?.(score) === false) return undefined;
    const builder = this.learner.grow(addresses.pairs + 8 * rows * score, bag, this.featureSampler.draw());
    if (builder === undefined) return undefined;
    const leaves = this.learner.leafRows();
    this.renewOutputs(builder, leaves, score);
    if (this.isForest) return this.addToForest(builder, score);
    const tree = builder.build(parameters.learning_rate, 0);
    const scoresOfTree = scores.address + 8 * rows * score;
    for (const [leaf, { start, count }] of leaves.entries()) {
      memory.kernels.addLeafValue(scoresOfTree, start, count, tree.leafValue[leaf]!);
    }
    this.storeTree(builder, tree);
    if (bag !== undefined) {
      this.addPredictions(data.training, this.restStart, rows - bag.count, scoresOfTree);
    }
    this.addPredictions(data.held, 0, data.held.rows, heldScores.address + 8 * data.held.rows * score);
    const bias = isFirst ? this.constants[score]! : 0;
    return bias === 0 ? tree : builder.build(parameters.learning_rate, bias);
  }

  /** A tree of a random forest: it holds the constant, and leaves the scores that others are grown from as they are. */
  private addToForest(builder: TreeBuilder, score: number): Tree {
    const { data, heldSums } = this;
    const tree = builder.build(1, this.constants[score]!);
    this.storeTree(builder, tree);
    this.addPredictions(data.held, 0, data.held.rows, heldSums!.address + 8 * data.held.rows * score);
    return tree;
  }

  /** For random forests, sets the scores of the held-out rows to the means of the trees so far. */
  private averageHeld(): void {
    if (this.heldSums === undefined) return;
    const { values } = this.heldScores;
    for (const [i, sum] of this.heldSums.values.entries()) values[i] = sum / this.rounds;
  }

  /** A tree of one leaf: in the first round the constant of the score, later 0. */
  private leafTree(score: number, isFirst: boolean): Tree {
    const { rows } = this.data.training;
    if (!isFirst || (this.isForest && this.objective.isTrained?.(score) !== false))
      return constantTree(0, rows);
    // Even if boosting did not start from a constant, LightGBM counts the constant as a score without a tree.
    const isLate = this.initialScores === undefined && !this.parameters.boost_from_average;
    if (!isLate || this.data.features.length === 0) return constantTree(this.constants[score]!, rows);
    const constant = this.objective.initialScore(score);
    this.hasLateConstants = true;
    for (const { values, rows: count } of [this.scores, this.heldScores]) {
      for (let row = score * count; row < (score + 1) * count; row++) values[row]! += constant;
    }
    return constantTree(constant, rows);
  }

  private automaticScore(score: number): number {
    const constant = this.objective.initialScore(score);
    return Math.abs(constant) > EPSILON ? constant : 0;
  }

  /**
   * The rows of the next round's trees; undefined for all.
   *
   * @param pairs the gradients of the round
   */
  private drawBag(pairs: Float32Array): LeafRows | undefined {
    const { memory, rowSampler, gradientSampler, parameters } = this;
    const { rows } = this.data.training;
    if (gradientSampler !== undefined) {
      // As in LightGBM, the first rounds use all rows.
      if (this.rounds < Math.trunc(1 / parameters.learning_rate)) return undefined;
      this.bagged = gradientSampler.draw(
        pairs,
        memory.i32(this.bagStart, rows),
        memory.i32(this.restStart, rows),
      );
      return { start: this.bagStart, count: this.bagged };
    }
    if (rowSampler === undefined) return undefined;
    // As in LightGBM, a bag that happens to contain every row is kept for good.
    if (this.bagged < rows && this.rounds % parameters.bagging_freq === 0) {
      this.bagged = rowSampler.draw(memory.i32(this.bagStart, rows), memory.i32(this.restStart, rows));
    }
    return { start: this.bagStart, count: this.bagged };
  }

  /** Sets each leaf to the value that the objective chooses, if the objective chooses leaf values. */
  private renewOutputs(builder: TreeBuilder, leaves: readonly LeafRows[], score: number): void {
    const { memory, objective, scores } = this;
    if (objective.leafOutput === undefined) return;
    const { targets } = this.set;
    const values = scores.values.subarray(score * scores.rows);
    for (const [leaf, { start, count }] of leaves.entries()) {
      const rows = memory.i32(start, count);
      const residuals = Float64Array.from(rows, (row) => targets[row]! - values[row]!);
      builder.setOutput(leaf, objective.leafOutput(residuals, rows));
    }
  }

  /** Copies the last tree to the memory, so that binned rows can be predicted with it. */
  private storeTree(builder: TreeBuilder, tree: Tree): void {
    const { memory, wordsInSet } = this;
    const { splits, sets } = builder.binSplits(wordsInSet);
    memory.i32(this.splits, splits.length).set(splits);
    memory.f64(this.leafValues, tree.leafValue.length).set(tree.leafValue);
    for (const [i, set] of sets.entries()) memory.i32(this.sets + 4 * wordsInSet * i, wordsInSet).set(set);
    this.hasSets = sets.length > 0;
  }

  /** Adds the last tree's predictions for some rows to their scores. */
  private addPredictions(bins: Bins, rows: number, count: number, scores: number): void {
    const { isWide } = this.data;
    const { kernels } = this.memory;
    const sets = this.hasSets ? this.sets : 0;
    const { splits, leafValues } = this;
    kernels.predictBinned(isWide, bins.start, bins.rows, rows, count, splits, leafValues, sets, scores);
  }
}

function constantTree(value: number, rows: number): Tree {
  return new TreeBuilder({ output: value, hessian: rows, count: rows }).build(1, 0);
}
