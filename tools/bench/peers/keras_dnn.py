"""Seconds an epoch of Keras training a dense network, the first epoch left out.
usage: keras_dnn.py FEATURES.npy TARGET.npy PARAMETERS_JSON EPOCHS"""
import json, os, sys, time
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import numpy as np, tensorflow as tf

x, y, c, epochs = np.load(sys.argv[1]), np.load(sys.argv[2]), json.loads(sys.argv[3]), int(sys.argv[4])
k = tf.keras
layers = [k.Input((x.shape[1],))]
for _ in range(c["n_layers"]):
    layers.append(k.layers.Dense(c["n_hiddens"], "relu", kernel_regularizer=k.regularizers.L2(c["l2_penalty"]), kernel_initializer=c["w_init_name"]))
model = k.Sequential([*layers, k.layers.Dense(1, "sigmoid")])
model.compile(k.optimizers.Adam(c["learning_rate"]), "mse")
ends = []
end = k.callbacks.LambdaCallback(on_epoch_end=lambda epoch, logs: ends.append(time.perf_counter()))
model.fit(x, y, batch_size=c["batch_size"], epochs=epochs, verbose=0, callbacks=[end])
print(json.dumps({"seconds": (ends[-1] - ends[0]) / (epochs - 1)}))
