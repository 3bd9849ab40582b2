"""Writes the golden files of ONNX, and golden.json with what they hold. Needs onnx, torch, numpy, ml_dtypes."""

import json
import pathlib

import ml_dtypes
import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper

HERE = pathlib.Path(__file__).parent
expected = {}


def values(array):
    return [str(v) if not np.isfinite(v) else float(v) for v in np.asarray(array, dtype=np.float64).ravel()]


base = np.array([[0.0, 1.0, -2.5], [448.0, 0.0625, -0.001953125]], np.float32)
arrays = {
    "bool": (TensorProto.BOOL, np.array([True, False])),
    "i8": (TensorProto.INT8, np.array([-128, 127], np.int8)),
    "i16": (TensorProto.INT16, np.array([-1, 2], np.int16)),
    "i32": (TensorProto.INT32, np.array([-1, 2], np.int32)),
    "i64": (TensorProto.INT64, np.array([-1, 2**40], np.int64)),
    "u8": (TensorProto.UINT8, np.array([1, 255], np.uint8)),
    "u16": (TensorProto.UINT16, np.array([1, 65535], np.uint16)),
    "u32": (TensorProto.UINT32, np.array([1, 2**32 - 1], np.uint32)),
    "u64": (TensorProto.UINT64, np.array([1, 2**50], np.uint64)),
    "f16": (TensorProto.FLOAT16, np.array([[1.5, np.nan], [np.inf, -2]], np.float16)),
    "bf16": (TensorProto.BFLOAT16, base.astype(ml_dtypes.bfloat16)),
    "f8_e4m3": (TensorProto.FLOAT8E4M3FN, base.astype(ml_dtypes.float8_e4m3fn)),
    "f8_e5m2": (TensorProto.FLOAT8E5M2, base.astype(ml_dtypes.float8_e5m2)),
    "f32": (TensorProto.FLOAT, base),
    "f64": (TensorProto.DOUBLE, base.astype(np.float64)),
    "scalar": (TensorProto.FLOAT, np.array(3.0, np.float32)),
    "empty": (TensorProto.FLOAT, np.zeros((0, 3), np.float32)),
}


def model_of(initializers):
    value = helper.make_tensor_value_info("x", TensorProto.FLOAT, [1])
    graph = helper.make_graph([helper.make_node("Identity", ["x"], ["y"])], "g", [value], [helper.make_tensor_value_info("y", TensorProto.FLOAT, [1])], initializers)
    return helper.make_model(graph, producer_name="golden", producer_version="1")


described = {name: [str(array.dtype), list(array.shape), values(array.astype(np.float64))] for name, (_, array) in arrays.items()}
raw = [helper.make_tensor(name, kind, array.shape, array.tobytes(), raw=True) for name, (kind, array) in arrays.items()]
onnx.save(model_of(raw), HERE / "raw.onnx")
expected["raw.onnx"] = described
# The same as lists of numbers, which older exporters write.
listed = [helper.make_tensor(name, kind, array.shape, array.ravel().tolist()) for name, (kind, array) in arrays.items()]
texts = helper.make_tensor("texts", TensorProto.STRING, [1], [b"no weight"])
onnx.save(model_of([*listed, texts]), HERE / "listed.onnx")
expected["listed.onnx"] = described

torch.manual_seed(1)
network = torch.nn.Sequential(torch.nn.Conv2d(1, 2, 3), torch.nn.ReLU(), torch.nn.Flatten(), torch.nn.Linear(8, 3))
torch.onnx.export(network, torch.zeros(1, 1, 4, 4), HERE / "network.onnx", dynamo=False)
state = {name: tensor.numpy() for name, tensor in network.state_dict().items()}
expected["network.onnx"] = {name: [str(array.dtype), list(array.shape), values(array)] for name, array in state.items()}
(HERE / "outside.weights").unlink(missing_ok=True)
onnx.save(
    model_of([numpy_helper.from_array(state["0.weight"], "0.weight")]),
    HERE / "outside.onnx",
    save_as_external_data=True,
    location="outside.weights",
    size_threshold=0,
)
expected["outside.onnx"] = {"0.weight": expected["network.onnx"]["0.weight"]}
# Of equal tensors the exporter keeps one.
twins = torch.nn.Sequential(torch.nn.Conv2d(1, 2, 3), torch.nn.Conv2d(2, 2, 3), torch.nn.Flatten(), torch.nn.Linear(8, 2))
with torch.no_grad():
    for name, weight in twins.named_parameters():
        if name.endswith("bias"):
            weight.zero_()
torch.onnx.export(twins, torch.zeros(1, 1, 6, 6), HERE / "twins.onnx", dynamo=False)
state = {name: tensor.numpy() for name, tensor in twins.state_dict().items()}
expected["twins.onnx"] = {name: [str(array.dtype), list(array.shape), values(array)] for name, array in state.items()}
(HERE / "golden.json").write_text(json.dumps(expected, indent=1))
