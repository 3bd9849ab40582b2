"""Models of the other scripts refitted by LightGBM to other rows, in refit.json. LightGBM 4.7.0; run in this folder: python make_refit.py

For each model what LightGBM predicts for the first rows after `refit`.
"""

import json

import lightgbm
import numpy as np

ROWS, PREDICTED = slice(300, 800), 40
# model: (data, target, decay rate, parameters of the training that ours does not read from the file)
CASES = {
    "missing": ("missing", "", 0.9, {}),
    "plain": ("plain", "", 0.3, {}),
    "sampled": ("missing", "", 0.4, {"lambda_l2": 5, "lambda_l1": 0.03}),
    "binary": ("missing", "binary", 0.5, {}),
    "multiclass": ("missing", "classes", 0.7, {}),
    "quantile": ("missing", "", 0, {"alpha": 0.8}),
    "categories-l1": ("categories", "", 0.5, {}),
}
cases = []
for name, (data, target, decay, parameters) in CASES.items():
    x = np.load(f"{data}-x.npy")
    y = np.load(f"{data}-{target}-y.npy" if target else f"{data}-y.npy")
    model = lightgbm.Booster(model_file=f"{name}.txt", params={"verbose": -1})
    refitted = model.refit(x[ROWS], y[ROWS], decay_rate=decay)
    cases.append(
        {
            "model": name,
            "data": data,
            **({"target": target} if target else {}),
            "decayRate": decay,
            "parameters": parameters,
            "predictions": refitted.predict(x[:PREDICTED]).reshape(-1).tolist(),
        }
    )
with open("refit.json", "w") as file:
    json.dump(cases, file)
    file.write("\n")
