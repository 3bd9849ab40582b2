import { UsageError } from "@weightcast/core";
import { describe, expect, it } from "vitest";
import { resolveParameters, resolveTrainingParameters } from "./resolve.js";

describe("resolveParameters", () => {
  it("fills in LightGBM's defaults", () => {
    expect(resolveParameters({})).toEqual({
      num_leaves: 31,
      max_depth: -1,
      learning_rate: 0.1,
      min_data_in_leaf: 20,
      min_sum_hessian_in_leaf: 1e-3,
      lambda_l1: 0,
      lambda_l2: 0,
      min_gain_to_split: 0,
      bagging_fraction: 1,
      bagging_freq: 0,
      top_rate: 0.2,
      other_rate: 0.1,
      boosting: "gbdt",
      data_sample_strategy: "bagging",
      feature_fraction: 1,
      max_bin: 255,
      min_data_in_bin: 3,
      max_cat_to_onehot: 4,
      max_cat_threshold: 32,
      min_data_per_group: 100,
      cat_l2: 10,
      cat_smooth: 10,
      categorical_feature: [],
      alpha: 0.9,
      fair_c: 1,
      lambdarank_truncation_level: 30,
      lambdarank_norm: true,
      objective_seed: 5,
      eval_at: [1, 2, 3, 4, 5],
      poisson_max_delta_step: 0.7,
      tweedie_variance_power: 1.5,
      sigmoid: 1,
      scale_pos_weight: 1,
      num_class: 1,
      pos_bagging_fraction: 1,
      neg_bagging_fraction: 1,
      bin_construct_sample_cnt: 200_000,
      max_delta_step: 0,
      path_smooth: 0,
      feature_fraction_bynode: 1,
      monotone_penalty: 0,
      drop_rate: 0.1,
      max_drop: 50,
      skip_drop: 0.5,
      linear_lambda: 0,
      multi_error_top_k: 1,
      early_stopping_min_delta: 0,
      refit_decay_rate: 0.9,
      first_metric_only: false,
      num_threads: undefined,
      use_missing: true,
      zero_as_missing: false,
      extra_trees: false,
      linear_tree: false,
      xgboost_dart_mode: false,
      uniform_drop: false,
      monotone_constraints: [],
      monotone_constraints_method: "basic",
      interaction_constraints: [],
      feature_contri: [],
      max_bin_by_feature: [],
      label_gain: [],
      auc_mu_weights: [],
      drop_seed: undefined,
      extra_seed: undefined,
      boost_from_average: true,
      feature_pre_filter: true,
      is_unbalance: false,
      reg_sqrt: false,
      num_iterations: undefined,
      early_stopping_round: undefined,
      seed: undefined,
      data_random_seed: undefined,
      bagging_seed: undefined,
      feature_fraction_seed: undefined,
      objective: "regression",
      metrics: ["l2"],
    });
  });

  it("takes aliases", () => {
    const resolved = resolveParameters({
      min_child_weight: 1,
      reg_lambda: 2,
      reg_alpha: 3,
      subsample: 0.4,
      subsample_freq: 5,
      colsample_bytree: 0.6,
      min_child_samples: 7,
      eta: 0.8,
      random_state: 9,
    });
    expect(resolved).toMatchObject({
      min_sum_hessian_in_leaf: 1,
      lambda_l2: 2,
      lambda_l1: 3,
      bagging_fraction: 0.4,
      bagging_freq: 5,
      feature_fraction: 0.6,
      min_data_in_leaf: 7,
      learning_rate: 0.8,
      seed: 9,
    });
  });

  it("accepts settings that change no result", () => {
    const settings = {
      objective: "mse",
      boosting_type: "gbdt",
      deterministic: true,
      force_row_wise: true,
      enable_bundle: false,
      verbose: -1,
      predict_contrib: true,
      n_jobs: -1,
      random_state: null,
    };
    expect(resolveParameters(settings)).toEqual(resolveParameters({}));
  });

  it("accepts LightGBM's settings that it has not where they change nothing", () => {
    const settings = {
      use_quantized_grad: false,
      cegb_tradeoff: 1,
      cegb_penalty_feature_lazy: [0, 0],
      interaction_constraints: "",
      feature_contri: null,
      forcedbins_filename: "",
      monotone_constraints_method: "intermediate",
      top_k: 3,
      device: "cpu",
      boosting: "gbrt",
    };
    expect(resolveParameters(settings)).toEqual(resolveParameters({}));
  });

  it("ignores null beside another name of the same parameter", () => {
    const resolved = resolveParameters({
      random_state: null,
      seed: 3,
      n_jobs: 2,
      metric: "None",
      early_stopping_round: -1,
    });
    expect(resolved).toMatchObject({ seed: 3, num_threads: 2, metrics: [], early_stopping_round: 0 });
  });

  it("reads LightGBM's parameters of the schedule", () => {
    const resolved = resolveParameters({ n_estimators: 7, early_stopping_rounds: 3, unbalance: 1 });
    expect(resolved).toMatchObject({ num_iterations: 7, early_stopping_round: 3, is_unbalance: true });
  });

  it.each([
    [{ boosting: "goss", subsample: 0.5, subsample_freq: 1 }, "goss and bagging_fraction exclude each other"],
    [
      { data_sample_strategy: "goss", top_rate: 0.9, other_rate: 0.2 },
      "top_rate and other_rate sum to more than 1",
    ],
    [
      { boosting: "rf" },
      "rf needs samples: bagging_freq with a bagging_fraction below 1, or a feature_fraction below 1",
    ],
    [{ objective: "multiclass" }, "the objective multiclass needs num_class, a whole number at least 2"],
    [{ objective: "binary", num_class: 3 }, "num_class is 3, but the objective binary has no classes"],
  ])("refuses to train with %o", (parameters, message) => {
    expect(() => resolveTrainingParameters(parameters)).toThrow(new UsageError(message));
  });

  it.each([
    [{}, ["l2"]],
    [{ objective: "quantile" }, ["quantile"]],
    [{ loss: "xentropy", metric: "" }, ["cross_entropy"]],
    [{ metric: "mae, rmse,l1" }, ["l1", "rmse"]],
    [{ metrics: ["rmse", "quantile"] }, ["rmse", "quantile"]],
  ])("of %o reads the metrics %o", (parameters, metrics) => {
    expect(resolveParameters(parameters).metrics).toEqual(metrics);
  });

  it.each([
    [{ learnign_rate: 1 }, "unknown parameter 'learnign_rate'; did you mean 'learning_rate'?"],
    [{ eta: 0.1, learning_rate: 0.1 }, "eta and learning_rate are the same parameter; give one"],
    [{ eta: 0 }, "eta is a number above 0, not 0"],
    [{ subsample: 1.5 }, "subsample is a number above 0 and at most 1, not 1.5"],
    [{ num_leaves: 1 }, "num_leaves is a whole number at least 2 and at most 131072, not 1"],
    [{ num_leaves: 3.5 }, "num_leaves is a whole number at least 2 and at most 131072, not 3.5"],
    [{ max_depth: "deep" }, "max_depth is a whole number, not 'deep'"],
    [{ lambda_l2: Number.POSITIVE_INFINITY }, "lambda_l2 is a number at least 0, not Infinity"],
    [{ lambda_l1: null }, "lambda_l1 is a number at least 0, not null"],
    [{ seed: 2 ** 31 }, "seed is a whole number at least -2147483648 and at most 2147483647, not 2147483648"],
    [{ objective: "binray" }, "objective is one of regression, regression_l1, huber, fair, quantile, mape, "],
    [{ metric: "l2,auk" }, "metric is one of l2, rmse, l1, quantile, "],
    [{ boosting: "drat" }, "boosting is one of gbdt, dart, rf, goss, not 'drat'"],
    [{ path_smooth: -0.5 }, "path_smooth is a number at least 0, not -0.5"],
    [{ mc: [0, 2] }, "mc is a list of -1, 0 and 1, one a column, not 0,2"],
    [
      { mc: [0, 1], mc_method: "precise" },
      "mc_method is one of basic, intermediate, advanced, not 'precise'",
    ],
    [
      { interaction_constraints: "[0,1" },
      "interaction_constraints is a list of lists of column numbers, not '[0,1'",
    ],
    [
      { interaction_constraints: [0, 1] },
      "interaction_constraints is a list of lists of column numbers, not 0,1",
    ],
    [{ fs: "splits.json" }, "fs is an object { feature, threshold, left, right }, not the name of a file"],
    [
      { fs: { feature: 1 } },
      "fs is an object { feature, threshold, left, right } with the number of a column",
    ],
    [{ max_bin_by_feature: [1] }, "max_bin_by_feature is a list of whole numbers at least 2, not 1"],
    [
      { use_quantized_grad: true },
      "use_quantized_grad is not supported: it can only be false, LightGBM's default, not true",
    ],
    [{ task: "refit" }, "task is not supported: it can only be 'train', LightGBM's default, not 'refit'"],
    [{ num_threads: 1.5 }, "num_threads is a whole number, not 1.5"],
    [{ is_unbalance: "yes" }, "is_unbalance is true or false, not 'yes'"],
    [{ alpha: 1 }, "alpha is a number above 0 and below 1, not 1"],
  ])("refuses %o", (parameters, message) => {
    expect(() => resolveParameters(parameters)).toThrow(UsageError);
    expect(() => resolveParameters(parameters)).toThrow(message);
  });
});

