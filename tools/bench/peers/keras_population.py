"""Trains networks under given hyperparameters in Keras, as the Small CNN Zoo's were: final test accuracy of each (null where it diverged).
usage: keras_population.py NETWORKS.json FOLDER SEED EPOCHS PART PARTS
NETWORKS.json: a list of hyperparameters under their published names, without `config.`; FOLDER: Fashion-MNIST's four .gz files."""
import gzip, json, math, os, sys
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import numpy as np, tensorflow as tf

file, folder, seed, epochs, part, parts = sys.argv[1], sys.argv[2], *map(int, sys.argv[3:])
tf.config.threading.set_intra_op_parallelism_threads(1)
tf.config.threading.set_inter_op_parallelism_threads(1)
k = tf.keras


def read(name, header):
    with gzip.open(os.path.join(folder, name)) as stream:
        return np.frombuffer(stream.read(), np.uint8, offset=header)


def images(name):
    return -1 + 2 * (read(name, 16).reshape(-1, 28, 28, 1).astype(np.float32) / 255)


x, y = images("train-images-idx3-ubyte.gz"), read("train-labels-idx1-ubyte.gz", 8).astype(np.int32)
x_test, y_test = images("t10k-images-idx3-ubyte.gz"), read("t10k-labels-idx1-ubyte.gz", 8).astype(np.int32)


def train(c, number):
    k.utils.set_random_seed(seed * 100003 + number)
    init = {"RandomNormal": lambda: k.initializers.RandomNormal(0, c["init_std"]), "TruncatedNormal": lambda: k.initializers.TruncatedNormal(0, c["init_std"]),
            "orthogonal": k.initializers.Orthogonal, "glorot_normal": k.initializers.GlorotNormal, "he_normal": k.initializers.HeNormal}[c["w_init"]]
    l2 = lambda: k.regularizers.L2(c["l2reg"])
    layers = [k.Input((28, 28, 1))]
    for _ in range(c["num_layers"]):
        layers.append(k.layers.Conv2D(c["num_units"], 3, strides=2, activation=c["activation"], kernel_initializer=init(), kernel_regularizer=l2()))
        if c["dropout"] > 0: layers.append(k.layers.Dropout(c["dropout"]))
    layers += [k.layers.GlobalAveragePooling2D(), k.layers.Dense(10, kernel_initializer=init(), kernel_regularizer=l2())]
    model = k.Sequential(layers)
    optimizer = {"sgd": k.optimizers.SGD, "adam": k.optimizers.Adam, "rmsprop": k.optimizers.RMSprop}[c["optimizer"]](c["learning_rate"])
    model.compile(optimizer, k.losses.SparseCategoricalCrossentropy(from_logits=True), metrics=["accuracy"])
    rows = np.random.permutation(len(x))[:int(len(x) * c["train_fraction"])]
    data = tf.data.Dataset.from_tensor_slices((x[rows], y[rows])).shuffle(len(rows)).batch(512, drop_remainder=True).prefetch(2)
    history = model.fit(data, epochs=epochs, verbose=0, callbacks=[k.callbacks.TerminateOnNaN()])
    diverged = not math.isfinite(history.history["loss"][-1])
    return None if diverged else float(model.evaluate(x_test, y_test, batch_size=1000, verbose=0)[1])


networks = json.load(open(file))
print(json.dumps({str(i): train(c, i) for i, c in enumerate(networks) if i % parts == part}))
