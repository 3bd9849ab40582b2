"""Makes the golden file of batch-norm.test.ts: 200 steps of networks with batch normalisation in Keras.

usage: make_batch_norm.py     (in this folder; made with Keras 3.15.1 on tensorflow-cpu 2.21.0)

batch-norm.f32 holds of each run, little-endian and in the zoo's order (of each layer its tensors in the order of their names): the initial
weights, the final ones, and the loss before each step. Runs, images and batches are listed in the test. The runs are in float64, so that
rounding does not decide where they end: float32 programs come as near as their own rounding allows.
"""
import os

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import keras
import numpy as np

SIDE, SAMPLES, BATCH, STEPS, L2 = 15, 64, 16, 200, 1e-3
RUNS = [("tanh", lambda: keras.optimizers.SGD(0.02, momentum=0.9)), ("sigmoid", lambda: keras.optimizers.SGD(0.05)),
        ("tanh", lambda: keras.optimizers.Adam(1e-3)), ("selu", lambda: keras.optimizers.SGD(0.01, momentum=0.9, nesterov=True))]


def images():
    """[64, 15, 15] in [-1, 1]. The test has the same formula."""
    n, r, c = np.meshgrid(np.arange(SAMPLES), np.arange(SIDE), np.arange(SIDE), indexing="ij")
    bytes = (r * (n % 10 + 1) + c * (10 - n % 10) + 7 * n) % 16 * 16
    return (-1 + 2 * (bytes / 255))[..., None]


def model(activation):
    regularizer = keras.regularizers.L2(L2)
    conv = lambda: keras.layers.Conv2D(16, 3, strides=2, activation=activation, kernel_regularizer=regularizer)
    norm = keras.layers.BatchNormalization
    return keras.Sequential([keras.Input((SIDE, SIDE, 1)), conv(), norm(), conv(), norm(), keras.layers.GlobalAveragePooling2D(),
                             keras.layers.Dense(10, kernel_regularizer=regularizer)])


def flat(network):
    return np.concatenate([np.asarray(v).ravel() for layer in network.layers for v in sorted(layer.weights, key=lambda v: v.name)])


keras.config.set_floatx("float64")
keras.utils.set_random_seed(1)
x, y = images(), np.arange(SAMPLES) % 10
parts = []
for activation, optimizer in RUNS:
    network = model(activation)
    # As float32 has them.
    network.set_weights([w.astype(np.float32).astype(np.float64) for w in network.get_weights()])
    network.compile(optimizer(), loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    initial = flat(network)
    losses = []
    for step in range(STEPS):
        rows = (step * 37 + np.arange(BATCH) * 5) % SAMPLES
        network.reset_metrics()
        losses.append(float(network.train_on_batch(x[rows], y[rows])))
    parts += [initial, flat(network), np.array(losses)]
    print(activation, "loss", losses[0], "to", losses[-1], "greatest change", np.abs(parts[-2] - initial).max())
np.concatenate(parts).astype("<f4").tofile("batch-norm.f32")
