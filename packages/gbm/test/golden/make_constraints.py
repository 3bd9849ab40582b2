"""LightGBM models with constraints and of other modes, and their settings in constraints.json. LightGBM 4.7.0; run in this folder: python make_constraints.py

Uses the data of make_golden.py, make_objectives.py and make_categories.py. Writes for each case NAME.txt and NAME-predictions.npy (f64, what LightGBM
predicts for the first rows).
"""

import json
import pathlib

import lightgbm
import numpy as np

PREDICTED, HELD, ROUNDS = 400, 300, 8
SETTINGS = {
    "objective": "regression",
    "metric": "l2",
    "deterministic": True,
    "force_row_wise": True,
    "enable_bundle": False,
    "num_threads": 1,
    "verbose": -1,
    "num_leaves": 15,
    "learning_rate": 0.2,
}
CATEGORIES = {"categorical_feature": [1, 2, 3, 5], "min_data_per_group": 10, "cat_smooth": 3}
MONOTONE = {"monotone_constraints": [1, 0, -1, 0, 1, 0]}
INTERMEDIATE = {**MONOTONE, "monotone_constraints_method": "intermediate", "num_leaves": 31}
ADVANCED = {**MONOTONE, "monotone_constraints_method": "advanced", "num_leaves": 31}
GROUPS = [[0, 1], [1, 2, 3], [4]]
FORCED = {
    "feature": 0,
    "threshold": 0.1,
    "left": {"feature": 1, "threshold": 0.4, "right": {"feature": 2, "threshold": -0.2}},
    "right": {"feature": 3, "threshold": 0.5},
}
FORCED_CATEGORY = {"feature": 2, "threshold": 1, "right": {"feature": 0, "threshold": 0}}
FORCED_IN_VAIN = {"feature": 0, "threshold": 0, "left": {"feature": 4, "threshold": 100}, "right": {"feature": 1, "threshold": 0.3}}
BINARY = {"objective": "binary", "metric": "binary_logloss"}
CLASSES = {"objective": "multiclass", "num_class": 4, "metric": "multi_logloss"}
DART = {"boosting": "dart", "drop_rate": 0.4, "skip_drop": 0.2}
# name: (data, target, parameters, is weighted)
CASES = {
    "max-delta-step": ("missing", "", {"max_delta_step": 0.1}, False),
    "max-delta-step-l1": ("missing", "binary", {**BINARY, "max_delta_step": 0.4, "lambda_l1": 0.5}, True),
    "max-delta-step-categories": ("categories", "", {**CATEGORIES, "max_delta_step": 0.5}, False),
    "path-smooth": ("missing", "", {"path_smooth": 5.5, "min_data_in_leaf": 5}, False),
    "path-smooth-weighted": ("plain", "", {"path_smooth": 20, "lambda_l2": 1, "num_leaves": 31}, True),
    "path-smooth-categories": ("categories", "", {**CATEGORIES, "path_smooth": 3}, False),
    "extra-trees": ("missing", "", {"extra_trees": True}, False),
    "extra-trees-seeded": ("plain", "", {"extra_trees": True, "extra_seed": 12, "num_leaves": 31, "min_data_in_leaf": 30}, False),
    "extra-trees-categories": ("categories", "", {**CATEGORIES, "extra_trees": True, "seed": 3}, False),
    "extra-trees-one-hot": ("categories", "", {**CATEGORIES, "extra_trees": True, "max_cat_to_onehot": 50}, False),
    "by-node": ("plain", "", {"feature_fraction_bynode": 0.5}, False),
    "by-node-and-tree": ("missing", "", {"feature_fraction_bynode": 0.6, "feature_fraction": 0.7, "seed": 5}, False),
    "monotone": ("plain", "", MONOTONE, False),
    "monotone-missing": ("missing", "binary", {**BINARY, **MONOTONE, "num_leaves": 31}, False),
    "monotone-penalty": ("plain", "", {**MONOTONE, "monotone_penalty": 1.5}, True),
    "monotone-little-penalty": ("plain", "", {**MONOTONE, "monotone_penalty": 0.5, "lambda_l1": 0.1}, False),
    "monotone-categories": ("categories", "", {**CATEGORIES, "monotone_constraints": [1, 0, 0, 0, -1, 0]}, False),
    "monotone-smoothed": ("missing", "", {**MONOTONE, "path_smooth": 4, "max_delta_step": 0.3}, False),
    "monotone-intermediate": ("plain", "", INTERMEDIATE, False),
    "monotone-intermediate-missing": ("missing", "binary", {**BINARY, **INTERMEDIATE, "min_data_in_leaf": 5}, True),
    "monotone-intermediate-categories": ("categories", "", {**CATEGORIES, **INTERMEDIATE, "monotone_constraints": [1, 0, 0, 0, -1, 0]}, False),
    "monotone-intermediate-smoothed": ("missing", "", {**INTERMEDIATE, "path_smooth": 4, "monotone_penalty": 0.5}, False),
    "monotone-intermediate-extra": ("plain", "", {**INTERMEDIATE, "extra_trees": True, "max_depth": 6}, False),
    "monotone-advanced": ("plain", "", ADVANCED, False),
    "monotone-advanced-all": ("plain", "", {**ADVANCED, "monotone_constraints": [1, 1, -1, 1, 1, -1], "min_data_in_leaf": 3}, False),
    "monotone-advanced-missing": ("missing", "binary", {**BINARY, **ADVANCED, "min_data_in_leaf": 5}, True),
    "monotone-advanced-categories": ("categories", "", {**CATEGORIES, **ADVANCED, "monotone_constraints": [1, 0, 0, 0, -1, 0]}, False),
    "monotone-advanced-smoothed": ("missing", "", {**ADVANCED, "path_smooth": 4, "monotone_penalty": 0.5}, False),
    "monotone-advanced-sampled": ("missing", "", {**ADVANCED, "feature_fraction": 0.7, "bagging_fraction": 0.6, "bagging_freq": 1, "zero_as_missing": True}, False),
    "interactions": ("plain", "", {"interaction_constraints": GROUPS}, False),
    "interactions-by-node": ("missing", "", {"interaction_constraints": GROUPS, "feature_fraction_bynode": 0.7}, False),
    "feature-penalty": ("missing", "", {"feature_contri": [1, 0.5, 0.9, 0, 1.5, 1]}, False),
    "forced": ("plain", "", {"forcedsplits_filename": FORCED}, False),
    "forced-missing": ("missing", "", {"forcedsplits_filename": FORCED, "path_smooth": 2}, False),
    "forced-category": ("categories", "", {**CATEGORIES, "forcedsplits_filename": FORCED_CATEGORY}, False),
    "forced-in-vain": ("missing", "", {"forcedsplits_filename": FORCED_IN_VAIN}, False),
    "dart": ("missing", "", DART, False),
    "dart-uniform": ("plain", "", {**DART, "uniform_drop": True, "drop_seed": 8, "max_drop": 2}, True),
    "dart-xgboost": ("plain", "", {**DART, "xgboost_dart_mode": True, "skip_drop": 0}, False),
    "dart-classes": ("missing", "classes", {**DART, **CLASSES, "bagging_fraction": 0.7, "bagging_freq": 1, "seed": 4}, False),
    "dart-l1": ("missing", "", {**DART, "objective": "regression_l1", "metric": "l1"}, False),
    "zeros-missing": ("missing", "", {"zero_as_missing": True, "num_leaves": 31}, False),
    "zeros-missing-constrained": ("missing", "", {"zero_as_missing": True, "path_smooth": 2}, False),
    "nothing-missing": ("missing", "", {"use_missing": False, "num_leaves": 31}, False),
    "linear": ("plain", "", {"linear_tree": True}, False),
    "linear-missing": ("missing", "", {"linear_tree": True, "linear_lambda": 0.1, "bagging_fraction": 0.7, "bagging_freq": 1}, True),
    "linear-binary": ("missing", "binary", {**BINARY, "linear_tree": True, "linear_lambda": 1}, False),
    "linear-categories": ("categories", "", {**CATEGORIES, "linear_tree": True, "linear_lambda": 0.5}, False),
    "top-classes": ("missing", "classes", {**CLASSES, "metric": "multi_error,auc_mu", "multi_error_top_k": 2}, True),
    "weighted-classes": ("missing", "classes", {**CLASSES, "metric": "auc_mu", "auc_mu_weights": [0, 1, 2, 1, 3, 0, 1, 1, 1, 2, 0, 1, 1, 1, 1, 0]}, False),
    "r2": ("missing", "", {"metric": "r2"}, True),
    "few-bins": ("plain", "", {"max_bin_by_feature": [10, 255, 20, 3, 7, 255], "bin_construct_sample_cnt": 500}, False),
    "bagged-by-class": ("missing", "binary", {**BINARY, "pos_bagging_fraction": 0.5, "neg_bagging_fraction": 0.8, "bagging_freq": 2}, False),
}


