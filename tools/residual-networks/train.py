"""
Trains small residual networks on Fashion-MNIST, at 14 x 14 pixels, with PyTorch, each with hyperparameters of its own, and saves one checkpoint of each.

    python tools/residual-networks/train.py --data /usr/share/datasets/fashion-mnist --networks 150 -o ./residual

The folder then holds run-000.pt, run-001.pt, … (the weights alone, as state_dict) and labels.csv: the file of each checkpoint, its
hyperparameters, its last training loss, and its accuracy on the first images of the test set. A run that is started again goes on where
it stopped. Needs torch and numpy.
"""

import argparse
import csv
import gzip
import pathlib

import numpy as np
import torch
from torch import nn

TRAINING_IMAGES = 2000
TEST_IMAGES = 2000
COLUMNS = [
    "file", "run", "step", "config.optimizer", "config.learning_rate", "config.batch_size", "config.l2reg", "config.dropout",
    "config.init_std", "config.train_fraction", "config.epochs", "train_loss", "test_accuracy",
]  # fmt: skip


class Block(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.conv1 = nn.Conv2d(channels, channels, 3, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(channels)
        self.conv2 = nn.Conv2d(channels, channels, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(channels)

    def forward(self, x):
        y = torch.relu(self.bn1(self.conv1(x)))
        return torch.relu(x + self.bn2(self.conv2(y)))


def network(dropout):
    """About 51,000 parameters."""
    return nn.Sequential(
        nn.Conv2d(1, 26, 3, stride=2, padding=1, bias=False), nn.BatchNorm2d(26), nn.ReLU(), Block(26),
        nn.Conv2d(26, 40, 3, stride=2, padding=1, bias=False), nn.BatchNorm2d(40), nn.ReLU(), Block(40),
        nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Dropout(dropout), nn.Linear(40, 10),
    )  # fmt: skip


def images_and_labels(folder, part):
    with gzip.open(folder / f"{part}-images-idx3-ubyte.gz") as file:
        images = np.frombuffer(file.read(), np.uint8, offset=16).reshape(-1, 1, 28, 28)
    with gzip.open(folder / f"{part}-labels-idx1-ubyte.gz") as file:
        labels = np.frombuffer(file.read(), np.uint8, offset=8)
    # At half their size, so that a network takes seconds on a core.
    images = nn.functional.avg_pool2d(torch.from_numpy(images.astype(np.float32) / 255 - 0.3), 2)
    return images, torch.from_numpy(labels.astype(np.int64))


def hyperparameters(random):
    return {
        "config.optimizer": random.choice(["sgd", "adam"]),
        "config.learning_rate": 10 ** random.uniform(-4, -1),
        "config.batch_size": int(random.choice([32, 64, 128])),
        "config.l2reg": 10 ** random.uniform(-6, -2),
        "config.dropout": random.uniform(0, 0.6),
        "config.init_std": 10 ** random.uniform(-0.7, 0.5),
        "config.train_fraction": random.choice([0.25, 0.5, 1]),
        "config.epochs": int(random.integers(2, 9)),
    }


def train(seed, training, test):
    """One network: its weights and the row of labels.csv."""
    random = np.random.default_rng(seed)
    torch.manual_seed(seed)
    chosen = hyperparameters(random)
    model = network(chosen["config.dropout"])
    # The usual initial weights, larger or smaller by a factor.
    with torch.no_grad():
        for weight in model.parameters():
            if weight.dim() > 1:
                weight.mul_(chosen["config.init_std"])
    kind = torch.optim.SGD if chosen["config.optimizer"] == "sgd" else torch.optim.Adam
    more = {"momentum": 0.9} if kind is torch.optim.SGD else {}
    optimizer = kind(model.parameters(), lr=chosen["config.learning_rate"], weight_decay=chosen["config.l2reg"], **more)
    images, labels = training
    count = int(len(images) * chosen["config.train_fraction"])
    steps, losses = 0, []
    for _ in range(chosen["config.epochs"]):
        order = torch.randperm(count)
        losses = []
        for batch in order.split(chosen["config.batch_size"]):
            if len(batch) < 2:
                continue
            loss = nn.functional.cross_entropy(model(images[batch]), labels[batch])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
            steps += 1
    model.eval()
    with torch.no_grad():
        answers = torch.cat([model(part).argmax(1) for part in test[0].split(500)])
    accuracy = (answers == test[1]).float().mean().item()
    row = {**chosen, "run": seed, "step": steps, "train_loss": float(np.mean(losses)), "test_accuracy": accuracy}
    return model.state_dict(), row


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=pathlib.Path, required=True)
    parser.add_argument("--networks", type=int, default=150)
    parser.add_argument("-o", "--output", type=pathlib.Path, required=True)
    options = parser.parse_args()
    torch.set_num_threads(1)
    training = tuple(part[:TRAINING_IMAGES] for part in images_and_labels(options.data, "train"))
    test = tuple(part[:TEST_IMAGES] for part in images_and_labels(options.data, "t10k"))
    options.output.mkdir(parents=True, exist_ok=True)
    table = options.output / "labels.csv"
    done = set()
    if table.exists():
        with table.open() as file:
            done = {int(row["run"]) for row in csv.DictReader(file)}
    with table.open("a", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        if not done:
            writer.writeheader()
        for seed in range(options.networks):
            if seed in done:
                continue
            weights, row = train(seed, training, test)
            name = f"run-{seed:03}.pt"
            torch.save(weights, options.output / name)
            writer.writerow({"file": name, **row})
            file.flush()
            print(f"{name}: accuracy {row['test_accuracy']:.3f}, loss {row['train_loss']:.3f}", flush=True)


main()
