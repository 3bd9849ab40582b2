"""Writes tables of random metrics with pandas, in the ways in which tables of zoos are written; prints a line of JSON for each: its columns as they
are in memory, numbers as the 16 hexadecimal digits of their bits, missing values as null."""

import json
import struct
import sys
from pathlib import Path

import numpy
import pandas

TABLES = 60
ROWS = 40
WORDS = ["relu", "tanh", "a,b", 'say "hi"', "two\nlines", " space ", "żółw", "sgd"]
MISSING = ["", "NA", "NaN", "null", "None", "N/A", "nan"]
folder = Path(sys.argv[1])
random = numpy.random.default_rng(1)


def numbers(finite_bits):
    """Numbers of any magnitude, some of them missing."""
    if finite_bits:
        values = random.integers(0, 2**64, ROWS, dtype="u8").view("f8")
        values[~numpy.isfinite(values)] = 0.1
    else:
        values = random.normal(size=ROWS) * 10.0 ** random.integers(-8, 9, ROWS)
    values[random.random(ROWS) < 0.2] = numpy.nan
    return values


def told(column):
    if column.dtype.kind in "fiu":
        return [None if value != value else struct.pack(">d", value).hex() for value in column.astype(float)]
    return column.tolist()


for table in range(TABLES):
    columns = {
        "checkpoint": [f"/zoo/run{row // 4}/model_{row % 4}" for row in range(ROWS)],
        "step": numpy.arange(ROWS) % 4 * 20,
        "test_accuracy": random.random(ROWS),
        "own_number": numbers(table % 2 == 0),
        "own_word": random.choice(WORDS, ROWS),
        "own_count": random.integers(-(2**31), 2**31, ROWS),
    }
    names = list(columns)
    random.shuffle(names)
    frame = pandas.DataFrame({name: columns[name] for name in names})
    name = f"{table:03}.csv"
    # The published tables have the checkpoints as an index without a name.
    has_index = table % 3 == 1
    written = frame.set_index("checkpoint").rename_axis(None) if has_index else frame
    written.to_csv(
        folder / name,
        index=table % 3 < 2,
        index_label=None if has_index else "index",
        na_rep=MISSING[table % len(MISSING)],
        quoting=table % 3,
        lineterminator="\r\n" if table % 5 == 0 else "\n",
        encoding="utf-8-sig" if table % 7 == 0 else "utf-8",
    )
    print(json.dumps([name, {key: told(frame[key]) for key in names}]))
