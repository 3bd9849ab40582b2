import { UsageError } from "@weightcast/core";
import type { ObjectiveSettings } from "../objectives/objective.js";

/** The range and default of a numeric parameter. */
export interface NumericRange {
  /** The default value. */
  readonly standard: number;
  readonly integer?: boolean;
  readonly least?: number;
  /** The exclusive lower limit. */
  readonly above?: number;
  readonly most?: number;
  /** The exclusive upper limit. */
  readonly below?: number;
  readonly aliases: readonly string[];
}

/** The numeric parameters. What each does: https://lightgbm.readthedocs.io/en/latest/Parameters.html */
export interface NumericParameters
  extends Omit<
    ObjectiveSettings,
    "is_unbalance" | "reg_sqrt" | "lambdarank_norm" | "objective_seed" | "label_gain" | "auc_mu_weights"
  > {
  /** The maximum number of leaves of a tree. */
  readonly num_leaves: number;
  /** Most splits from the root to a leaf; no limit where it is not positive. */
  readonly max_depth: number;
  /** The factor that the values of each tree are multiplied by. */
  readonly learning_rate: number;
  /** The minimum number of training rows in a leaf. */
  readonly min_data_in_leaf: number;
  /** The minimum sum of second derivatives in a leaf. */
  readonly min_sum_hessian_in_leaf: number;
  /** The amount by which the sum of a leaf's gradients is shrunk towards 0. */
  readonly lambda_l1: number;
  /** The amount added to the sum of a leaf's second derivatives. */
  readonly lambda_l2: number;
  /** The minimum amount by which a split must lower the loss. */
  readonly min_gain_to_split: number;
  /** Share of the rows that a tree is grown on; counts only where `bagging_freq` is positive. */
  readonly bagging_fraction: number;
  /** With `objective: "binary"`, share of the rows of the positive class that a tree is grown on. */
  readonly pos_bagging_fraction: number;
  /** The same of the negative class. */
  readonly neg_bagging_fraction: number;
  /** The number of rounds after which a new bag of rows is drawn; 0 for never. */
  readonly bagging_freq: number;
  /**
   * With `data_sample_strategy: "goss"`, the share of the rows with the largest gradients, all of which are
   * kept.
   */
  readonly top_rate: number;
  /** With `data_sample_strategy: "goss"`, the share of the rows that are drawn from the other rows. */
  readonly other_rate: number;
  /** The share of the features that each tree is grown on. */
  readonly feature_fraction: number;
  /** The maximum number of bins of a feature. */
  readonly max_bin: number;
  /** Most rows that bins are found on. */
  readonly bin_construct_sample_cnt: number;
  /** The minimum number of sampled rows in a bin. */
  readonly min_data_in_bin: number;
  /**
   * The maximum number of categories of a feature for which single categories are split off; with more, sets
   * of categories are.
   */
  readonly max_cat_to_onehot: number;
  /** The maximum number of categories in a set. */
  readonly max_cat_threshold: number;
  /** The minimum number of rows of the categories by which a set grows. */
  readonly min_data_per_group: number;
  /** The amount added to `lambda_l2` for splits into sets of categories. */
  readonly cat_l2: number;
  /** Smooths the mean gradient of a category; a category of fewer rows is in no set. */
  readonly cat_smooth: number;
  /** Largest size of a leaf's value before it is multiplied by the learning rate; any where it is not positive. */
  readonly max_delta_step: number;
  /** How many rows of a leaf count as much as the value of the node above it, to which it is drawn; 0 for none. */
  readonly path_smooth: number;
  /** Share of the features of a tree that each leaf may be split on. */
  readonly feature_fraction_bynode: number;
  /** By how much splits on monotone features gain less near the root. */
  readonly monotone_penalty: number;
  /** With `boosting: "dart"`, the share of the earlier trees that a round leaves out. */
  readonly drop_rate: number;
  /** With `boosting: "dart"`, most trees that a round leaves out; any number where it is not positive. */
  readonly max_drop: number;
  /** With `boosting: "dart"`, the share of the rounds that leave no tree out. */
  readonly skip_drop: number;
  /** Added to the squares of the features in the linear models of leaves. */
  readonly linear_lambda: number;
  /** By how much a metric must improve to count as better. */
  readonly early_stopping_min_delta: number;
  /** The weight of the old values of leaves when `refit` fits them to other rows. */
  readonly refit_decay_rate: number;
}