it("reads numbers that stand as texts where what LightGBM ignores is reported", () => {
  const texts = { num_leaves: "15", eta: " 0.3", seed: "7", num_machines: "1", num_iterations: "20" };
  const numbers = { num_leaves: 15, learning_rate: 0.3, seed: 7, num_iterations: 20 };
  const report = () => {};
  expect(resolveParameters(texts, report)).toEqual(resolveParameters(numbers));
  expect(() => resolveParameters({ num_leaves: "" }, report)).toThrow(
    "num_leaves is a whole number at least 2",
  );
  expect(() => resolveParameters({ num_machines: "2" }, report)).toThrow("num_machines is not supported");
  expect(() => resolveParameters({ num_leaves: "15" })).toThrow("num_leaves is a whole number at least 2");
});

describe("parameters that LightGBM ignores", () => {
  it("are reported where a function takes them", () => {
    const ignored: string[] = [];
    const given = {
      sub_row: 0.3,
      learnign_rate: 1,
      n_iter: 3,
      subsample: 0.4,
      bagging_fraction: 0.5,
      bagging: 0.6,
      num_trees: 4,
    };
    const resolved = resolveParameters(given, (message) => ignored.push(message));
    expect(resolved).toMatchObject({ learning_rate: 0.1, bagging_fraction: 0.5, num_iterations: 3 });
    expect(ignored).toEqual([
      "bagging_fraction and bagging are the same parameter; give one",
      "bagging_fraction and sub_row are the same parameter; give one",
      "n_iter and num_trees are the same parameter; give one",
      "bagging_fraction and subsample are the same parameter; give one",
      "unknown parameter 'learnign_rate'; did you mean 'learning_rate'?",
    ]);
  });

  it("do not make a value acceptable that is out of range", () => {
    expect(() => resolveParameters({ num_leaves: 1 }, () => {})).toThrow(
      "num_leaves is a whole number at least 2",
    );
  });
});

