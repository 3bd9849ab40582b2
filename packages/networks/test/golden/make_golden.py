"""Makes the golden files of keras.test.ts: 200 steps of each optimiser with each activation, in Keras.

usage: make_golden.py     (in this folder; made with Keras 3.15.1 on tensorflow-cpu 2.21.0)

All runs train the zoo's network (side 28, 3 x 16 units, 10 classes, L2) from the same weights on the same batches of made-up images, in
float32. initial.f32 holds the initial weights [4970]; weights.f32 the final ones [runs, 4970]; losses.f32 the loss before each step
[runs, 200]; all in the zoo's order (of each layer the bias, then the kernel), little-endian. runs.json lists the runs; of those that
amplify rounding (selu's slope jumps at 0; nesterov), `rounding` is the greatest difference of a final weight from the same run in float64.
"""
import json
import os
import subprocess
import sys

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import keras
import numpy as np

# With this seed, no sum of the relu runs comes so near to relu's kink that rounding decides on which side it is (as of about one
# seed in six): then all single-precision programs, and a double-precision one, end in the same place.
SEED = 4
SAMPLES, BATCH, STEPS, L2 = 256, 8, 200, 1e-3
LEARNING_RATES = {"sgd": 0.05, "momentum": 0.02, "nesterov": 0.02, "adam": 1e-3, "rmsprop": 1e-3}
ALL = ("sgd", "momentum", "adam", "rmsprop")
RUNS = [(name, activation) for activation in ("relu", "tanh", "sigmoid", "selu") for name in ALL] + [("nesterov", "relu"), ("nesterov", "tanh")]


# The runs in float64, in a process of their own, tell how far rounding alone carries float32.
FLOATX = sys.argv[1] if len(sys.argv) > 1 else "float32"


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
            "nesterov": lambda: keras.optimizers.SGD(rate, momentum=0.9, nesterov=True),
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
    x = (-1 + 2 * (images().astype(FLOATX) / np.dtype(FLOATX).type(255)))[..., None]
    y = (np.arange(SAMPLES) % 10).astype(np.int32)
    losses = []
    for step in range(STEPS):
        rows = batch(step)
        network.reset_metrics()
        losses.append(float(network.train_on_batch(x[rows], y[rows])))
    return flat(network), np.array(losses)


def train_all(initial):
    """Final weights [runs, 4970] and losses [runs, 200]."""
    return [np.array(results) for results in zip(*[train(name, activation, initial) for name, activation in RUNS])]


random = np.random.default_rng(SEED)
initial = random.normal(0, 0.1, 4970).astype(np.float32)
if FLOATX == "float64":
    keras.config.set_floatx(FLOATX)
    train_all(initial)[0].tofile(sys.stdout.buffer)
    sys.exit()
exact = np.frombuffer(subprocess.run([sys.executable, __file__, "float64"], capture_output=True, check=True).stdout)
weights, losses = train_all(initial)
initial.astype("<f4").tofile("initial.f32")
weights.astype("<f4").tofile("weights.f32")
losses.astype("<f4").tofile("losses.f32")
runs = []
for (name, activation), rounding in zip(RUNS, np.abs(weights - exact.reshape(weights.shape)).max(1)):
    runs.append({"optimizer": name, "activation": activation, "learningRate": LEARNING_RATES[name], "l2reg": L2})
    if activation == "selu" or name == "nesterov":
        runs[-1]["rounding"] = float(rounding)
with open("runs.json", "w") as f:
    json.dump(runs, f, indent=2)
    f.write("\n")
