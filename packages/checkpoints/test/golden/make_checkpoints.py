"""Writes the golden files of checkpoints, and golden.json with what they hold. Needs torch, safetensors, numpy."""

import json
import pathlib

import numpy as np
import torch
from safetensors.torch import save_file

HERE = pathlib.Path(__file__).parent
expected = {}


def values(array):
    return [str(v) if not np.isfinite(v) else float(v) for v in np.asarray(array, dtype=np.float64).ravel()]


def describe(tensors):
    described = {}
    for name, tensor in tensors.items():
        if isinstance(tensor, torch.Tensor):
            array = tensor.detach()
            dtype = str(array.dtype).replace("torch.", "")
            wide = array.double() if array.dtype.is_floating_point else array
            described[name] = [dtype, list(array.shape), values(wide.numpy())]
        else:
            described[name] = [str(tensor.dtype.name), list(tensor.shape), values(tensor)]
    return described


base = torch.tensor([[0.0, 1.0, -2.5], [448.0, 0.0625, -0.001953125]])
special = torch.tensor([float("nan"), float("inf"), -float("inf"), 0.5])
typed = {
    "bool": torch.tensor([True, False, True]),
    "u8": torch.tensor([0, 255], dtype=torch.uint8),
    "i8": torch.tensor([-128, 127], dtype=torch.int8),
    "i16": torch.tensor([-32768, 32767], dtype=torch.int16),
    "i32": torch.tensor([-(2**31), 2**31 - 1], dtype=torch.int32),
    "i64": torch.tensor([-(2**40), 2**40], dtype=torch.int64),
    "u16": torch.tensor([0, 65535], dtype=torch.uint16),
    "u32": torch.tensor([0, 2**32 - 1], dtype=torch.uint32),
    "u64": torch.tensor([0, 2**50], dtype=torch.uint64),
    "f8_e4m3": base.to(torch.float8_e4m3fn),
    "f8_e5m2": base.to(torch.float8_e5m2),
    "f16": base.half(),
    "bf16": base.bfloat16(),
    "f32": base,
    "f64": base.double(),
    "special16": special.half(),
    "special_bf16": special.bfloat16(),
    "special8": special.to(torch.float8_e5m2),
    "special32": special,
    "empty": torch.zeros(0, 3),
    "scalar": torch.tensor(7.0),
}
all_bytes = {
    "every_e4m3": torch.arange(256, dtype=torch.uint8).view(torch.float8_e4m3fn),
    "every_e5m2": torch.arange(256, dtype=torch.uint8).view(torch.float8_e5m2),
}
save_file({**typed, **all_bytes}, HERE / "typed.safetensors", metadata={"format": "pt", "epoch": "3"})
expected["typed.safetensors"] = describe({**typed, **all_bytes})

save_file({"a.weight": base}, HERE / "model-00001-of-00002.safetensors")
save_file({"b.weight": base + 1}, HERE / "model-00002-of-00002.safetensors")
index = {
    "metadata": {"total_size": 48},
    "weight_map": {"a.weight": "model-00001-of-00002.safetensors", "b.weight": "model-00002-of-00002.safetensors"},
}
(HERE / "model.safetensors.index.json").write_text(json.dumps(index))
expected["model.safetensors.index.json"] = describe({"a.weight": base, "b.weight": base + 1})

torch.save(typed, HERE / "typed.pt")
expected["typed.pt"] = describe(typed)

torch.manual_seed(1)
network = torch.nn.Sequential(torch.nn.Conv2d(1, 2, 3), torch.nn.BatchNorm2d(2), torch.nn.Flatten(), torch.nn.Linear(8, 3))
optimizer = torch.optim.Adam(network.parameters())
network(torch.zeros(2, 1, 4, 4)).sum().backward()
optimizer.step()
torch.save(
    {
        "epoch": 5,
        "best": np.float64(0.75),
        "model": torch.nn.DataParallel(network).state_dict(),
        "optimizer": optimizer.state_dict(),
    },
    HERE / "training.ckpt",
)
expected["training.ckpt"] = describe(network.state_dict())

views = {
    "transposed": base.t(),
    "part": torch.arange(24.0).reshape(2, 3, 4)[:, 1:, ::2],
    "repeated": torch.tensor([1.0, 2.0]).expand(3, 2),
    "parameter": torch.nn.Parameter(base),
}
torch.save(views, HERE / "views.bin")
expected["views.bin"] = describe(views)
torch.save({"weight": base}, HERE / "old.pth", _use_new_zipfile_serialization=False)
torch.save(network, HERE / "module.pt")


class Hostile:
    def __reduce__(self):
        import os

        return (os.system, ("echo ran",))


torch.save({"weight": base, "more": Hostile()}, HERE / "hostile.pt")

arrays = {
    "b": np.array([True, False]),
    "i8": np.array([-1, 2], np.int8),
    "i16": np.array([-1, 2], np.int16),
    "i32": np.array([-1, 2], np.int32),
    "i64": np.array([-1, 2**40], np.int64),
    "u8": np.array([1, 255], np.uint8),
    "u16": np.array([1, 65535], np.uint16),
    "u32": np.array([1, 2**32 - 1], np.uint32),
    "u64": np.array([1, 2**50], np.uint64),
    "f16": np.array([[1.5, np.nan], [np.inf, -2]], np.float16),
    "f32": base.numpy(),
    "f64": base.double().numpy(),
    "big": np.array([1.5, -2], ">f4"),
    "fortran": np.asfortranarray(np.arange(6.0).reshape(2, 3)),
    "scalar": np.array(3.0),
}
np.savez(HERE / "arrays.npz", **arrays)
np.savez_compressed(HERE / "packed.npz", **arrays)
np.save(HERE / "one.npy", base.numpy())
expected["arrays.npz"] = expected["packed.npz"] = describe(arrays)
expected["one.npy"] = describe({"one": base.numpy()})
(HERE / "golden.json").write_text(json.dumps(expected, indent=1))