describe("parameters that are lists", () => {
  it.each([
    ["monotone_constraints", "(1,-1,0)", [1, -1, 0]],
    ["monotone_constraints", [1, 0], [1, 0]],
    ["interaction_constraints", "[0,1],[2]", [[0, 1], [2]]],
    ["feature_contri", "0.5,1", [0.5, 1]],
    ["label_gain", [0, 1, 5], [0, 1, 5]],
  ])("reads %s from %o", (name, given, expected) => {
    expect(resolveParameters({ [name]: given })).toMatchObject({ [name]: expected });
  });

  it("reads forced splits, a side without a feature as none", () => {
    const forced = { feature: 1, threshold: 0.5, left: {}, right: { feature: 0, threshold: 2 } };
    expect(resolveParameters({ forced_splits: forced }).forced_splits).toEqual({
      feature: 1,
      threshold: 0.5,
      right: { feature: 0, threshold: 2 },
    });
  });

  it("takes functions for the objective and for metrics", () => {
    const resolved = resolveParameters({
      objective: () => ({ gradients: [], hessians: [] }),
      metric: [
        "l2",
        function worst() {
          return 0;
        },
      ],
    });
    expect(resolved.objective).toBe("custom");
    expect(resolved.metrics).toEqual(["l2", "worst"]);
    expect(() => resolveParameters({ metric: {} })).toThrow("a metric of your own is a function");
  });
});
