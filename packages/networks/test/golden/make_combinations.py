"""Makes the golden files of combinations.test.ts: 200 steps of each architecture, activation and optimizer, in Keras.

usage: make_combinations.py     (in this folder; made with Keras 3.15.1 on tensorflow-cpu 2.21.0)

The networks are small: images of 11 x 11 pixels, 2 layers of 4 units, 3 classes, L2. combinations.f32 holds of each run, in the order of
ARCHITECTURES x ACTIVATIONS x OPTIMIZERS, little-endian and in the zoo's order (of each layer its tensors in the order of their names): the
initial weights, the gradient of the first batch's loss by them (0 for moving statistics), the final weights, and the loss before every
twentieth step. The runs are in float64, so that rounding does not decide where they end: float32 programs come as near as their own
rounding allows.
"""
import os

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import keras
import numpy as np
import tensorflow as tf

SIDE, CLASSES, SAMPLES, BATCH, STEPS, L2 = 11, 3, 64, 16, 200, 1e-3
ARCHITECTURES = ("cnn", "cnnbn", "fcn")
ACTIVATIONS = ("relu", "tanh", "sigmoid", "selu")
OPTIMIZERS = {"sgd": lambda: keras.optimizers.SGD(0.05), "momentum": lambda: keras.optimizers.SGD(0.01, momentum=0.9),
              "adam": lambda: keras.optimizers.Adam(1e-3), "rmsprop": lambda: keras.optimizers.RMSprop(1e-3),
              "nesterov": lambda: keras.optimizers.SGD(0.01, momentum=0.9, nesterov=True)}


def images():
    """[64, 11, 11, 1] in [-1, 1]. The test has the same formula."""
    n, r, c = np.meshgrid(np.arange(SAMPLES), np.arange(SIDE), np.arange(SIDE), indexing="ij")
    bytes = (r * (n % 10 + 1) + c * (10 - n % 10) + 7 * n) % 16 * 16
    return (-1 + 2 * (bytes / 255))[..., None]


def model(architecture, activation):
    l2 = keras.regularizers.L2(L2)
    layers = [keras.Input((SIDE, SIDE, 1))]
    if architecture == "fcn":
        layers += [keras.layers.Flatten()] + [keras.layers.Dense(4, activation=activation, kernel_regularizer=l2) for _ in range(2)]
    else:
        for _ in range(2):
            layers.append(keras.layers.Conv2D(4, 3, strides=2, activation=activation, kernel_regularizer=l2))
            if architecture == "cnnbn":
                layers.append(keras.layers.BatchNormalization())
        layers.append(keras.layers.GlobalAveragePooling2D())
    return keras.Sequential([*layers, keras.layers.Dense(CLASSES, kernel_regularizer=l2)])


def ordered(network):
    return [w for layer in network.layers for w in sorted(layer.weights, key=lambda w: w.name)]


def flat(tensors):
    return np.concatenate([np.asarray(t).ravel() for t in tensors])


def train(architecture, activation, optimizer):
    network = model(architecture, activation)
    # As float32 has them.
    network.set_weights([w.astype(np.float32).astype(np.float64) for w in network.get_weights()])
    optimizer.build(network.trainable_variables)
    cross_entropy = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    x, y = tf.constant(images()), tf.constant(np.arange(SAMPLES) % CLASSES)
    batches = tf.constant([[(step * 37 + i * 5) % SAMPLES for i in range(BATCH)] for step in range(STEPS)])

    @tf.function
    def step(rows):
        with tf.GradientTape() as tape:
            loss = cross_entropy(tf.gather(y, rows), network(tf.gather(x, rows), training=True)) + tf.add_n(network.losses)
        gradients = tape.gradient(loss, network.trainable_variables)
        optimizer.apply(gradients, network.trainable_variables)
        return loss, gradients

    initial, losses, first = flat(ordered(network)), [], None
    for rows in batches:
        loss, gradients = step(rows)
        losses.append(float(loss))
        first = first if first is not None else gradients
    of = {id(v): g for v, g in zip(network.trainable_variables, first)}
    gradient = flat([of[id(w)] if id(w) in of else np.zeros(w.shape) for w in ordered(network)])
    return [initial, gradient, flat(ordered(network)), np.array(losses[::20])]


keras.config.set_floatx("float64")
keras.utils.set_random_seed(1)
parts = []
for architecture in ARCHITECTURES:
    for activation in ACTIVATIONS:
        for name, optimizer in OPTIMIZERS.items():
            parts += train(architecture, activation, optimizer())
            print(architecture, activation, name, "loss", parts[-1][0], "to", parts[-1][-1], flush=True)
np.concatenate(parts).astype("<f4").tofile("combinations.f32")
