/** Parameters that are true or false, with their defaults and aliases. */
export const FLAGS = {
  boost_from_average: { standard: true, aliases: [] },
  feature_pre_filter: { standard: true, aliases: [] },
  is_unbalance: { standard: false, aliases: ["unbalance", "unbalanced_sets"] },
  lambdarank_norm: { standard: true, aliases: [] },
  reg_sqrt: { standard: false, aliases: [] },
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
  early_stopping_round: ["early_stopping_rounds", "early_stopping", "n_iter_no_change"],
} as const;

/** Seeds of random draws, with their aliases. */
export const SEEDS = {
  seed: ["random_seed", "random_state"],
  data_random_seed: ["data_seed"],
  bagging_seed: ["bagging_fraction_seed"],
  feature_fraction_seed: [],
  objective_seed: [],
} as const;

/** Parameters that are words or lists, with their aliases. */
export const WORDS = {
  objective: ["objective_type", "app", "application", "loss"],
  metric: ["metrics", "metric_types"],
  boosting: ["boosting_type", "boost"],
  data_sample_strategy: [],
  eval_at: ["ndcg_eval_at", "ndcg_at", "map_eval_at", "map_at"],
  categorical_feature: ["cat_feature", "categorical_column", "cat_column", "categorical_features"],
} as const;
