import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { CancelledError, UsageError } from "@weightcast/core";
import { inferArchitecture, layoutOf, smallCnn, smallFcn } from "@weightcast/networks";
import { openZoo } from "@weightcast/zoo-io/node";
import { describe, expect, test } from "vitest";
import {
  drawHyperparameters,
  imageDataSet,
  imageSet,
  type Population,
  PUBLISHED_SPACE,
} from "../src/index.js";
import { loadImages, type TrainZooOptions, trainZoo } from "../src/node.js";
import { bytesIn, temporaryFolders } from "./folders.js";
import { putFiles, smallDataSet } from "./image-files.js";

const newFolder = temporaryFolders();
const { dataSet, files } = smallDataSet("squares", 1200, 100);

const POPULATION: Population = {
  dataset: "squares",
  networks: [{ first: 3, count: 4 }],
  epochs: 5,
  epochs_between_checkpoints: 20,
  seed: 1,
  space: { ...PUBLISHED_SPACE, num_layers: 2, num_units: 4, train_fraction: [0.5, 1], dropout: [0, 0.3] },
};

async function trainTo(folder: string, options: Partial<TrainZooOptions> = {}): Promise<void> {
  await trainZoo({ folder, population: POPULATION, loadImages: async () => dataSet, ...options }).finish();
}

test("a zoo of real networks, the same each time", async () => {
  const [first, second] = [join(await newFolder(), "a"), join(await newFolder(), "b")];
  await trainTo(first);
  await trainTo(second);
  expect(await bytesIn(second)).toEqual(await bytesIn(first));
  const { layout, metrics, rows } = await openZoo(first);
  expect(inferArchitecture(layout)).toEqual({ architecture: smallCnn({ side: 8, layers: 2, units: 4 }) });
  expect([rows, metrics.runs]).toEqual([20, ["00003", "00004", "00005", "00006"]]);
  for (const [row, run] of metrics.runOfRow.entries()) {
    const drawn = drawHyperparameters(POPULATION.space, 1, run + 3);
    for (const name of ["learning_rate", "dropout", "train_fraction", "l2reg", "init_std"] as const) {
      expect(metrics.numbers(`config.${name}`)[row]).toBe(drawn[name]);
    }
    for (const name of ["activation", "optimizer", "w_init"] as const) {
      expect(metrics.text(`config.${name}`)[row]).toBe(drawn[name]);
    }
  }
});

test("a zoo of dense layers", async () => {
  const folder = join(await newFolder(), "fcn");
  const space = { ...POPULATION.space, dnn_architecture: "fcn", num_layers: 1, num_units: 12 } as const;
  await trainTo(folder, { population: { ...POPULATION, space } });
  const { layout, metrics } = await openZoo(folder);
  expect(layout).toEqual(layoutOf(smallFcn({ side: 8, layers: 1, units: 12 })));
  expect(metrics.text("config.dnn_architecture")[0]).toBe("fcn");
  expect(Math.max(...metrics.numbers("test_accuracy"))).toBeGreaterThan(0.3);
});

test("a zoo with batch normalisation, the same each time, begun with no other stride", async () => {
  const space = { ...POPULATION.space, dnn_architecture: "cnnbn", cnn_stride: 1 } as const;
  const population = { ...POPULATION, epochs: 2, space };
  const [first, second] = [join(await newFolder(), "a"), join(await newFolder(), "b")];
  await trainTo(first, { population });
  await trainTo(second, { population });
  expect(await bytesIn(second)).toEqual(await bytesIn(first));
  const { layout, metrics } = await openZoo(first);
  const sizes = { side: 8, layers: 2, units: 4, stride: 1, batchNorm: true };
  expect(inferArchitecture(layout)).toEqual({ architecture: smallCnn(sizes) });
  expect(metrics.text("config.dnn_architecture")[0]).toBe("cnnbn");
  await expect(
    trainTo(first, { population: { ...population, space: { ...space, cnn_stride: 2 } } }),
  ).rejects.toThrow("space.cnn_stride is 1, not 2");
  const { cnn_stride, ...published } = space;
  await expect(trainTo(first, { population: { ...population, space: published } })).rejects.toThrow(
    `space.cnn_stride is ${cnn_stride}, not 2`,
  );
});

