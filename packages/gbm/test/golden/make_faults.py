"""What LightGBM makes of small cases that were once trained otherwise here. LightGBM 4.7.0; run in this folder: python make_faults.py

Reads the cases of faults.json (x is [rows, columns], row by row) and writes LightGBM's model and predictions of the training rows into them.
"""

import json

import lightgbm
import numpy as np

SETTINGS = {"deterministic": True, "force_row_wise": True, "enable_bundle": False, "num_threads": 1, "verbose": -1}

cases = json.load(open("faults.json"))
for case in cases:
    x = np.array(case["x"], dtype=float).reshape(-1, case["columns"])
    dataset = lightgbm.Dataset(x, np.array(case["y"]), weight=case.get("weights"))
    model = lightgbm.train({**SETTINGS, **case["parameters"]}, dataset, case["rounds"])
    case["model"] = model.model_to_string().split("\nparameters:")[0]
    case["predictions"] = model.predict(x).tolist()
with open("faults.json", "w") as file:
    json.dump(cases, file, indent=2)
    file.write("\n")
