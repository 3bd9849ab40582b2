"""The per-layer statistics of the Small CNN Zoo's networks in numpy: one JSON line of rows a second and differences.

usage: features_numpy.py WEIGHTS.npy FEATURES.npy ROWS_BETWEEN

"paper": a row at a time on 1,000 rows, as the code of Unterthiner et al. 2020 does it; "vectorised": 5,000 rows at once.
FEATURES.npy holds what ours found of every ROWS_BETWEEN-th row: "difference" is how far it is at most from numpy's of the weights as
float64, as a share of the column's largest value; "percentiles" and "missing": how many differ at all, how many are NaN on one side only.
"""

import json
import sys
import time

import numpy as np

BOUNDS = [(0, 16), (16, 160), (160, 176), (176, 2480), (2480, 2496), (2496, 4800), (4800, 4810), (4810, 4970)]
PERCENTILES = (0, 25, 50, 75, 100)
COLUMNS = len(PERCENTILES) + 2


def one_row(row):
    parts = [np.append(np.percentile(row[a:b], PERCENTILES), [np.std(row[a:b]), np.mean(row[a:b])]) for a, b in BOUNDS]
    return np.concatenate(parts)


def all_rows(w):
    parts = []
    for a, b in BOUNDS:
        tensor = w[:, a:b]
        parts += [np.percentile(tensor, PERCENTILES, axis=1).T, tensor.std(1)[:, None], tensor.mean(1)[:, None]]
    return np.concatenate(parts, 1)


def rows_per_second(compute, rows):
    start = time.perf_counter()
    compute(rows)
    return len(rows) / (time.perf_counter() - start)


def compare(weights, found, rows_between):
    rows = range(0, len(weights), rows_between)
    expected = np.concatenate(
        [all_rows(weights[rows[i : i + 500]].astype(np.float64)) for i in range(0, len(rows), 500)]
    )
    both = np.isfinite(expected) & np.isfinite(found)
    missing = int(np.sum(np.isnan(expected) != np.isnan(found)))
    is_percentile = np.arange(expected.shape[1]) % COLUMNS < len(PERCENTILES)
    percentiles = int(np.sum((expected != found)[:, is_percentile] & both[:, is_percentile]))
    scale = np.max(np.abs(np.where(both, expected, 0)), axis=0)
    apart = np.max(np.abs(np.where(both, expected - found, 0)), axis=0)
    difference = float(np.max(apart / np.where(scale > 0, scale, 1)))
    return {"difference": difference, "percentiles": percentiles, "missing": missing}


np.seterr(all="ignore")
weights = np.load(sys.argv[1], mmap_mode="r")
print(
    json.dumps(
        {
            "paper": rows_per_second(lambda rows: np.apply_along_axis(one_row, 1, rows), np.array(weights[:1000])),
            "vectorised": rows_per_second(all_rows, np.array(weights[:5000])),
            **compare(weights, np.load(sys.argv[2]), int(sys.argv[3])),
        }
    )
)