/** LightGBM's defaults, ranges and aliases. */
export const NUMBERS = {
  num_leaves: {
    standard: 31,
    integer: true,
    least: 2,
    most: 131072,
    aliases: ["num_leaf", "max_leaves", "max_leaf", "max_leaf_nodes"],
  },
  max_depth: { standard: -1, integer: true, aliases: [] },
  learning_rate: { standard: 0.1, above: 0, aliases: ["shrinkage_rate", "eta"] },
  min_data_in_leaf: {
    standard: 20,
    integer: true,
    least: 0,
    aliases: ["min_data_per_leaf", "min_data", "min_child_samples", "min_samples_leaf"],
  },
  min_sum_hessian_in_leaf: {
    standard: 1e-3,
    least: 0,
    aliases: ["min_sum_hessian_per_leaf", "min_sum_hessian", "min_hessian", "min_child_weight"],
  },
  lambda_l1: { standard: 0, least: 0, aliases: ["reg_alpha", "l1_regularization"] },
  lambda_l2: { standard: 0, least: 0, aliases: ["reg_lambda", "lambda", "l2_regularization"] },
  min_gain_to_split: { standard: 0, least: 0, aliases: ["min_split_gain"] },
  bagging_fraction: { standard: 1, above: 0, most: 1, aliases: ["sub_row", "subsample", "bagging"] },
  pos_bagging_fraction: {
    standard: 1,
    above: 0,
    most: 1,
    aliases: ["pos_sub_row", "pos_subsample", "pos_bagging"],
  },
  neg_bagging_fraction: {
    standard: 1,
    above: 0,
    most: 1,
    aliases: ["neg_sub_row", "neg_subsample", "neg_bagging"],
  },
  bagging_freq: { standard: 0, integer: true, least: 0, aliases: ["subsample_freq"] },
  top_rate: { standard: 0.2, least: 0, most: 1, aliases: [] },
  other_rate: { standard: 0.1, least: 0, most: 1, aliases: [] },
  feature_fraction: { standard: 1, above: 0, most: 1, aliases: ["sub_feature", "colsample_bytree"] },
  max_bin: { standard: 255, integer: true, least: 2, most: 65535, aliases: ["max_bins"] },
  bin_construct_sample_cnt: { standard: 200_000, integer: true, least: 1, aliases: ["subsample_for_bin"] },
  min_data_in_bin: { standard: 3, integer: true, least: 1, aliases: [] },
  max_cat_to_onehot: { standard: 4, integer: true, least: 1, aliases: [] },
  max_cat_threshold: { standard: 32, integer: true, least: 1, aliases: [] },
  min_data_per_group: { standard: 100, integer: true, least: 1, aliases: [] },
  cat_l2: { standard: 10, least: 0, aliases: [] },
  cat_smooth: { standard: 10, least: 0, aliases: [] },
  alpha: { standard: 0.9, above: 0, below: 1, aliases: [] },
  fair_c: { standard: 1, above: 0, aliases: [] },
  poisson_max_delta_step: { standard: 0.7, above: 0, aliases: [] },
  tweedie_variance_power: { standard: 1.5, least: 1, below: 2, aliases: [] },
  sigmoid: { standard: 1, above: 0, aliases: [] },
  scale_pos_weight: { standard: 1, above: 0, aliases: [] },
  lambdarank_truncation_level: { standard: 30, integer: true, least: 1, aliases: [] },
  max_delta_step: { standard: 0, aliases: ["max_tree_output", "max_leaf_output"] },
  path_smooth: { standard: 0, least: 0, aliases: [] },
  feature_fraction_bynode: {
    standard: 1,
    above: 0,
    most: 1,
    aliases: ["sub_feature_bynode", "colsample_bynode"],
  },
  monotone_penalty: {
    standard: 0,
    least: 0,
    aliases: ["monotone_splits_penalty", "ms_penalty", "mc_penalty"],
  },
  drop_rate: { standard: 0.1, least: 0, most: 1, aliases: ["rate_drop"] },
  max_drop: { standard: 50, integer: true, aliases: [] },
  skip_drop: { standard: 0.5, least: 0, most: 1, aliases: [] },
  linear_lambda: { standard: 0, least: 0, aliases: [] },
  early_stopping_min_delta: { standard: 0, least: 0, aliases: [] },
  refit_decay_rate: { standard: 0.9, least: 0, most: 1, aliases: [] },
  multi_error_top_k: { standard: 1, integer: true, least: 1, aliases: [] },
  num_class: { standard: 1, integer: true, least: 1, most: 1024, aliases: ["num_classes"] },
} as const;

/**
 * The value of a numeric parameter.
 *
 * @param name as it was given, for errors
 * @throws UsageError where it is no number in the range
 */
export function numberInRange(name: string, value: unknown, range: NumericRange): number {
  const fits =
    typeof value === "number" &&
    (range.integer === true ? Number.isSafeInteger(value) : Number.isFinite(value)) &&
    value >= (range.least ?? Number.NEGATIVE_INFINITY) &&
    value > (range.above ?? Number.NEGATIVE_INFINITY) &&
    value <= (range.most ?? Number.POSITIVE_INFINITY) &&
    value < (range.below ?? Number.POSITIVE_INFINITY);
  if (!fits) throw new UsageError(`${name} is ${rangeInWords(range)}, not ${shown(value)}`);
  return value;
}

function rangeInWords({ integer, least, above, most, below }: NumericRange): string {
  const limits = [
    above === undefined ? undefined : `above ${above}`,
    least === undefined ? undefined : `at least ${least}`,
    most === undefined ? undefined : `at most ${most}`,
    below === undefined ? undefined : `below ${below}`,
  ].filter((limit) => limit !== undefined);
  return [integer === true ? "a whole number" : "a number", limits.join(" and ")].join(" ").trimEnd();
}

/** Formats a value for an error. */
export function shown(value: unknown): string {
  if (typeof value === "string") return `'${value}'`;
  const isPlain = typeof value !== "object" || (Array.isArray(value) && value.every(isPrimitive));
  return isPlain ? String(value) : JSON.stringify(value);
}

function isPrimitive(value: unknown): boolean {
  return typeof value !== "object";
}
