"""LightGBM on given rows: one JSON line of times and peak memory, the same keys as src/gbm-run.ts.

usage: lightgbm_run.py FEATURES.npy TARGET.npy PARAMETERS.json TREES
"""

import json
import resource
import sys
import time

import lightgbm
import numpy as np

features, target, parameters, trees = sys.argv[1:5]
x, y = np.load(features), np.load(target)
settings = {"objective": "regression", "metric": "rmse", "num_threads": 2, "verbose": -1, **json.load(open(parameters))}
data = lightgbm.Dataset(x, y, params=settings, free_raw_data=False)
start = time.perf_counter()
data.construct()
binned = time.perf_counter()
model = lightgbm.train(settings, data, int(trees))
trained = time.perf_counter()
predictions = model.predict(x)
end = time.perf_counter()
print(
    json.dumps(
        {
            "binning": 1000 * (binned - start),
            "tree": 1000 * (trained - binned) / int(trees),
            "prediction": 1000 * (end - trained),
            "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
            "mse": float(np.mean((predictions - y) ** 2)),
        }
    )
)