def load(data, target):
    return np.load(f"{data}-x.npy"), np.load(f"{data}-{target}-y.npy" if target else f"{data}-y.npy")


weights = np.load("weights.npy")
cases = []
for name, (data, target, parameters, weighted) in CASES.items():
    x, y = load(data, target)
    train = len(y) - HELD
    settings = {**SETTINGS, **parameters}
    given = {**settings}
    for option in ("forcedsplits_filename",):
        if option in given:
            pathlib.Path("forced.json").write_text(json.dumps(given[option]))
            given[option] = "forced.json"
    of = lambda rows: {"weight": weights[rows]} if weighted else {}
    categorical = given.pop("categorical_feature", "auto")
    dataset = lightgbm.Dataset(x[:train], y[:train], params=given, categorical_feature=categorical, **of(slice(0, train)))
    held_out = dataset.create_valid(x[train:], y[train:], **of(slice(train, len(y))))
    scores = {}
    callbacks = [lightgbm.record_evaluation(scores)]
    model = lightgbm.train(given, dataset, ROUNDS, valid_sets=[held_out], callbacks=callbacks)
    model.save_model(f"{name}.txt")
    np.save(f"{name}-predictions.npy", model.predict(x[:PREDICTED]))
    cases.append(
        {
            "name": name,
            "data": data,
            **({"target": target} if target else {}),
            "trainingRows": train,
            "parameters": settings,
            "rounds": ROUNDS,
            "bestScores": {metric: values[-1] for metric, values in scores["valid_0"].items()},
            **({"isWeighted": True} if weighted else {}),
        }
    )
pathlib.Path("forced.json").unlink()
with open("constraints.json", "w") as file:
    json.dump(cases, file, indent=2)
    file.write("\n")
