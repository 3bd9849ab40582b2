"""Makes the golden file of answer-describer.test.ts: made-up answers (f32) and what numpy makes of them as float64 (f64).

usage: make_answers.py     (in this folder; made with numpy 2.4.6)

answers.json names the cases. NAME.answers.f32 is [networks, images, classes + units]: the logits, then the inputs of the last layer;
NAME.description.f64 is [networks, columns]. The label of image i is i modulo the number of classes. Little-endian, row-major.
"""
import json

import numpy as np


def describe(logits, units, labels, classes):
    logits, units = logits.astype(np.float64), units.astype(np.float64)
    shifted = logits - logits.max(-1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(-1, keepdims=True))
    p = np.exp(log_p)
    mean_p = p.mean(0)
    ordered = np.sort(p, -1)
    entropy = -(p * log_p).sum(-1)
    spectrum = lambda values: np.linalg.svd(values, compute_uv=False)
    centred_units = units - units.mean(0)
    norms = np.sqrt((centred_units ** 2).sum(0))
    idle = norms <= 1e-6 * np.sqrt((units ** 2).sum(0))
    correlated = centred_units / np.where(idle, np.inf, norms)
    cross_entropy = -log_p[np.arange(len(labels)), labels]
    right = (logits.argmax(-1) == labels).astype(np.float64)
    by_class = lambda values: np.stack([values[labels == k].mean(0) for k in range(classes)])
    centred = by_class(logits - logits.mean(-1, keepdims=True))
    return np.concatenate([
        [entropy.mean(), entropy.std(), -(mean_p * np.log(mean_p + 1e-12)).sum(), ordered[:, -1].mean(), (ordered[:, -1] - ordered[:, -2]).mean()],
        np.sort(mean_p), np.sort(logits.std(0)), spectrum(logits - logits.mean(0)), spectrum(correlated), [idle.mean()],
        [cross_entropy.mean(), np.minimum(cross_entropy, 5).mean(), right.mean()], by_class(right), np.sort(by_class(right)),
        [np.exp(-cross_entropy).mean()],
        (centred / np.sqrt((centred ** 2).sum())).ravel(), by_class(p).ravel(), by_class(np.maximum(log_p, -8)).ravel(),
    ])


def make(name, networks, images, classes, units):
    rng = np.random.default_rng(len(name))
    labels = np.arange(images) % classes
    answers = rng.standard_normal((networks, images, classes + units)) * np.logspace(-1, 1.5, networks)[:, None, None]
    answers[..., classes:] = np.maximum(answers[..., classes:], 0)
    answers[1, :, classes] = 0
    answers[-1, np.arange(images), labels] += 20
    answers = answers.astype("<f4")
    rows = np.stack([describe(a[:, :classes], a[:, classes:], labels, classes) for a in answers])
    answers.tofile(f"{name}.answers.f32")
    rows.astype("<f8").tofile(f"{name}.description.f64")
    return {"networks": networks, "images": images, "classes": classes, "units": units}


cases = {name: make(name, *sizes) for name, sizes in {"ten-classes": (5, 43, 10, 16), "three-classes": (4, 20, 3, 5)}.items()}
with open("answers.json", "w") as file:
    json.dump(cases, file, indent=2)
    file.write("\n")
