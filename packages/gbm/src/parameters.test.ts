import { UsageError } from "@weightcast/core";
import { describe, expect, it } from "vitest";
import { resolveParameters } from "./parameters.js";

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
      feature_fraction: 1,
      max_bin: 255,
      min_data_in_bin: 3,
      alpha: 0.9,
      fair_c: 1,
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
      num_threads: 1,
      verbose: -1,
    };
    expect(resolveParameters(settings)).toEqual(resolveParameters({}));
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
    [
      { objective: "binary" },
      "objective is one of regression, regression_l1, huber, fair, quantile, mape, cross_entropy, not 'binary'",
    ],
    [
      { metric: "l2,auc" },
      "metric is one of l2, rmse, l1, quantile, huber, fair, mape, cross_entropy, not 'auc'",
    ],
    [{ boosting: "dart" }, "boosting is one of gbdt, not 'dart'"],
    [{ alpha: 1 }, "alpha is a number above 0 and below 1, not 1"],
  ])("refuses %o", (parameters, message) => {
    expect(() => resolveParameters(parameters)).toThrow(UsageError);
    expect(() => resolveParameters(parameters)).toThrow(message);
  });
});
