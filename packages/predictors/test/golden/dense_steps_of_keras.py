"""Makes dense-steps-of-keras.json: losses of small networks under Keras, step by step, from given weights and batches.

usage: python dense_steps_of_keras.py > dense-steps-of-keras.json   (tensorflow-cpu 2.21, keras 3.15)
"""

import json

import keras
import numpy as np

ROWS, INPUTS, BATCH, EPOCHS = 23, 7, 8, 7
CASES = [
    {"hidden": [6, 5], "output": "sigmoid", "optimizer_name": "adam", "learning_rate": 0.01, "l2_penalty": 0.01},
    {"hidden": [6, 5], "output": "sigmoid", "optimizer_name": "sgd", "learning_rate": 0.3, "l2_penalty": 0.01},
    {"hidden": [6], "output": "linear", "optimizer_name": "adam", "learning_rate": 0.02, "l2_penalty": 0.001},
    {"hidden": [], "output": "sigmoid", "optimizer_name": "adam", "learning_rate": 0.05, "l2_penalty": 0.02},
    {"hidden": [], "output": "sigmoid", "optimizer_name": "sgd", "learning_rate": 0.5, "l2_penalty": 0},
]


def floats(values):
    return [float(value) for value in np.asarray(values, np.float32).ravel()]


def run(case, x, y):
    penalty = keras.regularizers.L2(case["l2_penalty"])
    layers = [keras.Input((INPUTS,))]
    layers += [keras.layers.Dense(units, "relu", kernel_regularizer=penalty) for units in case["hidden"]]
    layers += [keras.layers.Dense(1, case["output"], kernel_regularizer=None if case["hidden"] else penalty)]
    model = keras.Sequential(layers)
    model.compile({"adam": keras.optimizers.Adam, "sgd": keras.optimizers.SGD}[case["optimizer_name"]](case["learning_rate"]), "mse")
    initial = [floats(values) for values in model.get_weights()]
    losses = []
    for _ in range(EPOCHS):
        for first in range(0, ROWS, BATCH):
            model.train_on_batch(x[first : first + BATCH], y[first : first + BATCH])
            losses.append(float(model.evaluate(x, y, batch_size=ROWS, verbose=0)))
    return {**case, "initial": initial, "losses": losses, "final": [floats(values) for values in model.get_weights()]}


keras.utils.set_random_seed(7)
random = np.random.default_rng(7)
x = random.standard_normal((ROWS, INPUTS), dtype=np.float32)
y = (1 / (1 + np.exp(-x[:, 0] - x[:, 1] * x[:, 2]))).astype(np.float32)
print(json.dumps({"inputs": INPUTS, "batch": BATCH, "epochs": EPOCHS, "x": floats(x), "y": floats(y),
                  "cases": [run(case, x, y) for case in CASES]}))
