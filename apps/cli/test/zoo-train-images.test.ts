import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { RandomStream } from "@weightcast/core";
import { encodeNpy } from "@weightcast/npy";
import { openZoo } from "@weightcast/zoo-io/node";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runCli } from "./run-cli.js";

const CLASSES = 4;
const [HEIGHT, WIDTH, CHANNELS] = [12, 9, 3];
let folder: string;
let space: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "weightcast-images-"));
  space = join(folder, "space.json");
  await writeFile(
    space,
    JSON.stringify({
      num_layers: 2,
      num_units: 8,
      train_fraction: 1,
      learning_rate: 0.02,
      optimizer: "adam",
      dropout: 0,
      l2reg: 0,
      w_init: "he_normal",
      activation: "relu",
    }),
  );
});
afterAll(() => rm(folder, { recursive: true }));

/** Noise under which one of four tints lies, by class: values in 0 to 1. */
function tintedImages(count: number, seed: number) {
  const random = new RandomStream(seed, "tinted-images");
  const labels = Int32Array.from({ length: count }, () => random.below(CLASSES));
  const values = HEIGHT * WIDTH * CHANNELS;
  const images = Float64Array.from({ length: count * values }, (_, i) => {
    const tint = labels[Math.floor(i / values)]! === i % CHANNELS ? 0.5 : 0;
    return tint + 0.5 * random.uniform();
  });
  return { images: encodeNpy(images, [count, HEIGHT, WIDTH, CHANNELS]), labels: encodeNpy(labels) };
}

async function putFiles(name: string, files: Readonly<Record<string, Uint8Array>>): Promise<string> {
  const path = join(folder, name);
  await mkdir(path);
  for (const [file, bytes] of Object.entries(files)) await writeFile(join(path, file), bytes);
  return path;
}

async function trainOn(dataset: string) {
  const output = `${dataset}-zoo`;
  const { code, stderr } = await runCli(
    ...["zoo", "train", "--dataset", dataset, "--space", space, "--networks", "3", "--epochs", "6"],
    ...["--seed", "1", "--workers", "2", "-o", output],
  );
  expect(stderr).toBe("");
  expect(code).toBe(0);
  const verified = await runCli("zoo", "verify", output);
  expect(verified.code, verified.stdout).toBe(0);
  return openZoo(output);
}

test("a zoo is trained on a folder of colour images in .npy files, split by whoever made it", async () => {
  const [train, tested] = [tintedImages(1024, 1), tintedImages(128, 2)];
  const dataset = await putFiles("tinted", {
    "train-images.npy": train.images,
    "train-labels.npy": train.labels,
    "test-images.npy": tested.images,
    "test-labels.npy": tested.labels,
  });
  const { layout, metrics } = await trainOn(dataset);
  // [3, 3, channels, units] and bias, [3, 3, units, units] and bias, [units, classes] and bias.
  expect(layout.parameters).toBe(27 * 8 + 8 + (72 * 8 + 8) + (8 * CLASSES + CLASSES));
  expect(new Set(metrics.text("config.dataset"))).toEqual(new Set(["tinted"]));
  expect(Math.max(...metrics.numbers("test_accuracy"))).toBeGreaterThan(0.5);
});

test("a zoo is trained on a folder that does not say what to test on", async () => {
  const { images, labels } = tintedImages(1024, 1);
  const { metrics } = await trainOn(await putFiles("whole", { "images.npy": images, "labels.npy": labels }));
  expect(metrics.rows).toBe(3 * 5);
  // A share of 170 images.
  for (const accuracy of metrics.numbers("test_accuracy")) {
    const correct = accuracy * 170;
    expect(correct).toBeCloseTo(Math.round(correct), 3);
  }
});

test("a folder whose files do not fit each other is refused with the file and what is wrong", async () => {
  const { images } = tintedImages(1024, 1);
  const dataset = await putFiles("unfit", {
    "images.npy": images,
    "labels.npy": encodeNpy(new Int32Array(9)),
  });
  const { code, stderr } = await runCli(
    ...["zoo", "train", "--dataset", dataset, "--networks", "1", "--epochs", "1", "-o", join(folder, "none")],
  );
  expect(code).toBe(2);
  expect(stderr).toBe(
    `weightcast: ${dataset}/labels.npy: holds an array of shape (9); the labels of 1024 images are (1024)\n`,
  );
});
