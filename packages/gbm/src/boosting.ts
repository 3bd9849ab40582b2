import type { Matrix } from "@weightcast/core";
import type { BinnedFeature, BinnedMatrix } from "./binned-matrix.js";
import type { Objective } from "./objective.js";
import type { ResolvedParameters } from "./parameters.js";
import { addPredictionsOfRows } from "./prediction.js";
import type { Seeds } from "./random-draws.js";
import { FeatureSampler, RowSampler } from "./sampling.js";
import { EPSILON } from "./split-search.js";
import { type Tree, TreeBuilder } from "./tree.js";
import { TreeLearner } from "./tree-learner.js";

/** Gradient boosting, a tree a round (LightGBM's GBDT): each tree is fitted to the gradients that those before it leave. */
export class Boosting {
  readonly initialScore: number;
  /** The first tree's values include the initial score. */
  readonly trees: Tree[] = [];
  private readonly scores: Float64Array;
  private readonly gradients: Float32Array;
  private readonly learner: TreeLearner;
  private readonly rowSampler: RowSampler | undefined;
  private readonly featureSampler: FeatureSampler<BinnedFeature>;
  private bag: Int32Array;
  private rest: Int32Array = new Int32Array(0);
  private rounds = 0;

  constructor(
    private readonly x: Matrix,
    private readonly targets: Float32Array,
    data: BinnedMatrix,
    private readonly objective: Objective,
    private readonly parameters: ResolvedParameters,
    seeds: Seeds,
  ) {
    const { bagging_fraction, bagging_freq, feature_fraction } = parameters;
    const initial = objective.initialScore(targets);
    this.initialScore = Math.abs(initial) > EPSILON ? initial : 0;
    this.scores = new Float64Array(x.rows).fill(this.initialScore);
    this.gradients = new Float32Array(x.rows);
    this.bag = Int32Array.from({ length: x.rows }, (_, row) => row);
    if (bagging_fraction < 1 && bagging_freq > 0) {
      this.rowSampler = new RowSampler(x.rows, bagging_fraction, seeds.bagging);
    }
    this.featureSampler = new FeatureSampler(data.features, feature_fraction, seeds.featureFraction);
    this.learner = new TreeLearner(data, this.featureSampler.count, parameters);
  }

  /** Whether trees are grown on drawn rows or features, so that a round may find a split where the last found none. */
  get drawsSamples(): boolean {
    return this.rowSampler !== undefined || this.parameters.feature_fraction < 1;
  }

  /** Grows the next tree; returns it without the initial score, or undefined where no split was good enough. */
  round(): Tree | undefined {
    const { x, scores, gradients, parameters } = this;
    this.objective.gradients(scores, this.targets, gradients);
    if (this.rowSampler !== undefined && this.rounds % parameters.bagging_freq === 0) {
      ({ bag: this.bag, rest: this.rest } = this.rowSampler.draw());
    }
    this.rounds++;
    const builder = this.learner.grow(gradients, this.bag, this.featureSampler.draw());
    const bias = this.trees.length === 0 ? this.initialScore : 0;
    if (builder === undefined) {
      if (this.trees.length === 0) this.trees.push(constantTree(bias, x.rows));
      return undefined;
    }
    const tree = builder.build(parameters.learning_rate, 0);
    this.learner.addLeafValues(tree.leafValue, scores);
    addPredictionsOfRows(tree, x, this.rest, scores);
    this.trees.push(bias === 0 ? tree : builder.build(parameters.learning_rate, bias));
    return tree;
  }
}

function constantTree(value: number, rows: number): Tree {
  return new TreeBuilder({ output: value, hessian: rows, count: rows }).build(1, 0);
}
