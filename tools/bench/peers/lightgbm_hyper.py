"""LightGBM, with categories, on the hyperparameters of a zoo: prints the R2 of the test part.

usage: lightgbm_hyper.py ZOO final|trained

The same data and schedule as `weightcast fit ZOO --predictor gbm --features hyper --split ZOO/split.csv --checkpoint final|trained -o MODEL`:
ZOO/split.csv says which runs are trained on, stop the training early, and are measured.
"""

import pathlib
import sys

import lightgbm
import numpy as np
import pandas as pd

zoo, checkpoints = pathlib.Path(sys.argv[1]), sys.argv[2]
metrics = pd.read_csv(zoo / "metrics.csv.gz", dtype={"modeldir": str})
run = metrics["modeldir"].str.split("/").str[-1]
if checkpoints == "final":
    chosen = metrics["step"] == metrics.groupby(run)["step"].transform("max")
else:
    chosen = metrics["step"] > 0
metrics, run = metrics[chosen], run[chosen]
part = run.map(pd.read_csv(zoo / "split.csv", dtype=str).set_index("run")["part"])

words = ["w_init", "activation"]
numbers = ["learning_rate", "init_std", "l2reg", "train_fraction", "dropout"]
x = pd.concat(
    [
        pd.DataFrame({name: metrics[f"config.{name}"].astype("category") for name in words}),
        pd.DataFrame({name: metrics[f"config.{name}"].astype(np.float32) for name in numbers}),
    ],
    axis=1,
)
y = metrics["test_accuracy"].astype(np.float32)
settings = {"objective": "regression", "num_leaves": 31, "learning_rate": 0.05, "max_bin": 255, "seed": 0, "verbose": -1}
settings |= {"num_threads": 1, "deterministic": True, "force_row_wise": True, "enable_bundle": False}
train = lightgbm.Dataset(x[part == "train"], y[part == "train"], params=settings)
held = train.create_valid(x[part == "validation"], y[part == "validation"])
model = lightgbm.train(settings, train, 2000, valid_sets=[held], callbacks=[lightgbm.early_stopping(500, verbose=False)])
is_test = part == "test"
error = y[is_test] - model.predict(x[is_test])
r2 = 1 - float((error**2).mean()) / float(y[is_test].astype(np.float64).var(ddof=0))
print(f"{int(is_test.sum())} networks, {model.best_iteration} trees: R2 {r2:.4f}")
