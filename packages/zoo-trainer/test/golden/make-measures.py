"""Makes the golden file of measures.test.ts: the expected calibration error and the accuracy of each class, by numpy.

usage: make-measures.py     (in this folder; made with numpy 2)

measures.json holds of each case the true classes, the predicted ones, their probabilities, and what was computed of them.
"""
import json

import numpy as np

BINS = 15


def expected_calibration_error(labels, predicted, confidences):
    """Guo et al. 2017: bins (i / 15, (i + 1) / 15], weighted by their sizes."""
    edges = np.linspace(0, 1, BINS + 1)
    error = 0.0
    for low, high in zip(edges[:-1], edges[1:]):
        inside = (confidences > low) & (confidences <= high)
        if inside.any():
            accuracy = (labels[inside] == predicted[inside]).mean()
            error += inside.mean() * abs(accuracy - confidences[inside].mean())
    return error


random = np.random.default_rng(1)
cases = []
for classes, samples, scale in ((10, 200, 2.0), (3, 150, 0.5), (2, 60, 8.0)):
    logits = scale * random.normal(size=(samples, classes))
    labels = np.where(random.random(samples) < 0.6, logits.argmax(1), random.integers(0, classes, samples))
    powers = np.exp(logits - logits.max(1, keepdims=True))
    confidences = np.round((powers / powers.sum(1, keepdims=True)).max(1), 6)
    predicted = logits.argmax(1)
    accuracies = [(predicted[labels == label] == label).mean() for label in range(classes)]
    cases.append({"classes": classes, "labels": labels.tolist(), "predicted": predicted.tolist(),
                  "confidences": confidences.tolist(), "ece": expected_calibration_error(labels, predicted, confidences),
                  "accuracies": accuracies})
with open("measures.json", "w") as f:
    f.write("[\n" + ",\n".join(json.dumps(case) for case in cases) + "\n]\n")
