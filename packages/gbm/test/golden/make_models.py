"""LightGBM models of every kind of file, and what LightGBM predicts with them. LightGBM 4.7.0, pandas; run in this folder: python make_models.py

Writes models-x.npy (f64): rows with missing values, zeros, and categories that training did not see. For each model in models.json: its text, and
the trees as dump_model gives them, and
LightGBM's predictions for those rows: predictions, raw scores, leaves and contributions, each [rows, ...] as nested lists.
"""

import json

import lightgbm
import numpy as np
import pandas as pd

ROWS, TESTED = 500, 40
random = np.random.default_rng(3)
x = random.standard_normal((ROWS, 5))
x[:, 1] = random.integers(0, 40, ROWS)
x[:, 2] = random.integers(0, 3, ROWS)
x[random.random((ROWS, 5)) < 0.1] = np.nan
x[random.random((ROWS, 5)) < 0.1] = 0
signal = np.nan_to_num(x[:, 0]) + np.sin(np.nan_to_num(x[:, 1]) * 7) + (x[:, 2] == 1) + np.nan_to_num(x[:, 3] * x[:, 4])
y = signal + 0.1 * random.standard_normal(ROWS)
classes = np.digitize(y, [-0.5, 0.8])

tested = x[:TESTED].copy()
tested[:12, 1] = [-1, 40, 1e6, 2**31, 3e9, 3.7, -0.5, 5e9, -5e9, np.nan, 39, 31]
tested[12:16, 2] = [-3, 3, 64, np.nan]
tested[16:20, 0] = [1e9, -1e9, 1e-36, -1e-36]
np.save("models-x.npy", tested)

CATEGORIES = {"categorical_feature": [1, 2], "min_data_per_group": 5, "cat_smooth": 2}
FOREST = {"boosting": "rf", "bagging_freq": 1, "bagging_fraction": 0.6, "feature_fraction": 0.8}
# name: (targets, parameters)
MODELS = {
    "categories": (y, CATEGORIES),
    "categories, one against the rest": (y, {**CATEGORIES, "max_cat_to_onehot": 50}),
    "categories of classes": (classes, {**CATEGORIES, "objective": "multiclass", "num_class": 3}),
    "random forest": (y, FOREST),
    "random forest of two classes": (y > 0, {**FOREST, "objective": "binary"}),
    "random forest of classes": (classes, {**FOREST, "objective": "multiclass", "num_class": 3}),
    "linear trees": (y, {"linear_tree": True, "linear_lambda": 0.1}),
    "linear trees of two classes": (y > 0, {"linear_tree": True, "linear_lambda": 0.1, "objective": "binary"}),
    "dropped trees": (y, {"boosting": "dart", "drop_rate": 0.4}),
    "sampled gradients": (y, {"data_sample_strategy": "goss", "learning_rate": 0.3}),
    "lambdarank": (np.clip(classes, 0, 2), {"objective": "lambdarank"}),
    "rank_xendcg": (np.clip(classes, 0, 2), {"objective": "rank_xendcg"}),
    "monotone": (y, {"monotone_constraints": [1, 0, 0, -1, 0]}),
    "zeros are missing": (y, {"zero_as_missing": True}),
    "gamma": (np.exp(y), {"objective": "gamma"}),
    "one against all": (classes, {"objective": "multiclassova", "num_class": 3, "sigmoid": 0.7}),
    "square roots": (y, {"reg_sqrt": True}),
    "a loss of the user's own": (y, {"objective": lambda p, d: (p - d.get_label(), np.ones(len(p)))}),
}
SETTINGS = {"num_leaves": 6, "learning_rate": 0.3, "verbose": -1, "num_threads": 1, "deterministic": True, "seed": 1, "min_data_in_leaf": 8}


def described(name, text, predict):
    return {
        "name": name,
        "text": text,
        "predictions": predict().tolist(),
        "trees": lightgbm.Booster(model_str=text).dump_model()["tree_info"],
        "raw": predict(raw_score=True).tolist(),
        "leaves": np.atleast_2d(predict(pred_leaf=True)).tolist(),
        **({} if "linear" in name else {"contributions": predict(pred_contrib=True).tolist()}),
    }


models = []
for name, (target, parameters) in MODELS.items():
    settings = {**SETTINGS, **parameters}
    fixed = {"group": np.full(ROWS // 10, 10)} if "rank" in name else {}
    dataset = lightgbm.Dataset(x, np.asarray(target, dtype=float), params=settings, free_raw_data=False, **fixed)
    model = lightgbm.train(settings, dataset, 4)
    text = model.model_to_string()
    models.append(described(name, text, lambda **what: model.predict(tested, **what)))
    if name == "categories":
        # What LightGBM 2.0 to 2.2 wrote: another version, and no end mark.
        old = text.replace("version=v4", "version=v2").replace("end of trees\n\n", "").replace("feature_importances", "feature importances")
        old_model = lightgbm.Booster(model_str=old)
        models.append(described("version 2", old, lambda **what: old_model.predict(tested, **what)))

# Columns of a pandas table, one of them of texts: category i of the file's list stands as the number i.
table = pd.DataFrame({"size": np.nan_to_num(x[:, 0]), "town": pd.Categorical.from_codes(np.nan_to_num(x[:, 1]).astype(int), [f"town {i}" for i in range(40)])})
model = lightgbm.train({**SETTINGS, **CATEGORIES, "categorical_feature": "auto"}, lightgbm.Dataset(table, y), 4)
models.append({"name": "pandas", "text": model.model_to_string(), "predictions": model.predict(table[:TESTED]).tolist(), "x": np.c_[np.nan_to_num(x[:TESTED, 0]), np.nan_to_num(x[:TESTED, 1])].tolist()})


with open("models.json", "w") as file:
    json.dump(models, file)
    file.write("\n")