test("a reduced learning rate tells in the last epochs", async () => {
  const [plain, reduced] = [join(await newFolder(), "plain"), join(await newFolder(), "reduced")];
  const population = { ...POPULATION, networks: [{ first: 3, count: 1 }], epochs: 3 };
  await trainTo(plain, { population });
  await trainTo(reduced, {
    population: { ...population, space: { ...POPULATION.space, reduce_learningrate: true } },
  });
  const losses = async (folder: string) => Array.from((await openZoo(folder)).metrics.numbers("train_loss"));
  const [usual, changed] = [await losses(plain), await losses(reduced)];
  expect(changed.slice(0, 2)).toEqual(usual.slice(0, 2));
  expect(changed.slice(2)).not.toEqual(usual.slice(2));
});

test("a zoo of three classes on oblong images", async () => {
  const folder = join(await newFolder(), "oblong");
  const oblong = (count: number) =>
    imageSet(
      {
        shape: [count, 9, 7],
        data: Uint8Array.from({ length: count * 63 }, (_, i) => 120 * (Math.floor(i / 63) % 3)),
      },
      { shape: [count], data: Uint8Array.from({ length: count }, (_, i) => i % 3) },
    );
  const images = imageDataSet("stripes", oblong(1100), oblong(30));
  const population = { ...POPULATION, dataset: "stripes" };
  await trainTo(folder, { population, loadImages: async () => images });
  const { layout, metrics } = await openZoo(folder);
  expect(layout.tensors.at(-1)?.shape).toEqual([4, 3]);
  expect(Math.max(...metrics.numbers("test_accuracy"))).toBeGreaterThan(0.6);
});

test("a network that diverges keeps the rows that it has", async () => {
  const folder = join(await newFolder(), "zoo");
  const space = {
    ...POPULATION.space,
    optimizer: "sgd",
    learning_rate: 1e30,
    w_init: ["he_normal", "orthogonal"],
  } as const;
  const population: Population = { ...POPULATION, space };
  const summary = await trainZoo({ folder, population, loadImages: async () => dataSet }).finish();
  expect(summary).toMatchObject({ networks: 4, trained: 4, diverged: 4 });
  expect(summary.rows).toBeGreaterThanOrEqual(4);
  expect(summary.rows).toBeLessThan(20);
  const { metrics } = await openZoo(folder);
  expect(metrics.runs).toHaveLength(4);
  expect(Array.from(metrics.numbers("laststep")).filter((last) => last === 1)).toHaveLength(4);
});

describe("stopped amid a network", () => {
  test("it goes on with the next call to the same bytes", async () => {
    const [folder, whole] = [join(await newFolder(), "zoo"), join(await newFolder(), "zoo")];
    const stop = new AbortController();
    let finished = 0;
    const stopping = trainTo(folder, {
      signal: stop.signal,
      onProgress: ({ note }) => {
        finished = Number.parseInt(note!, 10);
        if (finished === 2) setImmediate(() => stop.abort());
      },
    });
    await expect(stopping).rejects.toThrow(CancelledError);
    expect((await readdir(join(folder, "parts"))).length).toBe(finished);
    await trainTo(folder);
    await trainTo(whole);
    expect(await bytesIn(folder)).toEqual(await bytesIn(whole));
  });
});

test("a folder of IDX files from end to end", async () => {
  const [images, folder] = [join(await newFolder(), "squares"), join(await newFolder(), "zoo")];
  await putFiles(images, files, true);
  await trainTo(folder, { loadImages: () => loadImages(images) });
  const record = JSON.parse(await readFile(join(folder, "training.json"), "utf8"));
  expect(record).toMatchObject({ format: 2, dataset: "squares", epochs: 5, seed: 1 });
  await expect(trainTo(folder, { loadImages: () => loadImages(images) })).resolves.toBeUndefined();
});

test("layers that leave no pixel are refused before anything is written", async () => {
  const parent = await newFolder();
  const population = { ...POPULATION, space: { ...POPULATION.space, num_layers: 3 } };
  const training = trainTo(join(parent, "zoo"), { population });
  await expect(training).rejects.toThrow(UsageError);
  await expect(training).rejects.toThrow("3 layers leave no pixel of images of 8 x 8");
  expect(await readdir(parent)).toEqual([]);
});

test("no workers at all", async () => {
  await expect(trainTo(join(await newFolder(), "zoo"), { workers: 0 })).rejects.toThrow(RangeError);
});
