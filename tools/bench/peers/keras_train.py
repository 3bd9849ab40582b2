"""Samples a second of Keras training a network on random images: adam, batch 512.
usage: keras_train.py PROCESSES EPOCHS NETWORK   (one thread a process)
NETWORK: a TrainCase of src/train.ts as JSON."""
import json, os, subprocess, sys, time

if len(sys.argv) > 4:  # a child
    os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
    import numpy as np, tensorflow as tf

    tf.config.threading.set_intra_op_parallelism_threads(1)
    tf.config.threading.set_inter_op_parallelism_threads(1)
    random = np.random.default_rng(0)
    network = json.loads(sys.argv[3])
    side, channels, units, activation = network["side"], network["channels"], network["units"], network["activation"]
    x, y = random.random((60000, side, side, channels), np.float32) * 2 - 1, random.integers(0, 10, 60000)
    data = tf.data.Dataset.from_tensor_slices((x, y)).shuffle(1024).batch(512, drop_remainder=True).prefetch(2)
    k = tf.keras.layers
    hidden = []
    for _ in range(3):
        if network["architecture"] == "fcn": hidden.append(k.Dense(units, activation=activation, kernel_initializer="he_normal"))
        else: hidden.append(k.Conv2D(units, 3, strides=2, activation=activation, kernel_initializer="he_normal"))
        if network["dropout"] > 0: hidden.append(k.Dropout(network["dropout"]))
        if network["architecture"] == "cnnbn": hidden.append(k.BatchNormalization())
    layers = [k.Flatten(), *hidden] if network["architecture"] == "fcn" else [*hidden, k.GlobalAveragePooling2D()]
    model = tf.keras.Sequential([tf.keras.Input((side, side, channels)), *layers, k.Dense(10)])
    model.compile(tf.keras.optimizers.Adam(1e-3), loss=tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    epochs = int(sys.argv[2])
    model.fit(data, epochs=1, verbose=0)
    start = time.time()
    model.fit(data, epochs=epochs, verbose=0)
    print(epochs * 117 * 512 / (time.time() - start))
else:
    children = [subprocess.Popen([sys.executable, __file__, *sys.argv[1:], "child"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
                for _ in range(int(sys.argv[1]))]
    print(json.dumps({"samplesPerSecond": sum(float(c.communicate()[0].split()[-1]) for c in children)}))
