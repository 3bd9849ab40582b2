"""Makes the golden .npy files of this folder with numpy: python make_golden.py"""

import base64
import hashlib
import io
import json
from pathlib import Path

import numpy as np

HERE = Path(__file__).parent
SHAPES = [(), (5,), (2, 3), (3, 2, 2), (0,), (3, 0), (0, 4)]
HALF = [0.0, -0.0, 1.0, -2.5, 0.1, 65504.0, -65504.0, 2.0**-24, -(2.0**-24), 1023 * 2.0**-24, 2.0**-14, np.inf, -np.inf, np.nan]
SINGLE = [*HALF, 3.4028234663852886e38, 2.0**-149, 2.0**-126, 1 / 3]
DOUBLE = [*SINGLE, 1.7976931348623157e308, 5e-324, 2.0**-1022, -1 / 3]


def values_of(dtype):
    if dtype.kind == "b":
        return np.array([True, False, False, True, True])
    if dtype.kind == "f":
        return np.array({2: HALF, 4: SINGLE, 8: DOUBLE}[dtype.itemsize], dtype)
    info = np.iinfo(dtype)
    return np.array([info.min, info.max, 0, 1, info.max // 3, info.min // 3], dtype)


def text(value):
    if isinstance(value, float):
        return "NaN" if np.isnan(value) else repr(value).replace("inf", "Infinity")
    return str(int(value))


def case(array, version):
    """The file, and its elements in C order: whole numbers as digits, floats as text that names the same double."""
    file = io.BytesIO()
    np.lib.format.write_array(file, array, version=version)
    if version == (1, 0):
        saved = io.BytesIO()
        np.save(saved, array)
        assert saved.getvalue() == file.getvalue()
    return {
        "dtype": array.dtype.str,
        "version": version[0],
        "fortranOrder": bool(array.flags.f_contiguous and not array.flags.c_contiguous),
        "shape": list(array.shape),
        "values": [text(value) for value in array.flatten().tolist()],
        "file": base64.b64encode(file.getvalue()).decode(),
    }


def numeric_cases():
    names = ["?", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "f2", "f4", "f8"]
    for name in names:
        for order in ["<", ">"] if np.dtype(name).itemsize > 1 else ["|"]:
            dtype = np.dtype(order + name)
            values = values_of(dtype)
            for shape in [*SHAPES, values.shape]:
                array = np.resize(values, shape).astype(dtype)
                for memory in ["C", "F"] if array.ndim > 1 else ["C"]:
                    yield case(np.asarray(array, order=memory), (1, 0))
    for version in [(2, 0), (3, 0)]:
        for memory in ["C", "F"]:
            yield case(np.asarray(np.arange(6, dtype="<f4").reshape(2, 3), order=memory), version)
    # Headers around the lengths where numpy's padding adds a line of 64.
    for dimensions in range(1, 33):
        yield case(np.zeros([1] * dimensions, "|u1"), (1, 0))


def not_numeric():
    arrays = {
        "strings": np.array(["a", "bc"]),
        "bytes": np.array([b"a", b"bc"]),
        "objects": np.array([1, "a"], object),
        "records": np.array([(1, 2.0)], [("a", "<i4"), ("b", "<f4")]),
        "complex": np.array([1j]),
        "dates": np.array(["2020-01-01"], "M8[D]"),
        "times": np.array([1], "m8[s]"),
        "long doubles": np.array([1], np.longdouble),
        "void": np.array([b"ab"], "V2"),
    }
    for name, array in arrays.items():
        file = io.BytesIO()
        np.save(file, array)
        yield {"name": name, "file": base64.b64encode(file.getvalue()).decode()}


def all_halves_widened():
    """SHA-256 of every binary16 as little-endian f32, in the order of their bits; NaNs, whose bits vary, as 0."""
    widened = np.arange(65536, dtype="<u2").view("<f2").astype("<f4")
    return hashlib.sha256(np.where(np.isnan(widened), np.float32(0), widened).tobytes()).hexdigest()


def rounding():
    """f32 numbers that round to halves in every way: ties, near ties, carries, overflow, underflow."""
    random = np.random.default_rng(1)
    halves = np.arange(0, 0x7C00, 61, dtype=np.uint16).view(np.float16).astype(np.float32)
    steps = np.append(np.diff(halves), 1)
    following = np.nextafter(halves.astype(np.float16), np.float16(np.inf)).astype(np.float32)
    ties = ((halves.astype(np.float64) + following) / 2).astype(np.float32)
    near = np.concatenate([np.nextafter(ties, np.float32(0)), np.nextafter(ties, np.float32(np.inf))])
    between = halves + steps * random.random(len(halves), dtype=np.float32)
    edges = np.array([65504, 65519.996, 65520, 65520.004, 1e38, 2**-25, 2**-26, 1e-45, 6.0976e-5, np.inf], np.float32)
    numbers = np.concatenate([halves, ties, near, between, edges]).astype("<f4")
    numbers = numbers[~np.isnan(numbers)]
    return np.concatenate([numbers, -numbers])


def write_lines(name, entries):
    (HERE / name).write_text("".join(json.dumps(entry) + "\n" for entry in entries))


write_lines("numeric.jsonl", numeric_cases())
write_lines("not-numeric.jsonl", not_numeric())
(HERE / "all-halves.sha256").write_text(all_halves_widened() + "\n")
numbers = rounding()
np.save(HERE / "rounding.f4.npy", numbers)
with np.errstate(over="ignore"):
    np.save(HERE / "rounding.f2.npy", numbers.astype("<f2"))
