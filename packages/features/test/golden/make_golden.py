"""Makes the golden files of golden.test.ts: rows of weights (f32) and what numpy makes of them as float64 (f64).

usage: make_golden.py VECTOR.npy     (in this folder; made with numpy 2.4.6)

VECTOR.npy is one vector of the Small CNN Zoo (Unterthiner et al. 2020, CC-BY 4.0), shape (4970,).
Per case: NAME.weights.f32 is [rows, parameters], NAME.features.f64 is [rows, columns of all sets side by side],
both row-major and little-endian; cases.json holds the layouts, the row counts and the sets.
"""
import json
import sys

import numpy as np

SMALL_CNN = [("sequential/conv2d/bias:0", (16,)), ("sequential/conv2d/kernel:0", (3, 3, 1, 16)),
             ("sequential/conv2d_1/bias:0", (16,)), ("sequential/conv2d_1/kernel:0", (3, 3, 16, 16)),
             ("sequential/conv2d_2/bias:0", (16,)), ("sequential/conv2d_2/kernel:0", (3, 3, 16, 16)),
             ("sequential/dense/bias:0", (10,)), ("sequential/dense/kernel:0", (16, 10))]
# The kernel before the bias, odd sizes, tensors of one element.
DENSE = [("net/hidden/kernel:0", (7, 3)), ("net/hidden/bias:0", (3,)),
         ("net/out/kernel:0", (3, 1)), ("net/out/bias:0", (1,)), ("net/scale/gamma:0", (1, 1))]
# Sets as (name, kind, layers, parameter).
SMALL_CNN_SETS = [("wstats-glob", "glob", None, (0, 25, 50, 75, 100)),
                  ("wstats-layers:0,1,2,3-qts:0,25,50,75,100", "stats", (0, 1, 2, 3), (0, 25, 50, 75, 100)),
                  ("wnorm-layers:0,1,2,3-l1", "norm", (0, 1, 2, 3), 1),
                  ("wnorm-layers:0,1,2,3-l2", "norm", (0, 1, 2, 3), 2),
                  ("weights.3", "weights", (3,), None)]
DENSE_SETS = [("wstats-glob", "glob", None, (0, 25, 50, 75, 100)),
              ("wstats-layers:2,0,1-qts:97.5,0,10,33.3,50,66,100", "stats", (2, 0, 1), (97.5, 0, 10, 33.3, 50, 66, 100)),
              ("wnorm-layers:1,0-l1", "norm", (1, 0), 1),
              ("wnorm-layers:0,1,2-l2", "norm", (0, 1, 2), 2),
              ("weights.0", "weights", (0,), None)]


def layers(tensors):
    """Bounds of each layer's tensors: the bias, then the kernel, then others."""
    found, start = {}, 0
    for name, shape in tensors:
        _, layer, role = name.removesuffix(":0").split("/")
        end = start + int(np.prod(shape))
        found.setdefault(layer, []).append((["bias", "kernel"].index(role) if role in ("bias", "kernel") else 2, start, end))
        start = end
    return [[(a, b) for _, a, b in sorted(group)] for group in found.values()]


def statistics(values, percentiles):
    return np.concatenate([np.percentile(values, percentiles), [np.std(values), np.mean(values)]])


def features(row, tensors, sets):
    parts = []
    for _, kind, wanted, parameter in sets:
        if kind == "glob":
            parts.append(statistics(row, parameter))
            continue
        pieces = [row[a:b] for layer in wanted for a, b in layers(tensors)[layer]]
        if kind == "stats":
            parts.extend(statistics(piece, parameter) for piece in pieces)
        elif kind == "norm":
            parts.append([np.linalg.norm(piece, parameter) for piece in pieces])
        else:
            parts.extend(pieces)
    return np.concatenate(parts)


def small_cnn_rows(rng, vector):
    size = len(vector)
    ties = rng.integers(-3, 4, size) / 4
    scales = np.exp(rng.uniform(np.log(1e-6), np.log(1e4), (4, 1)))
    offset = 1000 + rng.normal(0, 0.001, size)  # one pass for the variance would lose it
    return np.vstack([vector, rng.normal(0, 1, (4, size)) * scales, rng.standard_t(2, size), ties, offset, np.zeros(size)])


def dense_rows(rng, size):
    rows = rng.normal(0, 1, (14, size))
    rows[1] = 1e30 * rows[1]
    rows[2, 4] = np.nan
    rows[3, 4] = np.inf
    rows[4, 4] = -np.inf
    rows[5, [0, 9]] = np.inf, -np.inf
    rows[6] = np.nan
    rows[7] = np.inf
    rows[8, 24:] = np.inf, np.inf, np.nan, -np.inf, np.nan
    rows[9, [3, 5]] = np.nan, np.inf
    rows[10] = 1e-42  # subnormal
    return rows


rng = np.random.default_rng(20201)
np.seterr(all="ignore")
vector = np.load(sys.argv[1])
dense_size = sum(int(np.prod(shape)) for _, shape in DENSE)
cases = {}
for name, tensors, sets, rows in (("small-cnn", SMALL_CNN, SMALL_CNN_SETS, small_cnn_rows(rng, vector)),
                                  ("dense", DENSE, DENSE_SETS, dense_rows(rng, dense_size))):
    weights = rows.astype("<f4")
    exact = weights.astype("<f8")
    weights.tofile(f"{name}.weights.f32")
    np.stack([features(row, tensors, sets) for row in exact]).astype("<f8").tofile(f"{name}.features.f64")
    cases[name] = {"tensors": tensors, "rows": len(weights), "sets": [set_name for set_name, *_ in sets]}
with open("cases.json", "w") as file:
    json.dump(cases, file, indent=2)
