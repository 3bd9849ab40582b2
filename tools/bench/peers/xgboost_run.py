"""XGBoost's histogram method on given rows: one JSON line of times and peak memory, the same keys as src/gbm-run.ts.

usage: xgboost_run.py FEATURES.npy TARGET.npy PARAMETERS.json TREES TRAINED
"""

import json
import resource
import sys
import time

import numpy as np
import xgboost
from quality import measured

features, target, parameters, trees, trained = sys.argv[1:6]
x, y = np.load(features), np.load(target)
rows = slice(0, int(trained))
given = json.load(open(parameters))
is_binary = given.get("objective") == "binary"
settings = {
    "objective": "binary:logistic" if is_binary else "reg:squarederror",
    "tree_method": "hist",
    "grow_policy": "lossguide",
    "max_depth": 0,
    "max_leaves": given.get("num_leaves", 31),
    "eta": given.get("learning_rate", 0.1),
    "min_child_weight": given.get("min_sum_hessian_in_leaf", 1e-3),
    "lambda": given.get("lambda_l2", 0),
    "max_bin": given.get("max_bin", 255),
    "nthread": 2,
    "verbosity": 0,
}
start, used = time.perf_counter(), time.process_time()
data = xgboost.QuantileDMatrix(x[rows], y[rows], max_bin=settings["max_bin"], nthread=2)
binned = time.perf_counter()
model = xgboost.train(settings, data, int(trees))
end, processor = time.perf_counter(), time.process_time() - used
predictions = model.inplace_predict(x)
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
            **measured(given.get("objective"), predictions, y, int(trained)),
        }
    )
)
