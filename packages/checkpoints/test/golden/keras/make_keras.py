"""Writes the golden files of Keras formats, and golden.json with what they hold. Needs keras with tensorflow, h5py, numpy."""

import json
import pathlib

import h5py
import keras
import numpy as np

HERE = pathlib.Path(__file__).parent
expected = {}


def values(array):
    return [str(v) if not np.isfinite(v) else float(v) for v in np.asarray(array, dtype=np.float64).ravel()]


def describe(tensors):
    return {name: [str(array.dtype), list(array.shape), values(array)] for name, array in tensors.items()}


def layer_weights(model):
    """Named layer/role, as the layers name them."""
    return {
        f"{layer.name}/{variable.name}": np.array(variable)
        for layer in model.layers
        for variable in layer.weights
        if variable.name != "seed_generator_state"
    }


keras.utils.set_random_seed(1)
model = keras.Sequential(
    [
        keras.Input((4, 4, 1)),
        keras.layers.Conv2D(2, 3, name="conv2d"),
        keras.layers.BatchNormalization(name="batch_normalization"),
        keras.layers.Dropout(0.1, name="dropout"),
        keras.layers.Flatten(name="flatten"),
        keras.layers.Dense(3, name="zeta"),
        keras.layers.Dense(2, name="alpha", use_bias=False),
    ],
    name="small",
)
model.compile("adam", "mse")
model.fit(np.ones((2, 4, 4, 1)), np.ones((2, 2)), verbose=0)
for name in ["network.h5", "network.keras", "network.weights.h5"]:
    (model.save_weights if name.endswith(".weights.h5") else model.save)(HERE / name)
    # The old layout keeps the path of each weight, the new one its layer and number.
    prefix = "small/" if name == "network.h5" else ""
    expected[name] = describe({prefix + path: array for path, array in layer_weights(model).items()})

half = keras.Sequential([keras.Input((3,)), keras.layers.Dense(2, name="dense", dtype=keras.DTypePolicy("bfloat16"))])
half.save(HERE / "bfloat.keras")
expected["bfloat.keras"] = {
    name: ["bfloat16", list(array.shape), values(array.astype(np.float32))] for name, array in layer_weights(half).items()
}

# Every dtype, in the layout of weights that Keras 1 and 2 wrote, as datasets that are contiguous, chunked, packed and of either byte order.
typed = {
    "bool": np.array([True, False]),
    "i8": np.array([-128, 127], np.int8),
    "i16": np.array([-1, 2], np.int16),
    "i32": np.array([-1, 2], np.int32),
    "i64": np.array([-1, 2**40], np.int64),
    "u8": np.array([1, 255], np.uint8),
    "u16": np.array([1, 65535], np.uint16),
    "u32": np.array([1, 2**32 - 1], np.uint32),
    "u64": np.array([1, 2**50], np.uint64),
    "f16": np.array([[1.5, np.nan], [np.inf, -2]], np.float16),
    "f32": np.array([[0.0, 1.0, -2.5], [448.0, 0.0625, -np.inf]], np.float32),
    "f64": np.array([0.1, -2.5]),
    "big": np.array([1.5, -2], ">f4"),
    "scalar": np.array(3.0, np.float32),
    "empty": np.zeros((0, 3), np.float32),
}
with h5py.File(HERE / "typed.h5", "w") as file:
    file.attrs["layer_names"] = [b"dense"]
    file.attrs["keras_version"] = "2.15.0"
    group = file.create_group("dense")
    group.attrs["weight_names"] = [f"dense/{name}:0".encode() for name in typed] + [b"dense/packed:0"]
    for name, array in typed.items():
        group.create_dataset(f"dense/{name}:0", data=array)
    packed = (np.arange(6000, dtype=np.float32) % 7).reshape(60, 100)
    group.create_dataset("dense/packed:0", data=packed, chunks=(16, 100), compression="gzip", shuffle=True)
expected["typed.h5"] = describe({**{f"dense/{name}:0": array for name, array in typed.items()}, "dense/packed:0": packed})
expected["typed.h5"]["dense/big:0"][0] = "float32"

# Features of the newest library that are refused.
with h5py.File(HERE / "latest.h5", "w", libver="latest") as file:
    for i in range(12):
        file[f"dataset-{i}"] = np.zeros(2)

(HERE / "golden.json").write_text(json.dumps(expected, indent=1))
