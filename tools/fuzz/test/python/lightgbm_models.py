"""Trains random models with LightGBM into a folder (`train`), or predicts with the models of a folder (`predict`). For each model NAME there are
NAME.txt, NAME-x.npy [rows, columns] f64 and NAME-predicted.npy [rows] or [rows, classes] f64."""

import sys
from pathlib import Path

import lightgbm
import numpy

MODELS = 24
action, folder = sys.argv[1], Path(sys.argv[2])
random = numpy.random.default_rng(2)


def train(number):
    rows, columns = 300, int(random.integers(2, 9))
    x = random.normal(size=(rows, columns)) * 10.0 ** random.integers(-3, 4, columns)
    x[random.random(x.shape) < 0.1] = numpy.nan
    x[:, 0] = random.integers(0, 6, rows)
    signal = numpy.nan_to_num(x).sum(1) + random.normal(size=rows)
    objective = ["regression", "binary", "multiclass", "l1", "cross_entropy", "quantile"][number % 6]
    y = {"binary": signal > 0, "multiclass": numpy.digitize(signal, [-1, 1]), "cross_entropy": 1 / (1 + numpy.exp(-signal.clip(-9, 9)))}.get(
        objective, signal
    )
    parameters = {
        "objective": objective,
        "num_leaves": int(random.integers(2, 40)),
        "learning_rate": float(random.uniform(0.01, 0.5)),
        "min_data_in_leaf": int(random.integers(1, 30)),
        "lambda_l2": float(random.uniform(0, 3)),
        "boosting": ["gbdt", "dart", "rf"][number % 3],
        "bagging_fraction": 0.7,
        "bagging_freq": 1,
        "linear_tree": number % 12 == 0,
        "verbosity": -1,
        "num_threads": 1,
        "seed": number,
    }
    if objective == "multiclass":
        parameters["num_class"] = 3
    data = lightgbm.Dataset(x, y.astype(float), categorical_feature=[0] if number % 2 else [])
    return lightgbm.train(parameters, data, int(random.integers(1, 30))), x


if action == "train":
    for number in range(MODELS):
        model, x = train(number)
        model.save_model(str(folder / f"{number}.txt"))
        numpy.save(folder / f"{number}-x.npy", x)
        numpy.save(folder / f"{number}-predicted.npy", model.predict(x, num_threads=1))
else:
    for path in sorted(folder.glob("*.txt")):
        model = lightgbm.Booster(model_file=str(path))
        numpy.save(folder / f"{path.stem}-predicted.npy", model.predict(numpy.load(folder / f"{path.stem}-x.npy"), num_threads=1))
