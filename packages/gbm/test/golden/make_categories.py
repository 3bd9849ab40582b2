"""LightGBM models of data with categorical features, and their settings in categories.json. LightGBM 4.7.0; run in this folder: python make_categories.py

Writes categories-x.npy and categories-y.npy (f32), and categories-classes-y.npy; columns 1, 2, 3 and 5 of x are categories: 40 of them, three, 700 rare
ones, and twelve with missing and negative values. For each case NAME.txt and NAME-predictions.npy (f64, what LightGBM predicts for the first rows).
"""

import json

import lightgbm
import numpy as np

ROWS, PREDICTED, CATEGORICAL = 1200, 400, [1, 2, 3, 5]
random = np.random.default_rng(11)
x = random.standard_normal((ROWS, 6))
x[:, 1] = np.minimum(random.geometric(0.08, ROWS), 40)
x[:, 2] = random.integers(0, 3, ROWS)
x[:, 3] = np.minimum(random.geometric(0.005, ROWS), 700)
x[:, 5] = random.integers(-1, 12, ROWS)
x[random.random(ROWS) < 0.1, 5] = np.nan
x = x.astype(np.float32)
effects = random.standard_normal(1000)
of = lambda column: effects[(np.nan_to_num(x[:, column]).astype(int) * 7 + column * 13) % 1000]
y = (x[:, 0] + of(1) + of(2) + 0.5 * of(3) + of(5) * x[:, 4] + 0.1 * random.standard_normal(ROWS)).astype(np.float32)
classes = np.digitize(y, [-1, 1]).astype(np.float32)
np.save("categories-x.npy", x)
np.save("categories-y.npy", y)
np.save("categories-classes-y.npy", classes)

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
SMALL_GROUPS = {"min_data_per_group": 10, "cat_smooth": 3, "cat_l2": 1}
# name: (target, parameters)
CASES = {
    "categories": ("y", {}),
    "categories-small-groups": ("y", {**SMALL_GROUPS, "lambda_l1": 0.1, "max_bin": 63}),
    "categories-one-hot": ("y", {"max_cat_to_onehot": 50, "min_data_in_leaf": 5}),
    "categories-few-in-a-set": ("y", {**SMALL_GROUPS, "max_cat_threshold": 3, "min_data_in_bin": 1}),
    "categories-bagged": ("y", {**SMALL_GROUPS, "bagging_fraction": 0.7, "bagging_freq": 1, "feature_fraction": 0.7, "seed": 5}),
    "categories-not-smoothed": ("y", {"cat_smooth": 0, "cat_l2": 0, "min_data_per_group": 1, "min_data_in_leaf": 1, "num_leaves": 31}),
    "categories-multiclass": ("classes", {**SMALL_GROUPS, "objective": "multiclass", "num_class": 3, "metric": "multi_logloss"}),
    "categories-l1": ("y", {**SMALL_GROUPS, "objective": "regression_l1", "metric": "l1"}),
}
cases = []
for name, (target, parameters) in CASES.items():
    settings = {**SETTINGS, **parameters}
    values = y if target == "y" else classes
    train = ROWS - 300
    dataset = lightgbm.Dataset(x[:train], values[:train], params=settings, categorical_feature=CATEGORICAL)
    held_out = dataset.create_valid(x[train:], values[train:])
    callbacks = [lightgbm.early_stopping(10, verbose=False)]
    model = lightgbm.train(settings, dataset, 10, valid_sets=[held_out], callbacks=callbacks)
    model.save_model(f"{name}.txt")
    np.save(f"{name}-predictions.npy", model.predict(x[:PREDICTED]))
    cases.append(
        {
            "name": name,
            "data": "categories",
            **({} if target == "y" else {"target": target}),
            "trainingRows": train,
            "parameters": {**settings, "categorical_feature": CATEGORICAL},
            "rounds": 10,
            "earlyStoppingRounds": 10,
            "bestScores": model.best_score["valid_0"],
        }
    )
with open("categories.json", "w") as file:
    json.dump(cases, file, indent=2)
    file.write("\n")
