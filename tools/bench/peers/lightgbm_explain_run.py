"""LightGBM's contributions of all rows and predictions of single ones with the model of src/gbm-explain-run.ts: one JSON line, the same keys.

usage: lightgbm_explain_run.py FEATURES.npy MODEL.txt
"""

import json
import sys
import time

import lightgbm
import numpy as np

x = np.load(sys.argv[1])
model = lightgbm.Booster(model_file=sys.argv[2], params={"verbose": -1})
start = time.perf_counter()
contributions = model.predict(x, pred_contrib=True, num_threads=2)
explained = time.perf_counter()
single = [x[i : i + 1] for i in range(1000)]
for row in single:
    model.predict(row, num_threads=1)
warm = time.perf_counter()
for row in single:
    model.predict(row, num_threads=1)
end = time.perf_counter()
print(
    json.dumps(
        {
            "contributions": 1000 * (explained - start),
            "oneRow": 1000 * (end - warm) / len(single),
            "sum": float(np.abs(contributions).sum()),
        }
    )
)
