import type { KernelMemory } from "@weightcast/runtime";
import type { Kernels } from "../kernels/kernel-exports.js";
import type { RegistryEntry } from "../registry.js";
import type { ScoreTable } from "./score-table.js";

/** Training parameters that objectives and metrics read, under LightGBM's names. */
export interface ObjectiveSettings {
  /**
   * The quantile of the `quantile` objective and metric; for `huber`, the error up to which the loss is
   * quadratic.
   */
  readonly alpha: number;
  /** The constant of the `fair` objective and metric. */
  readonly fair_c: number;
  /** Added to scores in the second derivatives of `poisson`, to keep leaves small. */
  readonly poisson_max_delta_step: number;
  /** The exponent of the mean in the variance of a `tweedie` target. */
  readonly tweedie_variance_power: number;
  /** The factor by which `binary` and `multiclassova` multiply scores before the logistic function. */
  readonly sigmoid: number;
  /** The factor by which `binary` and `multiclassova` multiply the weights of rows of the positive class. */
  readonly scale_pos_weight: number;
  /** The number of classes of the targets of `multiclass` and `multiclassova`. */
  readonly num_class: number;
  /** Whether `binary` and `multiclassova` weight the classes so that both count the same. */
  readonly is_unbalance: boolean;
  /** Whether `regression` is trained on the square roots of the targets. */
  readonly reg_sqrt: boolean;
  /**
   * The number of first places for `lambdarank`: a pair of rows moves only if one of its rows is among them.
   */
  readonly lambdarank_truncation_level: number;
  /** Whether `lambdarank` normalises the sums over groups with many and with few pairs. */
  readonly lambdarank_norm: boolean;
  /** [labels]: what a row of each label is worth in rankings; empty for 0, 1, 3, 7, … */
  readonly label_gain: readonly number[];
  /** [classes, classes]: what each kind of mistake counts in the metric `auc_mu`; empty for 1 each. */
  readonly auc_mu_weights: readonly number[];
  /** How many of the most probable classes may hold a row's for the metric `multi_error`. */
  readonly multi_error_top_k: number;
  /** The seed of the draws of `rank_xendcg`. */
  readonly objective_seed: number;
}

/** The training rows as an objective sees them. */
export interface TrainingTargets {
  /** The targets, all finite: [rows]. */
  readonly targets: Float32Array;
  /** [rows]: what each row counts in the loss; undefined where every row counts 1. */
  readonly weights: Float32Array | undefined;
  /** The number of rows of each group of rows that are ranked together; undefined if there are no groups. */
  readonly groupSizes?: Int32Array | undefined;
}

/** The training rows in the middle of training: their scores so far, and where their gradients go. */
export interface GradientRows extends TrainingTargets {
  readonly rows: number;
  /** The raw scores of all trees so far. */
  readonly scores: ScoreTable;
  /**
   * [scores of a row, rows, 2], to be written: the first and the second derivative of each row's loss by its score, multiplied by
   * the row's weight. The view is good until the objective returns.
   */
  readonly pairs: Float32Array;
  /** The same arrays as addresses in the memory of the kernels, for objectives whose gradients a kernel computes. */
  readonly addresses: GradientAddresses;
}

/** The addresses of the arrays of {@link GradientRows} in the memory of the kernels, in bytes. */
export interface GradientAddresses {
  /** The scores, f64. */
  readonly scores: number;
  /** The targets, f32. */
  readonly targets: number;
  /** The weights, f32; 0 if all weights are 1. */
  readonly weights: number;
  /** The (gradient, hessian) pairs of f32. */
  readonly pairs: number;
}

/** An objective with its settings and its training rows. */
export interface PreparedObjective {
  /** Whether every row's second derivative is 1, so that counts of rows can replace sums of hessians. */
  readonly hasUnitHessian: boolean;
  /**
   * Returns the constant from which boosting starts score number `score` of every row.
   *
   * @param score 0 where a row has one score
   */
  initialScore(score: number): number;
  /** Returns whether trees are grown for score number `score`; by default they are grown for every score. */
  isTrained?(score: number): boolean;
  /** Writes the derivatives of the loss at the present scores to `rows.pairs`. */
  gradients(rows: GradientRows): void;
  /**
   * Returns the value of a leaf, for losses whose leaves are not best at a step along the gradient.
   *
   * @param residuals [rows of the leaf] the targets less the scores
   * @param rows [rows of the leaf] their numbers among the training rows
   */
  leafOutput?(residuals: Float64Array, rows: Int32Array): number;
}

/**
 * The loss that boosting minimises, and the meaning of its raw scores. One object holds everything that the
 * package knows about an objective; add one to `objectives` to train with it and to read its model files.
 */
export interface Objective extends RegistryEntry {
  /** Names of the metrics that are measured where none is asked for. */
  readonly metrics: readonly string[];
  /** The number of scores of a row, each with a tree of its own in every round; 1 by default. */
  scoresPerRow?(settings: ObjectiveSettings): number;
  /**
   * Returns the text after the objective's name in model files: `setting:value` for each setting that
   * predictions depend on.
   */
  fileSettings?(settings: ObjectiveSettings): readonly string[];
  /**
   * Says why a target is refused, as the rest of a sentence after "the target 1.5"; undefined for a valid
   * target.
   */
  targetProblem?(target: number, settings: ObjectiveSettings): string | undefined;
  /** Transforms a target into the value that the objective is trained on; by default the target itself. */
  trainedTarget?(target: number, settings: ObjectiveSettings): number;
  /** Turns raw scores into predictions, in place. If absent, the raw scores are the predictions. */
  link?(scores: ScoreTable, settings: ObjectiveSettings): void;
  /** Starts a training. An objective without `prepare` can be read from model files, but not trained. */
  prepare?(
    set: TrainingTargets,
    settings: ObjectiveSettings,
    memory: KernelMemory<Kernels>,
  ): PreparedObjective;
}
