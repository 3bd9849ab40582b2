import { UsageError } from "@weightcast/core";
import { shown } from "./numbers.js";

/**
 * A setting of LightGBM that this package does not have. It is accepted at values at which it changes
 * nothing, and refused at others.
 */
interface Unsupported {
  /**
   * The values that change nothing, LightGBM's default first. For a list or text, an empty list or text and
   * null are accepted.
   */
  readonly neutral: readonly unknown[];
  readonly aliases?: readonly string[];
}

/**
 * Settings of LightGBM that change only its speed, its log or its files, or that matter only in modes that
 * are refused.
 */
export const WITHOUT_EFFECT: Readonly<Record<string, readonly string[]>> = {
  verbosity: ["verbose"],
  deterministic: [],
  force_row_wise: [],
  force_col_wise: [],
  enable_bundle: ["is_enable_bundle", "bundle"],
  is_enable_sparse: ["is_sparse", "enable_sparse", "sparse"],
  histogram_pool_size: ["hist_pool_size"],
  metric_freq: ["output_freq"],
  is_provide_training_metric: ["training_metric", "is_training_metric", "train_metric"],
  snapshot_freq: ["save_period"],
  saved_feature_importance_type: [],
  pre_partition: ["is_pre_partition"],
  two_round: ["two_round_loading", "use_two_round_loading"],
  precise_float_parser: [],
  top_k: ["topk"],
  num_grad_quant_bins: [],
  quant_train_renew_leaf: [],
  stochastic_rounding: [],
  gpu_platform_id: [],
  gpu_device_id: [],
  gpu_use_dp: [],
  gpu_device_id_list: [],
  num_gpu: [],
  local_listen_port: ["local_port", "port"],
  time_out: [],
  config: ["config_file"],
  data: ["train", "train_data", "train_data_file", "data_filename"],
  valid: ["test", "valid_data", "valid_data_file", "test_data", "test_data_file", "valid_filenames"],
  header: ["has_header"],
  label_column: ["label"],
  weight_column: ["weight"],
  group_column: ["group", "group_id", "query_column", "query", "query_id"],
  ignore_column: ["ignore_feature", "blacklist"],
  save_binary: ["is_save_binary", "is_save_binary_file"],
  output_model: ["model_output", "model_out"],
  output_result: [
    "predict_result",
    "prediction_result",
    "predict_name",
    "prediction_name",
    "pred_name",
    "name_pred",
  ],
  convert_model: ["convert_model_file"],
  convert_model_language: [],
  start_iteration_predict: [],
  num_iteration_predict: [],
  predict_raw_score: ["is_predict_raw_score", "predict_rawscore", "raw_score"],
  predict_leaf_index: ["is_predict_leaf_index", "leaf_index"],
  predict_contrib: ["is_predict_contrib", "contrib"],
  predict_disable_shape_check: [],
  pred_early_stop: [],
  pred_early_stop_freq: [],
  pred_early_stop_margin: [],
};

/** Settings that change the model in LightGBM, at values where they change nothing. */
const UNSUPPORTED: Readonly<Record<string, Unsupported>> = {
  task: { neutral: ["train"], aliases: ["task_type"] },
  input_model: { neutral: [""], aliases: ["model_input", "model_in"] },
  machines: { neutral: [""], aliases: ["workers", "nodes"] },
  machine_list_filename: { neutral: [""], aliases: ["machine_list_file", "machine_list", "mlist"] },
  parser_config_file: { neutral: [""] },
  tree_learner: { neutral: ["serial"], aliases: ["tree", "tree_type", "tree_learner_type"] },
  device_type: { neutral: ["cpu"], aliases: ["device"] },
  num_machines: { neutral: [1], aliases: ["num_machine"] },
  lambdarank_position_bias_regularization: { neutral: [0] },
  bagging_by_query: { neutral: [false] },
  use_quantized_grad: { neutral: [false] },
  forcedbins_filename: { neutral: [""] },
  cegb_tradeoff: { neutral: [1] },
  cegb_penalty_split: { neutral: [0] },
  cegb_penalty_feature_lazy: { neutral: [""] },
  cegb_penalty_feature_coupled: { neutral: [""] },
};

/** The aliases of each unsupported setting. */
export const UNSUPPORTED_NAMES: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
  Object.entries(UNSUPPORTED).map(([name, { aliases }]) => [name, aliases ?? []]),
);

/**
 * Checks a setting that is not supported.
 *
 * @param main its main name
 * @param name as it was given, for errors
 * @throws UsageError where its value would change the model
 */
export function checkNeutral(main: string, name: string, value: unknown): void {
  const { neutral } = UNSUPPORTED[main]!;
  const isEmpty = value === null || (Array.isArray(value) && value.every((entry) => entry === 0));
  if (neutral.includes(value) || (isEmpty && neutral.includes(""))) return;
  throw new UsageError(
    `${name} is not supported: it can only be ${neutral.map(shown).join(" or ")}, LightGBM's default, not ${shown(value)}`,
  );
}
