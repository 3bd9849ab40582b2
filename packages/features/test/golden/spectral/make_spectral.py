"""
Writes spectral.json: kernels, and what numpy makes of their singular values by the formulas of WeightWatcher's documentation (its default
options: squares of the singular values of each position of a convolution taken together, without normalisation) and of Roy and Vetterli
2007. The power law is the estimator of Clauset, Shalizi and Newman 2009 for continuous values, tried from every value on. Needs numpy.
"""

import json
import pathlib

import numpy as np

random = np.random.default_rng(3)


def power_law(values):
    best = (np.nan, np.inf)
    for first in range(len(values) - 1):
        tail = values[first:]
        alpha = 1 + len(tail) / np.log(tail / tail[0]).sum()
        law = 1 - (tail / tail[0]) ** (1 - alpha)
        distance = np.abs(law - np.arange(len(tail)) / len(tail)).max()
        if distance < best[1]:
            best = (alpha, distance)
    return best


def describe(kernel):
    matrices = kernel.astype(np.float64).reshape(-1, *kernel.shape[-2:])
    singular = np.sort(np.concatenate([np.linalg.svd(m, compute_uv=False) for m in matrices]))
    squares = singular**2
    positive = squares[squares > 1e-12 * squares[-1]]
    p, q = squares / squares.sum(), singular / singular.sum()
    p, q = p[p > 1e-15], q[q > 1e-15]
    alpha, distance = power_law(positive) if len(positive) >= 10 else (np.nan, np.nan)
    return [
        np.log10(squares.sum()),
        np.log10(squares[-1]),
        squares.sum() / squares[-1],
        np.exp(-(q * np.log(q)).sum()),
        -(p * np.log(p)).sum() / np.log(len(positive)),
        alpha,
        distance,
        alpha * np.log10(squares[-1]),
        np.log10((positive**alpha).sum()),
        *np.percentile(singular, [0, 25, 50, 75, 100]),
    ]


kernels = {
    "random": random.normal(0, 0.1, (30, 20)),
    "wide": random.normal(0, 1, (8, 40)),
    "convolution": random.normal(0, 0.3, (3, 3, 16, 16)),
    "heavy tail": random.standard_cauchy((24, 24)),
    "low rank": random.normal(0, 1, (40, 12)) @ random.normal(0, 1, (12, 50)),
    "diagonal": np.diag(np.arange(1.0, 15)),
}
cases = {}
for name, kernel in kernels.items():
    kernel = kernel.astype(np.float32)
    described = [None if np.isnan(value) else float(value) for value in describe(kernel)]
    cases[name] = {"shape": kernel.shape, "values": [float(v) for v in kernel.ravel()], "described": described}
(pathlib.Path(__file__).parent / "spectral.json").write_text(json.dumps(cases))
