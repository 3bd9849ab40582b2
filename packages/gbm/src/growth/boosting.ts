import type { BinnedFeature, BinnedMatrix } from "../data/binned-matrix.js";
import type { Tree } from "../model/tree.js";
import { TreeBuilder } from "../model/tree-builder.js";
import type { GradientAddresses, PreparedObjective, TrainingTargets } from "../objectives/objective.js";
import { ScoreTable } from "../objectives/score-table.js";
import type { ResolvedParameters } from "../parameters/resolve.js";
import type { BoostingMemory } from "./boosting-memory.js";
import { LinearFitter } from "./linear-leaves.js";
import type { Seeds } from "./random-draws.js";
import { type Bag, RowBag } from "./row-bag.js";
import type { LeafRows } from "./row-partition.js";
import { FeatureSampler } from "./sampling.js";
import { EPSILON } from "./split-candidate.js";
import { TreeDropper } from "./tree-dropper.js";
import { TreeLearner } from "./tree-learner.js";
import { type RawRows, TreeScorer } from "./tree-scorer.js";

/** Scores to start from, instead of a constant. */
export interface InitialScores {
  /** The scores of the training rows: [scores of a row, rows]. */
  readonly training: Float64Array;
  /** The scores of the held-out rows: [scores of a row, rows held out]. */
  readonly held: Float64Array;
}

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
  private readonly scorer: TreeScorer;
  private readonly learner: TreeLearner;
  private readonly bag: RowBag;
  /** The builders of the trees if trees are dropped; undefined for a tree of a single leaf. */
  private readonly builders: (TreeBuilder | undefined)[] = [];
  private readonly dropper: TreeDropper | undefined;
  private readonly fitter: LinearFitter | undefined;
  /**
   * For random forests, the sums of the trees' predictions for the held-out rows; `heldScores` holds their
   * means.
   */
  private readonly heldSums: ScoreTable | undefined;
  private readonly featureSampler: FeatureSampler<BinnedFeature>;
  /** The number of rounds that grew a tree. */
  private rounds = 0;
  /** Whether the last round added constants to the scores. */
  private hasLateConstants = false;

  /**
   * @param perRow how many scores each row has
   * @param initialScores undefined to start from the objective's constants
   * @param raw the values of the rows, where leaves are linear
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
    raw: RawRows | undefined,
  ) {
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
    this.scorer = new TreeScorer(memory, data, Math.min(parameters.num_leaves, rows), raw);
    this.bag = new RowBag(memory, rows, set, perRow, parameters, seeds.bagging);
    this.featureSampler = new FeatureSampler(
      data.features,
      parameters.feature_fraction,
      seeds.featureFraction,
    );
    if (this.isForest) {
      this.heldSums = new ScoreTable(memory, memory.allocate(8 * held * perRow), held, perRow);
      this.heldSums.values.fill(0);
    }
    if (parameters.boosting === "dart") {
      const { trees, builders, scorer, scores, heldScores } = this;
      this.dropper = new TreeDropper(trees, builders, scorer, scores, heldScores, parameters, seeds.drop);
    }
    if (raw !== undefined) {
      this.fitter = new LinearFitter(raw.training, data.features, parameters.linear_lambda);
    }
    const hasUnitHessian = objective.hasUnitHessian && !this.bag.samplesGradients;
    this.learner = new TreeLearner(
      memory,
      data,
      this.featureSampler,
      parameters,
      hasUnitHessian,
      seeds.extra,
    );
  }

  private get isForest(): boolean {
    return this.parameters.boosting === "rf";
  }

  /**
   * Returns whether a round may find a split although the last one found none: because rows, features or
   * thresholds are drawn, or because constants were added to the scores.
   */
  get mayStillGrow(): boolean {
    const { feature_fraction, feature_fraction_bynode, extra_trees } = this.parameters;
    const draws = feature_fraction < 1 || feature_fraction_bynode < 1 || extra_trees;
    return this.bag.isSampled || draws || this.dropper !== undefined || this.hasLateConstants;
  }

  /** Grows the trees of the next round; false where no split was good enough, and no tree was kept. */
  round(): boolean {
    const { memory, addresses, scores, data, perRow, dropper } = this;
    const { rows } = data.training;
    dropper?.drop(this.rounds);
    const pairs = memory.f32(addresses.pairs, 2 * rows * perRow);
    this.objective.gradients({ ...this.set, rows, scores, pairs, addresses });
    const bag = this.bag.draw(this.rounds, pairs);
    const isFirst = this.trees.length === 0;
    this.hasLateConstants = false;
    const grown = Array.from({ length: perRow }, (_, score) => this.growTree(score, bag, isFirst));
    if (this.isForest || grown.some((entry) => entry !== undefined)) {
      this.trees.push(...grown.map((entry, score) => entry?.tree ?? this.leafTree(score, isFirst)));
      if (dropper !== undefined) this.builders.push(...grown.map((entry) => entry?.builder));
      this.rounds++;
      this.averageHeld();
      dropper?.bringBack();
      return true;
    }
    if (isFirst) {
      this.trees.push(...grown.map((_, score) => this.leafTree(score, isFirst)));
      this.builders.push(...grown.map(() => undefined));
    }
    return false;
  }

  /** Grows the tree of a score and adds it to the scores; undefined if no split is good enough. */
  private growTree(score: number, bag: Bag | undefined, isFirst: boolean): GrownTree | undefined {
    const { memory, addresses, scores, heldScores, parameters, learner, scorer } = this;
    const { rows } = scores;
    if (this.objective.isTrained?.(score) === false) return undefined;
    const pairs = addresses.pairs + 8 * rows * score;
    const builder = learner.grow(pairs, bag?.rows, this.featureSampler.draw());
    if (builder === undefined) return undefined;
    const leaves = learner.leafRows();
    this.fitLeaves(builder, leaves, pairs, isFirst);
    this.renewOutputs(builder, leaves, score);
    if (this.isForest) return { builder, tree: this.addToForest(builder, score) };
    const shrinkage = this.dropper?.shrinkage ?? parameters.learning_rate;
    const tree = builder.build(shrinkage, 0);
    scorer.load(builder, tree);
    if (tree.linear !== undefined) {
      scorer.addToTraining(scores, score);
    } else {
      const scoresOfTree = scores.address + 8 * rows * score;
      for (const [leaf, { start, count }] of leaves.entries()) {
        memory.kernels.addLeafValue(scoresOfTree, start, count, tree.leafValue[leaf]!);
      }
      if (bag !== undefined) scorer.addToTraining(scores, score, bag.rest);
    }
    scorer.addToHeld(heldScores, score);
    const bias = isFirst ? this.constants[score]! : 0;
    return { builder, tree: bias === 0 ? tree : builder.build(shrinkage, bias) };
  }

  /** A tree of a random forest: it holds the constant, and leaves the scores that others are grown from as they are. */
  private addToForest(builder: TreeBuilder, score: number): Tree {
    const tree = builder.build(1, this.constants[score]!);
    this.scorer.load(builder, tree);
    this.scorer.addToHeld(this.heldSums!, score);
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

  /** Makes leaves linear, where the user wants them so; those of the first round stay constants, as in LightGBM. */
  private fitLeaves(
    builder: TreeBuilder,
    leaves: readonly LeafRows[],
    pairs: number,
    isFirst: boolean,
  ): void {
    const { memory, fitter, learner } = this;
    if (fitter === undefined) return;
    const { outputs } = builder;
    const paths = learner.leafPaths();
    const fitted = leaves.map(({ start, count }, leaf) => ({
      rows: memory.i32(start, count),
      path: isFirst ? [] : paths[leaf]!,
      output: outputs[leaf]!,
    }));
    const gradients = memory.f32(pairs, 2 * this.data.training.rows);
    builder.linear = isFirst
      ? {
          constants: Float64Array.from(outputs),
          features: outputs.map(() => new Int32Array(0)),
          coefficients: outputs.map(() => new Float64Array(0)),
        }
      : fitter.fit(fitted, gradients);
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
}

interface GrownTree {
  readonly builder: TreeBuilder;
  readonly tree: Tree;
}

function constantTree(value: number, rows: number): Tree {
  return new TreeBuilder({ output: value, hessian: rows, count: rows }).build(1, 0);
}
