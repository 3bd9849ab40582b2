"""
Writes components.json: a table with ties, a constant column and an extreme row, and the first two principal components of its columns'
ranks by numpy and scipy. The sign of a component is that of its largest weight. Needs numpy and scipy.
"""

import json
import pathlib

import numpy as np
from scipy.stats import rankdata

random = np.random.default_rng(5)
table = random.normal(0, 1, (40, 3)) @ random.normal(0, 1, (3, 7)) + random.normal(0, 0.2, (40, 7))
table[:, 1] = np.round(table[:, 1])
table[:, 4] = 3
table[11] *= 1e6
used = [row for row in range(40) if row not in (0, 17)]
ranks = np.apply_along_axis(rankdata, 0, table[used])
ranks = ranks[:, ranks.std(axis=0) > 0]
standard = (ranks - ranks.mean(axis=0)) / ranks.std(axis=0)
_, singular, vectors = np.linalg.svd(standard, full_matrices=False)
vectors = vectors[:2] * np.sign([v[np.abs(v).argmax()] for v in vectors[:2]])[:, None]
result = {
    "table": table.tolist(),
    "used": used,
    "places": (standard @ vectors.T).tolist(),
    "shares": (singular[:2] ** 2 / (singular**2).sum()).tolist(),
}
(pathlib.Path(__file__).parent / "components.json").write_text(json.dumps(result))
