"""Data and LightGBM models that the tests compare ours with. LightGBM 4.7.0, numpy 2; run in this folder: python make_golden.py

For each data set: NAME-x.npy (f32) and NAME-y.npy (f32). For each case in cases.json: NAME.txt, the model as LightGBM wrote it,
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
# name: (data, parameters, rounds, early stopping rounds or None: then the last 300 rows are the validation set)
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

cases = []
for name, (source, parameters, rounds, patience) in CASES.items():
    x, y = data[source]
    train = ROWS if patience is None else ROWS - 300
    settings = {**SETTINGS, **parameters}
    dataset = lightgbm.Dataset(x[:train], y[:train], params=settings)
    held_out, callbacks = [], []
    if patience is not None:
        held_out = [dataset.create_valid(x[train:], y[train:])]
        callbacks = [lightgbm.early_stopping(patience, verbose=False)]
    model = lightgbm.train(settings, dataset, rounds, valid_sets=held_out, callbacks=callbacks)
    model.save_model(f"{name}.txt")
    np.save(f"{name}-predictions.npy", model.predict(x[:PREDICTED]))
    case = {"name": name, "data": source, "trainingRows": train, "parameters": settings, "rounds": rounds}
    if patience is not None:
        case["earlyStoppingRounds"] = patience
        case["bestRmse"] = model.best_score["valid_0"]["rmse"]
    cases.append(case)
with open("cases.json", "w") as file:
    json.dump(cases, file, indent=2)
    file.write("\n")
