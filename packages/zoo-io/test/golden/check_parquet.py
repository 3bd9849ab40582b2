"""Reads the golden Parquet files of this folder with pyarrow; they are what the package writes: python check_parquet.py"""

import math
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

HERE = Path(__file__).parent
NUMBERS = [0.1, -1e30, 1 / 3, 0.0, -0.0, 1.5, math.nan, math.inf, -math.inf]

for name, dtype in [("f32", pa.float32()), ("f64", pa.float64())]:
    table = pq.read_table(HERE / f"table.{name}.parquet")
    columns = ["dense/kernel:q25", "0", "__proto__"]
    fields = [pa.field("checkpoint", pa.string(), nullable=False)]
    fields += [pa.field(column, dtype, nullable=False) for column in columns]
    assert table.schema.equals(pa.schema(fields)), table.schema
    assert table.column("checkpoint").to_pylist() == [f'zoo/ü, "{row}"/c-1' for row in range(3)]
    for j, column in enumerate(columns):
        expected = pa.array(NUMBERS[j::3], pa.float64()).cast(dtype)
        found = table.column(column).combine_chunks()
        assert [repr(x) for x in found.to_pylist()] == [repr(x) for x in expected.to_pylist()], (found, expected)
    print(name, "is as it should be")
