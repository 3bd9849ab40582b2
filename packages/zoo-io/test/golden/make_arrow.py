"""Writes the Arrow files of zoos that pandas and pyarrow write (pyarrow 25, pandas 3)."""

from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.feather as feather
import pyarrow.ipc as ipc

FOLDER = Path(__file__).parent / "arrow"
LAYOUT = """varname,start_idx,end_idx,size,shape
dense/bias:0,0,1,1,"(1,)"
dense/kernel:0,1,4,3,"(3, 1)"
"""
WEIGHTS = np.arange(24, dtype=np.float32).reshape(6, 4) / 8

table = pd.DataFrame(
    {
        "checkpoint": [f"zoo/{run}/ckpt-{step}" for run in "ab" for step in (0, 1, 2)],
        "config.activation": ["relu", "relu", "relu", "tanh", "tanh", None],
        "config.dropout": [0.5, 0.5, 0.5, None, 0.25, 0.25],
        "config.epochs": [2, 2, 2, 2, 2, 2],
        "step": [0, 1, 2, 0, 1, 2],
        "test_accuracy": [0.1, 0.25, 0.5, 0.125, 0.75, 1],
        "laststep": [False, False, True, False, False, True],
        "note": ["x", "y", "x", "y", "x", "y"],
    }
)


def with_layout(arrow):
    return arrow.replace_schema_metadata({**(arrow.schema.metadata or {}), b"weightcast.layout": LAYOUT.encode()})


def write(name, arrow, rows_a_batch=None):
    with ipc.new_file(FOLDER / name, arrow.schema) as writer:
        writer.write_table(arrow, max_chunksize=rows_a_batch)


fixed = pa.FixedSizeListArray.from_arrays(pa.array(WEIGHTS.ravel()), 4)
# pandas: large_string, int64, nulls; the weights in the middle, batches of four rows.
pandas = pa.Table.from_pandas(table, preserve_index=False).add_column(3, "weights", fixed)
write("pandas.arrow", with_layout(pandas), 4)

# Lists of any length, of f64; texts as a dictionary of int8; small types; the last four of eight rows.
lists = pa.array([row.tolist() for row in np.vstack([WEIGHTS[:2], WEIGHTS])], pa.large_list(pa.float64()))
twice = pa.Table.from_pandas(pd.concat([table[:2], table]), preserve_index=False)
columns = {name: twice[name] for name in twice.column_names}
columns["config.activation"] = columns["config.activation"].cast(pa.string()).dictionary_encode().cast(
    pa.dictionary(pa.int8(), pa.string())
)
columns["note"] = columns["note"].dictionary_encode()
columns["step"] = columns["step"].cast(pa.uint8())
columns["test_accuracy"] = columns["test_accuracy"].cast(pa.float32())
write("lists.arrow", with_layout(pa.table({**columns, "weights": lists}).slice(4).combine_chunks()))

feather.write_feather(with_layout(pandas), str(FOLDER / "compressed.feather"))
feather.write_feather(with_layout(pandas), str(FOLDER / "uncompressed.feather"), compression="uncompressed")
with ipc.new_stream(FOLDER / "stream.arrow", with_layout(pandas).schema) as writer:
    writer.write_table(with_layout(pandas))
write("without-layout.arrow", pandas.replace_schema_metadata(None))
write("timestamp.arrow", with_layout(pandas.append_column("when", pa.array([pd.Timestamp("2026-01-01")] * 6))))
short = pa.array([row.tolist()[: 4 - (i == 2)] for i, row in enumerate(WEIGHTS)], pa.list_(pa.float32()))
write("short.arrow", with_layout(pandas.set_column(3, "weights", short)))
missing = pa.array([None if i == 1 else row.tolist() for i, row in enumerate(WEIGHTS)], pa.list_(pa.float32(), 4))
write("missing.arrow", with_layout(pandas.set_column(3, "weights", missing)))
