"""Writes small image files in the formats of published data sets, beside this script in images/: run it with numpy and scipy.

Pixel (image n, row r, column c, channel k) is (101 n + 7 r + 3 c + 53 k) mod 256, so that a test can tell every axis from the others.
"""

import gzip
import io
import os
import struct
import tarfile

import numpy as np
import scipy.io

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "images")


def pixels(first, count, height, width, channels):
    n, r, c, k = np.ogrid[first : first + count, :height, :width, :channels]
    return ((101 * n + 7 * r + 3 * c + 53 * k) % 256).astype(np.uint8)


def path(*parts):
    whole = os.path.join(FOLDER, *parts)
    os.makedirs(os.path.dirname(whole), exist_ok=True)
    return whole


def write_mat():
    """SVHN: X [32, 32, 3, N], y [N, 1] with 10 for the digit 0. The training file is packed, with labels in f64; the other is not."""
    train = np.moveaxis(pixels(0, 4, 32, 32, 3), 0, 3)
    labels = np.array([[1], [10], [9], [2]], dtype=np.float64)
    scipy.io.savemat(path("svhn", "train_32x32.mat"), {"X": train, "y": labels}, do_compression=True)
    test = np.moveaxis(pixels(4, 3, 32, 32, 3), 0, 3)
    # Variables of other kinds, before those that are read.
    others = {"note": "not an image", "about": {"source": "made up", "year": 2026.0}}
    contents = {**others, "X": test, "y": np.array([[10], [3], [1]], dtype=np.uint8)}
    scipy.io.savemat(path("svhn", "test_32x32.mat"), contents, do_compression=False)
    floats = {"X": train.astype(np.float64), "y": labels}
    scipy.io.savemat(path("svhn-floats", "train_32x32.mat"), floats, do_compression=True)
    complex_labels = {"X": train, "y": labels + 1j}
    scipy.io.savemat(path("svhn-complex", "train_32x32.mat"), complex_labels, do_compression=True)


def write_cifar():
    """CIFAR-10: records of a label and the planes of red, green and blue, two in each batch."""
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w") as tar:
        names = [f"data_batch_{batch}.bin" for batch in range(1, 6)] + ["test_batch.bin"]
        for batch, name in enumerate(["readme.html", *names]):
            planes = pixels(2 * (batch - 1), 2, 32, 32, 3).transpose(0, 3, 1, 2).reshape(2, -1)
            labels = np.array([[(2 * batch) % 10], [(2 * batch + 1) % 10]], dtype=np.uint8)
            contents = np.hstack([labels, planes]).tobytes() if batch > 0 else b"<html></html>"
            info = tarfile.TarInfo(f"cifar-10-batches-bin/{name}")
            info.size = len(contents)
            tar.addfile(info, io.BytesIO(contents))
    with open(path("cifar10", "cifar-10-binary.tar.gz"), "wb") as file:
        file.write(gzip.compress(archive.getvalue(), mtime=0))


def write_idx():
    """MNIST: big-endian headers."""
    for part, first, count in [("train", 0, 4), ("t10k", 4, 2)]:
        images = pixels(first, count, 28, 28, 1)
        header = struct.pack(">HBBIII", 0, 8, 3, count, 28, 28)
        with open(path("mnist", f"{part}-images-idx3-ubyte.gz"), "wb") as file:
            file.write(gzip.compress(header + images.tobytes(), mtime=0))
        labels = bytes((first + i) % 4 for i in range(count))
        with open(path("mnist", f"{part}-labels-idx1-ubyte"), "wb") as file:
            file.write(struct.pack(">HBBI", 0, 8, 1, count) + labels)


def write_npy():
    """Folders of .npy files: split or not, u8 and floats of every width, grey and in colour, both memory orders."""
    labels = np.arange(12) % 3
    colour = pixels(0, 12, 5, 4, 3)
    np.save(path("npy-whole", "images.npy"), colour)
    np.save(path("npy-whole", "labels.npy"), labels)
    grey = pixels(0, 12, 5, 4, 1)[..., 0]
    for folder, images in [
        ("npy-unit-f8", grey / 255),
        ("npy-unit-f4", np.asfortranarray((grey / 255).astype(np.float32))),
        ("npy-signed-f4", (grey / 127.5 - 1).astype(np.float32)),
        ("npy-signed-f2", (grey / 127.5 - 1).astype(np.float16)),
    ]:
        for part, rows in [("train", slice(0, 9)), ("test", slice(9, 12))]:
            np.save(path(folder, f"{part}-images.npy"), images[rows])
            np.save(path(folder, f"{part}-labels.npy"), labels[rows].astype(np.uint8))


def write_grey():
    """What the Small CNN Zoo's networks see of colour images in grey: the mean of the channels after -1 + 2 x / 255, in f32."""
    seen = np.float32(-1) + pixels(0, 4, 32, 32, 3).astype(np.float32) / np.float32(255) * np.float32(2)
    np.save(path("grey.npy"), np.mean(seen, axis=-1))


write_mat()
write_cifar()
write_idx()
write_npy()
write_grey()
