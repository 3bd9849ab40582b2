"""LightGBM models of further objectives, and their settings in objectives.json. LightGBM 4.7.0; run in this folder: python make_objectives.py

Uses missing-x.npy, missing-y.npy and weights.npy of make_golden.py. Writes targets made of missing-y.npy (missing-binary-y.npy, missing-positive-y.npy,
missing-classes-y.npy, missing-counts-y.npy, all f32), and for each case NAME.txt and NAME-predictions.npy (f64, what LightGBM predicts for the first rows; [rows, classes] where
there are classes).
"""

import json

import lightgbm
import numpy as np

PREDICTED = 400
x = np.load("missing-x.npy")
share = np.load("missing-y.npy")
weights = np.load("weights.npy")
targets = {
    "share": share,
    "binary": (share > 0.6).astype(np.float32),
    "positive": share + np.float32(0.1),
    "classes": np.floor(share * 3.999).astype(np.float32),
    "counts": np.round(share * share * 12).astype(np.float32),
}
for name in ("binary", "positive", "classes", "counts"):
    np.save(f"missing-{name}-y.npy", targets[name])

SETTINGS = {
    "deterministic": True,
    "force_row_wise": True,
    "enable_bundle": False,
    "num_threads": 1,
    "verbose": -1,
    "num_leaves": 7,
    "learning_rate": 0.2,
}
BAG = {"bagging_fraction": 0.7, "bagging_freq": 1, "seed": 3}
# name: (target, parameters, is weighted)
CASES = {
    "l1": ("share", {"objective": "regression_l1", "metric": "l1,l2,rmse,mape"}, False),
    "weighted-l1": ("share", {"objective": "regression_l1", "metric": "l1", **BAG}, True),
    "huber": ("share", {"objective": "huber", "alpha": 0.1, "metric": "huber,l2"}, False),
    "weighted-huber": ("share", {"objective": "huber", "alpha": 0.1, "metric": "huber"}, True),
    "fair": ("share", {"objective": "fair", "fair_c": 0.5, "metric": "fair,l1"}, False),
    "weighted-fair": ("share", {"objective": "fair", "fair_c": 0.5, "metric": "fair"}, True),
    "mape": ("counts", {"objective": "mape", "metric": "mape,l1"}, False),
    "sqrt": ("counts", {"objective": "regression", "reg_sqrt": True, "metric": "l2"}, False),
    "poisson": ("counts", {"objective": "poisson", "metric": "poisson,l2"}, False),
    "weighted-poisson": ("counts", {"objective": "poisson", "poisson_max_delta_step": 0.4, "metric": "poisson"}, True),
    "gamma": ("positive", {"objective": "gamma", "metric": "gamma,gamma_deviance"}, False),
    "weighted-gamma": ("positive", {"objective": "gamma", "metric": "gamma,gamma_deviance"}, True),
    "tweedie": ("counts", {"objective": "tweedie", "metric": "tweedie"}, False),
    "weighted-tweedie": ("counts", {"objective": "tweedie", "tweedie_variance_power": 1.2, "metric": "tweedie"}, True),
    "lambda": ("share", {"objective": "cross_entropy_lambda", "metric": "cross_entropy_lambda"}, False),
    "weighted-lambda": ("share", {"objective": "cross_entropy_lambda", "metric": "cross_entropy_lambda"}, True),
    "divergence": ("share", {"objective": "cross_entropy", "metric": "kullback_leibler"}, False),
    "binary": ("binary", {"objective": "binary", "metric": "binary_logloss,binary_error,auc,average_precision"}, False),
    "weighted-binary": (
        "binary",
        {"objective": "binary", "metric": "auc,binary_logloss,binary_error,average_precision", "scale_pos_weight": 1.7, "sigmoid": 0.8, **BAG},
        True,
    ),
    "unbalanced": ("binary", {"objective": "binary", "is_unbalance": True, "metric": "binary_logloss"}, False),
    "not-from-average": ("binary", {"objective": "binary", "boost_from_average": False, "metric": "auc"}, False),
    "multiclass": ("classes", {"objective": "multiclass", "num_class": 4, "metric": "multi_logloss,multi_error"}, False),
    "weighted-multiclass": ("classes", {"objective": "multiclass", "num_class": 5, "metric": "multi_error", **BAG}, True),
    "ova": ("classes", {"objective": "multiclassova", "num_class": 4, "metric": "multi_logloss"}, False),
    "weighted-ova": (
        "classes",
        {"objective": "multiclassova", "num_class": 5, "is_unbalance": True, "sigmoid": 1.5, "feature_fraction": 0.7, "metric": "multi_logloss", **BAG},
        True,
    ),
    "goss": ("share", {"objective": "regression", "boosting": "goss", "learning_rate": 0.4, "metric": "l2", "seed": 3}, False),
    "goss-classes": (
        "classes",
        {"objective": "multiclass", "num_class": 4, "data_sample_strategy": "goss", "top_rate": 0.1, "other_rate": 0.3, "learning_rate": 0.5, "metric": "multi_logloss"},
        True,
    ),
    "forest": ("share", {"objective": "regression", "boosting": "rf", **BAG, "metric": "l2"}, False),
    "forest-l1": ("share", {"objective": "regression_l1", "boosting": "rf", "feature_fraction": 0.6, "metric": "l1"}, True),
    "forest-binary": ("binary", {"objective": "binary", "boosting": "random_forest", **BAG, "metric": "auc"}, False),
    "forest-classes": ("classes", {"objective": "multiclass", "num_class": 4, "boosting": "rf", **BAG, "metric": "multi_logloss"}, False),
    "weighted-mape": ("counts", {"objective": "mape", "metric": "mape", **BAG}, True),
}
if __name__ == "__main__":
    cases = []
    for name, (target, parameters, weighted) in CASES.items():
        settings = {**SETTINGS, **parameters}
        y = targets[target]
        train = len(y) - 300
        of = lambda rows: {"weight": weights[rows]} if weighted else {}
        dataset = lightgbm.Dataset(x[:train], y[:train], params=settings, **of(slice(0, train)))
        held_out = dataset.create_valid(x[train:], y[train:], **of(slice(train, len(y))))
        callbacks = [lightgbm.early_stopping(8, first_metric_only=True, verbose=False)]
        model = lightgbm.train(settings, dataset, 8, valid_sets=[held_out], callbacks=callbacks)
        model.save_model(f"{name}.txt")
        np.save(f"{name}-predictions.npy", model.predict(x[:PREDICTED]))
        cases.append(
            {
                "name": name,
                "data": "missing",
                **({} if target == "share" else {"target": target}),
                "trainingRows": train,
                "parameters": settings,
                "rounds": 8,
                "earlyStoppingRounds": 8,
                "bestScores": model.best_score["valid_0"],
                **({"isWeighted": True} if weighted else {}),
            }
        )
    with open("objectives.json", "w") as file:
        json.dump(cases, file, indent=2)
        file.write("\n")
