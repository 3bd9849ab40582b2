"""Makes the golden files of answers.test.ts: logits and gradients by images of networks in Keras.

usage: make_answers.py     (in this folder; made with Keras 3.15.1 on tensorflow-cpu 2.21.0)

answers.json lists the networks: the architecture as the package describes it, the activation, and the sizes of what answers.f32 holds of
each, little-endian: weights [parameters] in the zoo's order (of each layer its tensors in the order of their names), images
[images, height, width, channels], logits [images, classes], and gradients by the images of the cross-entropy of class `image % classes`.
"""
import json
import os

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import keras
import numpy as np
import tensorflow as tf

IMAGES = 3
CASES = [
    ("cnn", "relu", (15, 15, 1)),
    ("cnn", "tanh", (15, 16, 3)),
    ("cnnbn", "relu", (15, 15, 1)),
    ("fcn", "tanh", (6, 5, 3)),
    ("flattened", "relu", (9, 8, 2)),
    ("cnn", "sigmoid", (15, 15, 1)),
    ("cnnbn", "selu", (15, 15, 1)),
]


def layers_of(kind, classes):
    """The package's description of each architecture."""
    conv = lambda filters, size=(3, 3), stride=2: {"kind": "conv2d", "filters": filters, "kernelSize": list(size), "stride": stride, "activated": True}
    dense = lambda units, activated: {"kind": "dense", "units": units, "activated": activated}
    norm = {"kind": "batchNorm", "epsilon": 1e-3, "activated": False}
    return {
        "cnn": [conv(16), conv(16), conv(16), {"kind": "globalMean"}, dense(classes, False)],
        "cnnbn": [conv(8), norm, conv(8), norm, {"kind": "globalMean"}, dense(classes, False)],
        "fcn": [{"kind": "flatten"}, dense(12, True), dense(7, True), dense(classes, False)],
        "flattened": [conv(5, (4, 3), 1), conv(6, (2, 2), 3), {"kind": "flatten"}, dense(classes, False)],
    }[kind]


def model(layers, shape, activation):
    chosen = lambda layer: activation if layer["activated"] else None
    make = {
        "conv2d": lambda l: keras.layers.Conv2D(l["filters"], l["kernelSize"], strides=l["stride"], activation=chosen(l)),
        "batchNorm": lambda l: keras.layers.BatchNormalization(epsilon=l["epsilon"]),
        "globalMean": lambda l: keras.layers.GlobalAveragePooling2D(),
        "flatten": lambda l: keras.layers.Flatten(),
        "dense": lambda l: keras.layers.Dense(l["units"], activation=chosen(l)),
    }
    return keras.Sequential([keras.Input(shape)] + [make[layer["kind"]](layer) for layer in layers])


random = np.random.default_rng(1)
cases, parts = [], []
for kind, activation, shape in CASES:
    classes = 4
    layers = layers_of(kind, classes)
    network = model(layers, shape, activation)
    weights = []
    for layer in network.layers:
        for variable in sorted(layer.weights, key=lambda v: v.name):
            scale = np.sqrt(3 / np.prod(variable.shape[:-1])) if variable.name == "kernel" else 0.3
            drawn = random.normal(0, scale, variable.shape).astype(np.float32)
            variable.assign(0.5 + np.abs(drawn) if variable.name == "moving_variance" else drawn)
            weights.append(np.asarray(variable).ravel())
    images = random.uniform(-1, 1, (IMAGES, *shape)).astype(np.float32)
    x = tf.constant(images)
    with tf.GradientTape() as tape:
        tape.watch(x)
        logits = network(x, training=False)
        loss = tf.nn.sparse_softmax_cross_entropy_with_logits(np.arange(IMAGES) % classes, logits)
    arrays = [np.concatenate(weights), images, logits.numpy(), tape.gradient(loss, x).numpy()]
    parts += [array.ravel() for array in arrays]
    cases.append({"activation": activation, "sizes": [array.size for array in arrays],
                  "architecture": {"input": dict(zip(("height", "width", "channels"), shape)), "layers": layers}})
np.concatenate(parts).astype("<f4").tofile("answers.f32")
with open("answers.json", "w") as f:
    json.dump(cases, f, indent=2)
    f.write("\n")
