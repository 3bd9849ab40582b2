"""Pairs of a network and an image a second of PyTorch, vectorised over networks: answers, and gradients by the images.
usage: torch_probes.py NETWORKS IMAGES SECONDS   (all cores)

The zoo's network of 4,970 weights as three products of patches and kernels for all networks at once; half of the networks have relu, half
tanh. Convolutions in groups (vmap) are slower.
"""
import json, sys, time

import torch

networks, images, seconds = int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])
torch.manual_seed(0)
kernels = [torch.randn(networks, inputs * 9, 16) * (2 / (9 * inputs)) ** 0.5 for inputs in (1, 16, 16)]
biases = [torch.zeros(networks, 1, 16) for _ in kernels]
last_kernel, last_bias = torch.randn(networks, 16, 10) * 0.35, torch.zeros(networks, 1, 10)
half = networks // 2
labels = (torch.arange(images) % 10).repeat(networks)


def activated(values):
    return torch.cat([torch.relu(values[:half]), torch.tanh(values[half:])])


def answers(pixels):
    values = pixels.view(1, images, 28, 28, 1).expand(networks, -1, -1, -1, -1)
    for kernel, bias in zip(kernels, biases):
        side = (values.shape[2] - 3) // 2 + 1
        taps = [values[:, :, i:i + 2 * side - 1:2, j:j + 2 * side - 1:2] for i in range(3) for j in range(3)]
        patches = torch.cat(taps, -1).reshape(networks, images * side * side, -1)
        values = activated(torch.baddbmm(bias, patches, kernel)).view(networks, images, side, side, 16)
    return torch.baddbmm(last_bias, values.mean((2, 3)), last_kernel)


def rate(call):
    call()
    start, calls = time.perf_counter(), 0
    while time.perf_counter() - start < seconds:
        call()
        calls += 1
    return calls * networks * images / (time.perf_counter() - start)


pixels = torch.rand(images, 28, 28) * 2 - 1


def ask():
    with torch.no_grad():
        answers(pixels)


def differentiate():
    leaf = pixels.clone().requires_grad_()
    loss = torch.nn.functional.cross_entropy(answers(leaf).view(-1, 10), labels, reduction="none")
    loss.clamp(min=0.3).mean().backward()


print(json.dumps({"answers": rate(ask), "gradients": rate(differentiate)}))
