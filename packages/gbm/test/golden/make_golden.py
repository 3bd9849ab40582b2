"""Data and LightGBM models that the tests compare ours with. LightGBM 4.7.0, numpy 2; run in this folder: python make_golden.py

For each data set: NAME-x.npy (f32) and NAME-y.npy (f32). weights.npy (f32): a weight for each row of any data set. For each case in cases.json: NAME.txt, the model as LightGBM wrote it,
and NAME-predictions.npy (f64), what LightGBM predicts for the first rows.
"""

import json

import lightgbm
import numpy as np

ROWS, COLUMNS, PREDICTED = 1200, 6, 400
random = np.random.default_rng(0)


def target(x):
    z = np.nan_to_num(x)
    signal = z[:, 0] + np.sin(3 * z[:, 1]) + z[:, 2] * z[:, 3] + 0.3 * z[:, 4] + 0.7 * np.isnan(x[:, 1])
    return 1 / (1 + np.exp(-signal - 0.1 * random.standard_normal(ROWS)))


def plain():
    return random.standard_normal((ROWS, COLUMNS))


def missing():
    x = random.standard_normal((ROWS, COLUMNS))
    x[:, 1] = np.exp(x[:, 1])
    x[:, 2] = np.where(random.random(ROWS) < 0.6, 0, x[:, 2])  # mostly zero
    x[random.random((ROWS, COLUMNS)) < 0.15] = np.nan
    x[:, 4] = np.abs(np.nan_to_num(x[:, 4]))  # no NaN after all
    x[:, 5] = np.where(random.random(ROWS) < 0.3, np.nan, x[:, 5] > 0)  # NaN, 0 or 1
    return x


def ties():
    x = np.round(random.standard_normal((ROWS, COLUMNS)) * 2) / 2
    x[:, 3] = x[:, 3] > 1
    x[:, 5] = np.floor(np.abs(x[:, 5]))
    return x


SAMPLED = {
    "num_leaves": 500,
    "max_depth": 5,
    "min_child_samples": 5,
    "subsample": 0.6,
    "subsample_freq": 2,
    "colsample_bytree": 0.7,
    "reg_alpha": 0.03,
    "reg_lambda": 5,
    "min_split_gain": 0.001,
    "max_bin": 63,
    "seed": 42,
}
FEW = {"num_leaves": 7, "learning_rate": 0.2}
QUANTILE = {**FEW, "objective": "quantile", "alpha": 0.8, "metric": "quantile,l1,l2"}
CROSS_ENTROPY = {**FEW, "objective": "cross_entropy", "metric": "cross_entropy,l1,rmse"}
BAG = {"bagging_fraction": 0.7, "bagging_freq": 1, "seed": 3}
# name: (data, parameters, rounds, early stopping rounds or None); with early stopping the last 300 rows are the validation set
CASES = {
    "plain": ("plain", {}, 20, None),
    "missing": ("missing", {}, 20, None),
    "ties": ("ties", {}, 20, None),
    "sampled": ("missing", SAMPLED, 15, None),
    "sampled-few": ("plain", {"num_leaves": 7, "feature_fraction": 0.34, "bagging_fraction": 0.9, "bagging_freq": 1}, 15, None),
    "fine-bins": ("plain", {"num_leaves": 7, "max_bin": 1000, "min_data_in_bin": 1}, 5, None),
    "stopped": ("plain", {"num_leaves": 5, "learning_rate": 0.9}, 200, 3),
    "zero-missing": ("missing", {"num_leaves": 15, "zero_as_missing": True}, 5, None),
    "no-missing": ("missing", {"num_leaves": 15, "use_missing": False}, 5, None),
    "constant": ("plain", {"min_data_in_leaf": 1000}, 5, None),
    "quantile": ("missing", QUANTILE, 8, 8),
    "quantile-bagged": ("plain", {**QUANTILE, **BAG, "alpha": 0.3}, 8, None),
    "cross-entropy": ("missing", CROSS_ENTROPY, 8, 8),
    "cross-entropy-bagged": ("ties", {**CROSS_ENTROPY, **BAG}, 8, None),
    "seeds": ("plain", {**FEW, **BAG, "bagging_seed": 11, "feature_fraction": 0.5, "feature_fraction_seed": 12}, 8, None),
}
# The same with weights.
WEIGHTED = {
    "weighted": ("missing", {**FEW, "metric": "l2,l1"}, 8, 8),
    "weighted-quantile": ("plain", QUANTILE, 8, 8),
    "weighted-cross-entropy": ("plain", {**CROSS_ENTROPY, **BAG}, 8, 8),
}
SETTINGS = {
    "objective": "regression",
    "metric": "rmse",
    "deterministic": True,
    "force_row_wise": True,
    "enable_bundle": False,
    "num_threads": 1,
    "verbose": -1,
}

data = {}
for name, make in (("plain", plain), ("missing", missing), ("ties", ties)):
    x = make().astype(np.float32)
    y = target(x.astype(float)).astype(np.float32)
    np.save(f"{name}-x.npy", x)
    np.save(f"{name}-y.npy", y)
    data[name] = x, y

weights = (random.random(ROWS) * 2).astype(np.float32)
np.save("weights.npy", weights)

cases = []
for name, (source, parameters, rounds, patience) in {**CASES, **WEIGHTED}.items():
    x, y = data[source]
    train = ROWS if patience is None else ROWS - 300
    settings = {**SETTINGS, **parameters}
    weighted = name in WEIGHTED
    of = lambda rows: {"weight": weights[rows]} if weighted else {}
    dataset = lightgbm.Dataset(x[:train], y[:train], params=settings, **of(slice(0, train)))
    held_out, callbacks = [], []
    if patience is not None:
        held_out = [dataset.create_valid(x[train:], y[train:], **of(slice(train, ROWS)))]
        callbacks = [lightgbm.early_stopping(patience, first_metric_only=True, verbose=False)]
    model = lightgbm.train(settings, dataset, rounds, valid_sets=held_out, callbacks=callbacks)
    model.save_model(f"{name}.txt")
    np.save(f"{name}-predictions.npy", model.predict(x[:PREDICTED]))
    case = {"name": name, "data": source, "trainingRows": train, "parameters": settings, "rounds": rounds}
    if patience is not None:
        case["earlyStoppingRounds"] = patience
        case["bestScores"] = model.best_score["valid_0"]
    if weighted:
        case["isWeighted"] = True
    cases.append(case)
with open("cases.json", "w") as file:
    json.dump(cases, file, indent=2)
    file.write("\n")
