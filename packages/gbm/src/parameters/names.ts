/** Parameters that are true or false, with their defaults and aliases. */
export const FLAGS = {
  boost_from_average: { standard: true, aliases: [] },
  feature_pre_filter: { standard: true, aliases: [] },
  is_unbalance: { standard: false, aliases: ["unbalance", "unbalanced_sets"] },
  lambdarank_norm: { standard: true, aliases: [] },
  reg_sqrt: { standard: false, aliases: [] },
  use_missing: { standard: true, aliases: [] },
  zero_as_missing: { standard: false, aliases: [] },
  first_metric_only: { standard: false, aliases: [] },
  extra_trees: { standard: false, aliases: ["extra_tree"] },
  linear_tree: { standard: false, aliases: ["linear_trees"] },
  xgboost_dart_mode: { standard: false, aliases: [] },
  uniform_drop: { standard: false, aliases: [] },
} as const;

/**
 * The maximum number of rounds, and the number of rounds without improvement after which training stops, with
 * their aliases.
 */
export const SCHEDULE = {
  num_iterations: [
    "num_iteration",
    "n_iter",
    "num_tree",
    "num_trees",
    "num_round",
    "num_rounds",
    "nrounds",
    "num_boost_round",
    "n_estimators",
    "max_iter",
  ],
  num_threads: ["num_thread", "nthread", "nthreads", "n_jobs"],
  early_stopping_round: ["early_stopping_rounds", "early_stopping", "n_iter_no_change"],
} as const;

/** Seeds of random draws, with their aliases. */
export const SEEDS = {
  seed: ["random_seed", "random_state"],
  data_random_seed: ["data_seed"],
  bagging_seed: ["bagging_fraction_seed"],
  feature_fraction_seed: [],
  objective_seed: [],
  drop_seed: [],
  extra_seed: [],
} as const;

/** Parameters that are words or lists, with their aliases. */
export const WORDS = {
  objective: ["objective_type", "app", "application", "loss"],
  metric: ["metrics", "metric_types"],
  boosting: ["boosting_type", "boost"],
  data_sample_strategy: [],
  eval_at: ["ndcg_eval_at", "ndcg_at", "map_eval_at", "map_at"],
  monotone_constraints: ["mc", "monotone_constraint", "monotonic_cst"],
  monotone_constraints_method: ["monotone_constraining_method", "mc_method"],
  interaction_constraints: [],
  feature_contri: ["feature_contrib", "fc", "fp", "feature_penalty"],
  forcedsplits_filename: ["fs", "forced_splits_filename", "forced_splits_file", "forced_splits"],
  auc_mu_weights: [],
  label_gain: [],
  max_bin_by_feature: [],
  categorical_feature: ["cat_feature", "categorical_column", "cat_column", "categorical_features"],
} as const;
