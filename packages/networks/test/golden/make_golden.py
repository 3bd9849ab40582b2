"""Makes the golden files of keras.test.ts: 200 steps of each optimiser with each activation, in Keras.

usage: make_golden.py     (in this folder; made with Keras 3.15.1 on tensorflow-cpu 2.21.0)

All runs train the zoo's network (side 28, 3 x 16 units, 10 classes, L2) from the same weights on the same batches of made-up images, in
float32. initial.f32 holds the initial weights [4970]; weights.f32 the final ones [runs, 4970]; losses.f32 the loss before each step
[runs, 200]; all in the zoo's order (of each layer the bias, then the kernel), little-endian. runs.json lists the runs.
"""
import json
import os

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import keras
import numpy as np

# With this seed, no sum of the relu runs comes so near to relu's kink that rounding decides on which side it is (as of about one
# seed in six): then all single-precision programs, and a double-precision one, end in the same place.
SEED = 4
SAMPLES, BATCH, STEPS, L2 = 256, 8, 200, 1e-3
LEARNING_RATES = {"sgd": 0.05, "momentum": 0.02, "adam": 1e-3, "rmsprop": 1e-3}


def images():
    """[256, 28, 28] bytes: stripes of a class's own direction, and noise. keras.test.ts has the same formula."""
    n, r, c = np.meshgrid(np.arange(SAMPLES), np.arange(28), np.arange(28), indexing="ij")
    label = n % 10
    h = ((n * 28 + r) * 28 + c).astype(np.uint32) * np.uint32(0x9E3779B1)
    h = (h ^ (h >> np.uint32(15))) * np.uint32(0x85EBCA77)
    noise = (h ^ (h >> np.uint32(13))) & np.uint32(63)
    return (r * (label + 1) + c * (10 - label)) % 16 * 12 + noise.astype(int)


def batch(step):
    return (step * 37 + np.arange(BATCH) * 5) % SAMPLES


def model(activation):
    regularizer = keras.regularizers.L2(L2)
    conv = lambda: keras.layers.Conv2D(16, 3, strides=2, activation=activation, kernel_regularizer=regularizer)
    return keras.Sequential([keras.Input((28, 28, 1)), conv(), conv(), conv(),
                             keras.layers.GlobalAveragePooling2D(),
                             keras.layers.Dense(10, kernel_regularizer=regularizer)])


def optimizer(name):
    rate = LEARNING_RATES[name]
    return {"sgd": lambda: keras.optimizers.SGD(rate), "momentum": lambda: keras.optimizers.SGD(rate, momentum=0.9),
            "adam": lambda: keras.optimizers.Adam(rate), "rmsprop": lambda: keras.optimizers.RMSprop(rate)}[name]()


def flat(network):
    """Bias before kernel, layer by layer."""
    return np.concatenate([w.ravel() for kernel, bias in zip(*[iter(network.get_weights())] * 2) for w in (bias, kernel)])


def set_flat(network, vector):
    weights, at = [], 0
    for kernel, bias in zip(*[iter(network.get_weights())] * 2):
        weights += [vector[at + bias.size:at + bias.size + kernel.size].reshape(kernel.shape), vector[at:at + bias.size]]
        at += bias.size + kernel.size
    network.set_weights(weights)


def train(name, activation, initial):
    network = model(activation)
    set_flat(network, initial)
    network.compile(optimizer(name), loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    x = (-1 + 2 * (images().astype(np.float32) / np.float32(255)))[..., None]
    y = (np.arange(SAMPLES) % 10).astype(np.int32)
    losses = []
    for step in range(STEPS):
        rows = batch(step)
        network.reset_metrics()
        losses.append(float(network.train_on_batch(x[rows], y[rows])))
    return flat(network), np.array(losses)


random = np.random.default_rng(SEED)
network = model("relu")
initial = random.normal(0, 0.1, flat(network).size).astype(np.float32)
initial.astype("<f4").tofile("initial.f32")
runs, weights, losses = [], [], []
for activation in ("relu", "tanh"):
    for name in LEARNING_RATES:
        w, l = train(name, activation, initial)
        runs.append({"optimizer": name, "activation": activation, "learningRate": LEARNING_RATES[name], "l2reg": L2})
        weights.append(w)
        losses.append(l)
        print(runs[-1], "loss", l[0], "to", l[-1], "largest change of a weight", np.abs(w - initial).max())
np.array(weights).astype("<f4").tofile("weights.f32")
np.array(losses).astype("<f4").tofile("losses.f32")
with open("runs.json", "w") as f:
    json.dump(runs, f, indent=2)
    f.write("\n")
