"""Makes the golden file of src/training/augmentation.test.ts: images whose colours and light TensorFlow changed.

usage: make_augmentation.py     (in this folder; made with tensorflow-cpu 2.21.0)

augmentation.json holds of each case the changes that are made and the image after them, from -1 to 1, [5, 4, channels]. The image before is
a formula that the test has too.
"""
import json
import os

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import numpy as np
import tensorflow as tf

HEIGHT, WIDTH = 5, 4
CHANGES = [(0.08, 1.6, 0.05, 1.3), (-0.08, 0.6, -0.05, 0.7), (0.03, 1.2, 0.02, 0.9), (-0.05, 0.8, -0.01, 1.1)]


def image(channels):
    """Bytes, with greys and pure colours among them."""
    values = np.arange(HEIGHT * WIDTH * channels)
    bytes = np.where(values % 9 < 3, 120, values * 67 % 256)
    bytes[-3:] = (255, 0, 0)
    return bytes.reshape(HEIGHT, WIDTH, channels)


cases = []
for channels in (1, 3):
    for hue, saturation, brightness, contrast in CHANGES:
        x = tf.constant(image(channels) / 255, tf.float32)
        if channels == 3:
            x = tf.image.adjust_saturation(tf.image.adjust_hue(x, hue), saturation)
        x = tf.image.adjust_contrast(tf.image.adjust_brightness(x, brightness), contrast)
        seen = np.round(-1 + 2 * x.numpy().astype(np.float64), 6)
        cases.append({"channels": channels, "hue": hue, "saturation": saturation, "brightness": brightness,
                      "contrast": contrast, "image": seen.ravel().tolist()})
with open("augmentation.json", "w") as f:
    f.write("[\n" + ",\n".join(json.dumps(case) for case in cases) + "\n]\n")
