"""Reads the files of a folder with numpy and Python's csv module; prints a line of JSON for each: what was read, or null where it was refused."""

import csv
import hashlib
import json
import sys
import warnings
from pathlib import Path

import numpy

warnings.simplefilter("ignore")
csv.field_size_limit(1 << 30)


def read_npy(path):
    array = numpy.load(path, allow_pickle=False)
    with numpy.errstate(all="ignore"):
        numbers = numpy.ascontiguousarray(array).astype("<f4")
    numbers[numpy.isnan(numbers)] = numpy.nan
    return [list(array.shape), hashlib.sha256(numbers.tobytes()).hexdigest()]


def read_csv(path):
    with open(path, newline="", encoding="utf-8-sig") as file:
        return [row for row in csv.reader(file, strict=True) if row]


READERS = {".npy": read_npy, ".csv": read_csv}

for path in sorted(Path(sys.argv[1]).iterdir()):
    try:
        result = READERS[path.suffix](path)
    except Exception:
        result = None
    print(json.dumps([path.name, result]))
