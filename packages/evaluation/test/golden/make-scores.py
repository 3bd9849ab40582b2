"""Makes scores.json: inputs, and what numpy, scipy and scikit-learn say of them. null stands for NaN.
Inputs are words in one string, which keeps the file small and a formatter off them.

pip install numpy scipy scikit-learn; python make-scores.py
"""

import json
import math
from pathlib import Path

import numpy as np
from scipy.stats import kendalltau
from sklearn.metrics import mean_absolute_error, mean_squared_error, r2_score

random = np.random.default_rng(20)


def inputs():
    for count in range(1, 6):
        yield f"n={count}", random.normal(size=count), random.normal(size=count)
    yield "ties in one of two", [1, 1], [1, 2]
    yield "ties on both sides", [1, 2, 2, 3, 3, 3, 5], [2, 2, 1, 4, 4, 3, 3]
    yield "signed zeros tie", [0.0, -0.0, 1, 2], [-0.0, 0.0, 3, -1]
    yield "perfect, with ties", [0.1, 0.1, 0.5, 0.7, 0.7], [0.1, 0.1, 0.5, 0.7, 0.7]
    yield "constant truth", [0.1] * 10, random.normal(size=10)
    yield "constant prediction", random.normal(size=10), [0.1] * 10
    yield "all ties on both sides", [0.1] * 10, [0.7] * 10
    yield "anti-correlated", np.arange(100), -(np.arange(100.0) ** 3)
    yield "anti-correlated, with ties", np.arange(200) // 3, -(np.arange(200) // 5)
    yield "a small spread far from zero", 1e6 + random.normal(size=50), 1e6 + random.normal(size=50)
    accuracies = random.uniform(0.1, 0.9, size=5000).round(4)
    yield "n=5000", accuracies, (accuracies + 0.1 * random.normal(size=5000)).round(4)
    yield "n=5000, heavy ties", random.integers(0, 10, size=5000), random.integers(0, 4, size=5000)
    levels = random.integers(0, 10, size=5000)
    yield "n=5000, heavy ties, correlated", levels, (levels + random.integers(-2, 3, size=5000)) // 2


def case(name, truth, predicted):
    truth = np.asarray(truth, dtype=np.float64)
    predicted = np.asarray(predicted, dtype=np.float64)
    varies = len(truth) > 1 and np.ptp(truth) > 0
    tau = kendalltau(truth, predicted).statistic
    return {
        "name": name,
        "truth": listed(truth),
        "predicted": listed(predicted),
        "mse": mean_squared_error(truth, predicted),
        "mad": mean_absolute_error(truth, predicted),
        "r2": r2_score(truth, predicted) if varies else None,
        "tau": None if math.isnan(tau) else tau,
    }


def listed(values):
    return " ".join(repr(float(value)).removesuffix(".0") for value in values)


cases = [case(*each) for each in inputs()]
Path(__file__).with_name("scores.json").write_text(json.dumps(cases, indent=2) + "\n")
