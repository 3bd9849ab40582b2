"""
Writes a safetensors file of random bf16 weights of a given size, for measuring that a file larger than the memory can be inspected.

    python make_large_safetensors.py large.safetensors 10

The second argument is the size in GB. Needs numpy.
"""

import json
import struct
import sys

import numpy as np

ROWS, COLUMNS = 4096, 8192
path, gigabytes = sys.argv[1], float(sys.argv[2])
tensor_bytes = 2 * ROWS * COLUMNS
count = round(gigabytes * 1e9 / tensor_bytes)
header = {
    f"layers.{i}.weight": {"dtype": "BF16", "shape": [ROWS, COLUMNS], "data_offsets": [i * tensor_bytes, (i + 1) * tensor_bytes]}
    for i in range(count)
}
text = json.dumps(header).encode()
# The upper halves of normal f32 numbers.
block = (np.random.default_rng(1).normal(0, 0.02, (ROWS, COLUMNS)).astype(np.float32).view(np.uint32) >> 16).astype(np.uint16)
with open(path, "wb") as file:
    file.write(struct.pack("<Q", len(text)) + text)
    for _ in range(count):
        file.write(block.tobytes())
