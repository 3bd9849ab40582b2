"""LightGBM on given rows: one JSON line of times and peak memory, the same keys as src/gbm-run.ts.

usage: lightgbm_run.py FEATURES.npy TARGET.npy PARAMETERS.json TREES TRAINED
"""

import json
import resource
import sys
import time

import lightgbm
import numpy as np
from quality import measured

features, target, parameters, trees, trained = sys.argv[1:6]
x, y = np.load(features), np.load(target)
rows = slice(0, int(trained))
settings = {"objective": "regression", "metric": "None", "num_threads": 2, "verbose": -1, **json.load(open(parameters))}
data = lightgbm.Dataset(x[rows], y[rows], params=settings, free_raw_data=False)
start, used = time.perf_counter(), time.process_time()
data.construct()
binned = time.perf_counter()
model = lightgbm.train(settings, data, int(trees))
end, processor = time.perf_counter(), time.process_time() - used
predictions = model.predict(x)
predicted = time.perf_counter()
print(
    json.dumps(
        {
            "binning": 1000 * (binned - start),
            "tree": 1000 * (end - binned) / int(trees),
            "training": 1000 * (end - start),
            "prediction": 1000 * (predicted - end),
            "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
            "processor": processor,
            **measured(settings["objective"], predictions, y, int(trained)),
        }
    )
)
