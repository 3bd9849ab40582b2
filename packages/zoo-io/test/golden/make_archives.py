"""Writes archives/*.tar.xz: one small zoo, packed as xz and tar can pack it. Needs Python's standard library and the `xz` program."""

import io
import lzma
import struct
import subprocess
import tarfile
from pathlib import Path

FOLDER = Path(__file__).parent / "archives"
ROWS, PARAMETERS = 12, 9


def weights() -> bytes:
    header = f"{{'descr': '<f4', 'fortran_order': False, 'shape': ({ROWS}, {PARAMETERS}), }}"
    header = header.ljust(128 - 10 - 1) + "\n"
    values = [((i * 37) % 2001) / 64 - 15 for i in range(ROWS * PARAMETERS)]
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header.encode() + struct.pack(f"<{len(values)}f", *values)


def metrics() -> bytes:
    lines = [",step,test_accuracy"]
    lines += [f"zoo/tiny/{row // 2:05d}/permanent_ckpt-{row % 2},{row % 2},{row / 16}" for row in range(ROWS)]
    return ("\n".join(lines) + "\n").encode()


LAYOUT = b"""varname,start_idx,end_idx,size,shape
net/dense/bias:0,0,3,3,"(3,)"
net/dense/kernel:0,3,9,6,"(2, 3)"
"""


def archive(prefix: str, format: int) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=format) as tar:
        for name, content in [("weights.npy", weights()), ("metrics.csv", metrics()), ("layout.csv", LAYOUT)]:
            entry = tarfile.TarInfo(prefix + name)
            entry.size = len(content)
            tar.addfile(entry, io.BytesIO(content))
    return out.getvalue()


def xz(data: bytes, *options: str) -> bytes:
    return subprocess.run(["xz", "--stdout", *options], input=data, capture_output=True, check=True).stdout


ROOT = archive("", tarfile.USTAR_FORMAT)
HALF = len(ROOT) // 2

ARCHIVES = {
    "crc64": lzma.compress(ROOT),
    "crc32": lzma.compress(ROOT, check=lzma.CHECK_CRC32),
    "unchecked": lzma.compress(ROOT, check=lzma.CHECK_NONE),
    "sha256": lzma.compress(ROOT, check=lzma.CHECK_SHA256),
    "blocks": xz(ROOT, "--block-size=1000"),
    "two-streams": lzma.compress(ROOT[:HALF]) + lzma.compress(b"") + lzma.compress(ROOT[HALF:]),
    "large-dictionary": xz(ROOT, "--lzma2=dict=128MiB"),
    "filtered": xz(ROOT, "--delta", "--lzma2"),
    "pax-in-folder": lzma.compress(archive("./" + "tiny-" * 30 + "zoo/", tarfile.PAX_FORMAT)),
    "gnu-in-folder": lzma.compress(archive("tiny-" * 30 + "zoo/", tarfile.GNU_FORMAT)),
    "one-file": lzma.compress(weights()),
    "nothing": lzma.compress(b""),
}

FOLDER.mkdir(exist_ok=True)
for name, data in ARCHIVES.items():
    (FOLDER / f"{name}.tar.xz").write_bytes(data)
