"""LightGBM models that rank, and their settings in ranking.json. LightGBM 4.7.0; run in this folder: python make_ranking.py

Uses missing-x.npy and weights.npy of make_golden.py, in groups of different sizes. Writes missing-labels-y.npy (f32), and for each case NAME.txt and
NAME-predictions.npy (f64, what LightGBM predicts for the first rows).
"""

import json

import lightgbm
import numpy as np

PREDICTED, TRAINED = 400, 900
x = np.load("missing-x.npy")
weights = np.load("weights.npy")
labels = np.floor(np.load("missing-y.npy") * 4.999).astype(np.float32)
np.save("missing-labels-y.npy", labels)
sizes = [1, 7, 12, 30, 50, 100] * 4 + [100]
held_sizes = [10, 40, 1, 99, 150]
SETTINGS = {
    "deterministic": True,
    "force_row_wise": True,
    "enable_bundle": False,
    "num_threads": 1,
    "verbose": -1,
    "num_leaves": 7,
    "learning_rate": 0.2,
}
# name: (parameters, is weighted)
CASES = {
    "lambdarank": ({"objective": "lambdarank", "metric": "ndcg,map", "eval_at": [1, 3, 10]}, False),
    "lambdarank-not-normed": (
        {"objective": "lambdarank", "lambdarank_norm": False, "lambdarank_truncation_level": 4, "sigmoid": 2, "metric": "ndcg"},
        False,
    ),
    "weighted-lambdarank": ({"objective": "lambdarank", "metric": "map", "eval_at": [5]}, True),
    "xendcg": ({"objective": "rank_xendcg", "metric": "ndcg", "seed": 9}, False),
    "xendcg-seeded": ({"objective": "rank_xendcg", "metric": "ndcg", "objective_seed": 4, "eval_at": [2]}, False),
}
assert sum(sizes) == TRAINED and sum(held_sizes) == len(labels) - TRAINED
cases = []
for name, (parameters, weighted) in CASES.items():
    settings = {**SETTINGS, **parameters}
    of = lambda rows: {"weight": weights[rows]} if weighted else {}
    dataset = lightgbm.Dataset(x[:TRAINED], labels[:TRAINED], params=settings, group=sizes, **of(slice(0, TRAINED)))
    held_out = dataset.create_valid(x[TRAINED:], labels[TRAINED:], group=held_sizes, **of(slice(TRAINED, len(labels))))
    callbacks = [lightgbm.early_stopping(6, first_metric_only=True, verbose=False)]
    model = lightgbm.train(settings, dataset, 6, valid_sets=[held_out], callbacks=callbacks)
    model.save_model(f"{name}.txt")
    np.save(f"{name}-predictions.npy", model.predict(x[:PREDICTED]))
    cases.append(
        {
            "name": name,
            "data": "missing",
            "target": "labels",
            "trainingRows": TRAINED,
            "groupSizes": sizes,
            "heldGroupSizes": held_sizes,
            "parameters": settings,
            "rounds": 6,
            "earlyStoppingRounds": 6,
            "bestScores": model.best_score["valid_0"],
            **({"isWeighted": True} if weighted else {}),
        }
    )
with open("ranking.json", "w") as file:
    json.dump(cases, file, indent=2)
    file.write("\n")
