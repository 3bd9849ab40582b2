"""Makes nfn-parts.json: made-up zoos with their permutation files, and the parts that the loaders of Neural Functional Networks, Neural
Graphs and ScaleGMN get from them, by the operations that those have in common, on pandas tables.

pip install numpy pandas; python make-nfn-parts.py
"""

import io
import json
import random
from pathlib import Path

import numpy as np
import pandas as pd

STEPS = sorted([0, 1, 2, 3, 20, 40, 60, 80, 86], key=str)


def zoo(runs, without_last=(), steps=STEPS):
    rows = [(run, step) for run in range(runs) for step in steps if not (step == 86 and run in without_last)]
    return pd.DataFrame(rows, columns=["run", "step"])


def parts(metrics, permutation_file):
    order = pd.read_csv(io.StringIO(permutation_file), header=None).values.flatten()
    permuted = metrics.iloc[order]
    final = permuted[permuted["step"] == 86]
    middle = int(0.5 * len(final))
    positions = list(range(middle))
    random.Random(0).shuffle(positions)
    end = int(0.8 * middle)
    chosen = {"train": positions[:end], "validation": positions[end:], "test": list(range(middle, len(final)))}
    return {part: final["run"].iloc[positions].tolist() for part, positions in chosen.items()}


def case(name, metrics, extra_zero, seed):
    permutation = np.random.default_rng(seed).permutation(len(metrics)).tolist()
    lines = [0, *permutation] if extra_zero else permutation
    found = parts(metrics, "\n".join(map(str, lines)) + "\n")
    return {
        "name": name,
        "runs": listed(metrics["run"]),
        "steps": listed(metrics["step"]),
        "permutation": listed(lines),
        **{part: listed(sorted(runs)) for part, runs in found.items()},
    }


def listed(numbers):
    return " ".join(map(str, numbers))


cases = [
    case("200 runs, as published: an extra 0 first", zoo(200), True, 1),
    case("200 runs, without the extra 0", zoo(200), False, 1),
    case("an odd number of runs", zoo(57), True, 2),
    case("some runs end early, the first among them", zoo(60, without_last={0, 7, 8, 31}), True, 3),
    case("few runs", zoo(5), True, 4),
    case("final checkpoints only, without the extra 0", zoo(30, steps=[86]), False, 5),
]
Path(__file__).with_name("nfn-parts.json").write_text(json.dumps(cases, indent=2) + "\n")
