"""Reads what `zoo convert` writes with pyarrow and DuckDB, and compares it with the zoo's own files read by numpy and csv:
python check_zoo.py ZOO_FOLDER ZOO.arrow METRICS.parquet WITH_WEIGHTS.parquet"""

import csv
import gzip
import math
import sys

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

folder, arrow, metrics_parquet, weights_parquet = sys.argv[1:]
weights = np.load(f"{folder}/weights.npy")
layout = open(f"{folder}/layout.csv", newline="").read()
with gzip.open(f"{folder}/metrics.csv.gz", "rt", newline="") as file:
    header, *rows = csv.reader(file)
header[0] = "checkpoint"

FLOATS = {"config.learning_rate", "test_accuracy", "train_loss"}
PARSE = {"step": int, "laststep": {"True": True, "False": False}.__getitem__}
expected = {
    name: [(float(cell or "nan") if name in FLOATS else PARSE.get(name, str)(cell)) for cell in cells]
    for name, cells in zip(header, zip(*rows))
}


def same(found, wanted):
    return len(found) == len(wanted) and all(
        a == b or (isinstance(a, float) and isinstance(b, float) and math.isnan(a) and math.isnan(b)) for a, b in zip(found, wanted)
    )


def check_metrics(table):
    for name, values in expected.items():
        assert same(table.column(name).to_pylist(), values), name


def check_weights(column):
    flat = column.combine_chunks().flatten().to_numpy()
    assert flat.dtype == np.float32 and np.array_equal(flat.view(np.uint32), weights.ravel().view(np.uint32))


# Types, as pyarrow sees them.
category = pa.dictionary(pa.int32(), pa.string())
types = {"config.activation": category, "step": pa.int32(), "laststep": pa.bool_(), **{name: pa.float64() for name in FLOATS}}
fields = [pa.field(name, types.get(name, pa.string()), nullable=False) for name in header]
item = pa.field("item", pa.float32(), nullable=False)
weights_field = pa.field("weights", pa.list_(item, weights.shape[1]), nullable=False)
with pa.ipc.open_file(arrow) as reader:
    table = reader.read_all()
table.validate(full=True)
assert table.schema.equals(pa.schema([*fields, weights_field])), table.schema
assert table.schema.metadata[b"weightcast.layout"].decode() == layout
check_metrics(table)
check_weights(table.column("weights"))
# The same bytes as a stream, from the schema on.
with open(arrow, "rb") as file:
    file.seek(8)
    stream = pa.ipc.open_stream(file).read_all()
assert stream.schema.equals(table.schema)
check_metrics(stream)
check_weights(stream.column("weights"))

plain = [field.with_type(pa.string()) if field.type == category else field for field in fields]
for path, more in [(metrics_parquet, []), (weights_parquet, ["weights"])]:
    table = pq.read_table(path)
    found = pa.schema([field for field in table.schema if field.name != "weights"])
    assert found.equals(pa.schema(plain)), found
    assert table.column_names == header + more
    assert table.schema.metadata[b"weightcast.layout"].decode() == layout
    check_metrics(table)
    if more:
        assert table.schema.field("weights").type.value_type == pa.float32()
        check_weights(table.column("weights"))

# DuckDB: of the Parquet files itself, of the Arrow file through pyarrow.
in_arrow = pa.ipc.open_file(arrow).read_all()
sql_types = {"step": "INTEGER", "laststep": "BOOLEAN", **{name: "DOUBLE" for name in FLOATS}}
for source, weights_type in [
    (f"'{metrics_parquet}'", None),
    (f"'{weights_parquet}'", "FLOAT[]"),
    ("in_arrow", f"FLOAT[{weights.shape[1]}]"),
]:
    described = {name: kind for name, kind, *_ in duckdb.sql(f"describe select * from {source}").fetchall()}
    for name in header:
        assert described[name] == sql_types.get(name, "VARCHAR"), (name, described[name])
    assert described.get("weights") == weights_type, described.get("weights")
    count, best = duckdb.sql(f"select count(*), max(test_accuracy) from {source}").fetchone()
    assert count == len(rows) and best == max(expected["test_accuracy"])
    if weights_type:
        first = duckdb.sql(f"select weights[1], weights[{weights.shape[1]}] from {source} where step = 18").fetchone()
        row = expected["step"].index(18)
        assert first == (weights[row, 0], weights[row, -1])
print(f"{len(rows)} rows are as they should be")
