"""
Saves networks of a zoo as frameworks save them, each as NAME.pt, .safetensors, .onnx, .h5, .keras and .weights.h5, beside NAME.npy with the flat
weights.

    python make_networks.py                                  the golden networks of this folder: one of random weights
    python make_networks.py --zoo ZOO --networks 50 -o OUT   networks of a zoo of the Small CNN Zoo's architecture

Needs torch, safetensors, onnx, keras with tensorflow, numpy.
"""

import argparse
import pathlib

import keras
import numpy as np
import torch
from safetensors.torch import save_file


def parts_of(row, channels, classes):
    """The tensors of a flat row, in its order: bias and kernel of each layer, kernels as (height, width, in, out)."""
    at = 0

    def take(*shape):
        nonlocal at
        size = int(np.prod(shape))
        at += size
        return row[at - size : at].reshape(shape)

    layers = [(take(out), take(3, 3, into, out)) for into, out in zip(channels, channels[1:])]
    layers.append((take(classes), take(channels[-1], classes)))
    assert at == len(row)
    return layers


def save_torch(layers, path):
    modules = []
    for _, kernel in layers[:-1]:
        modules += [torch.nn.Conv2d(*kernel.shape[2:], 3), torch.nn.ReLU()]
    network = torch.nn.Sequential(*modules[:-1], torch.nn.AdaptiveAvgPool2d(1), torch.nn.Flatten(), torch.nn.Linear(*layers[-1][1].shape))
    state = {}
    for name, (bias, kernel) in zip(["0", "2", "4", "7"], layers):
        order = (3, 2, 0, 1) if kernel.ndim == 4 else (1, 0)
        state[f"{name}.weight"] = torch.from_numpy(kernel.transpose(order).copy())
        state[f"{name}.bias"] = torch.from_numpy(bias.copy())
    network.load_state_dict(state)
    torch.save({"epoch": 1, "state_dict": torch.nn.DataParallel(network).state_dict()}, f"{path}.pt")
    save_file(network.state_dict(), f"{path}.safetensors")
    torch.onnx.export(network, torch.zeros(1, 1, 28, 28), f"{path}.onnx", dynamo=False)


def save_keras(layers, path):
    keras.backend.clear_session()
    modules = [keras.Input((28, 28, 1))]
    modules += [keras.layers.Conv2D(kernel.shape[3], 3, activation="relu") for _, kernel in layers[:-1]]
    modules += [keras.layers.GlobalAveragePooling2D(), keras.layers.Dense(len(layers[-1][0]))]
    network = keras.Sequential(modules)
    network.set_weights([part for bias, kernel in layers for part in (kernel, bias)])
    network.save(f"{path}.h5")
    network.save(f"{path}.keras")
    network.save_weights(f"{path}.weights.h5")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--zoo", type=pathlib.Path)
    parser.add_argument("--networks", type=int, default=1)
    parser.add_argument("-o", "--output", type=pathlib.Path, default=pathlib.Path(__file__).parent)
    options = parser.parse_args()
    options.output.mkdir(parents=True, exist_ok=True)
    if options.zoo is None:
        channels, classes = [1, 2, 3, 4], 5
        size = sum(9 * a * b + b for a, b in zip(channels, channels[1:])) + (channels[-1] + 1) * classes
        rows = {"golden": np.random.default_rng(1).normal(0, 0.3, size).astype(np.float32)}
    else:
        channels, classes = [1, 16, 16, 16], 10
        weights = np.load(options.zoo / "weights.npy", mmap_mode="r")
        rows = {str(i): np.array(weights[i]) for i in np.linspace(0, len(weights) - 1, options.networks).astype(int)}
    for name, row in rows.items():
        layers = parts_of(row, channels, classes)
        path = options.output / name
        np.save(f"{path}.npy", row)
        save_torch(layers, path)
        save_keras(layers, path)


main()
