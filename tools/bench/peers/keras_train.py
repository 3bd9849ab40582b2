"""Samples a second of Keras training the zoo's network on random 28x28 images: adam, relu, batch 512.
usage: keras_train.py PROCESSES EPOCHS   (one thread a process)"""
import json, os, subprocess, sys, time

if len(sys.argv) > 3:  # a child
    os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
    import numpy as np, tensorflow as tf

    tf.config.threading.set_intra_op_parallelism_threads(1)
    tf.config.threading.set_inter_op_parallelism_threads(1)
    random = np.random.default_rng(0)
    x, y = random.random((60000, 28, 28, 1), np.float32) * 2 - 1, random.integers(0, 10, 60000)
    data = tf.data.Dataset.from_tensor_slices((x, y)).shuffle(1024).batch(512, drop_remainder=True).prefetch(2)
    conv = lambda: tf.keras.layers.Conv2D(16, 3, strides=2, activation="relu", kernel_initializer="he_normal")
    model = tf.keras.Sequential([tf.keras.Input((28, 28, 1)), conv(), conv(), conv(), tf.keras.layers.GlobalAveragePooling2D(), tf.keras.layers.Dense(10)])
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
