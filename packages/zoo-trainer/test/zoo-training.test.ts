import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { CancelledError, UsageError } from "@weightcast/core";
import { openZoo } from "@weightcast/zoo-io/node";
import { expect, test } from "vitest";
import { type Population, PUBLISHED_SPACE } from "../src/index.js";
import { type TrainZooOptions, trainZoo } from "../src/node.js";
import { temporaryFolders } from "./folders.js";
import { smallDataSet } from "./image-files.js";

const newFolder = temporaryFolders();
const { dataSet } = smallDataSet("squares", 600, 50);

const POPULATION: Population = {
  dataset: "squares",
  networks: [{ first: 2, count: 3 }],
  epochs: 4,
  epochs_between_checkpoints: 20,
  seed: 1,
  space: { ...PUBLISHED_SPACE, num_layers: 2, num_units: 4, train_fraction: 1 },
};

async function options(change: Partial<TrainZooOptions> = {}): Promise<TrainZooOptions> {
  const folder = join(await newFolder(), "zoo");
  return { folder, population: POPULATION, loadImages: async () => dataSet, ...change };
}

test("the checkpoints are those of the zoo, in ascending order of the step", async () => {
  const chosen = await options();
  const training = trainZoo(chosen);
  const found = new Map<string, Float32Array>();
  const order: string[] = [];
  for await (const { network, step, weights, metrics } of training) {
    order.push(`${network}-${step}`);
    found.set(`0000${network}/permanent_ckpt-${step}`, weights);
    expect(metrics.test_accuracy).toBeGreaterThanOrEqual(0);
  }
  expect(order).toEqual([2, 3, 4].flatMap((network) => [0, 1, 2, 3, 4].map((step) => `${network}-${step}`)));
  expect(await training.finish()).toMatchObject({ networks: 3, trained: 3, rows: 15 });
  const zoo = await openZoo(chosen.folder);
  const paths = zoo.metrics.text("checkpoint");
  for await (const { rows, weights } of zoo.blocks({ blockRows: 1 })) {
    expect(found.get(paths[rows[0] ?? -1]?.slice("zoo/squares/".length) ?? "")).toEqual(weights.data);
  }
});

test("nothing begins before it is asked for; the rest can be trained without looking", async () => {
  const chosen = await options();
  const training = trainZoo(chosen);
  expect(await readdir(join(chosen.folder, ".."))).toEqual([]);
  expect((await training[Symbol.asyncIterator]().next()).value?.step).toBe(0);
  expect(await training.finish()).toMatchObject({ networks: 3, trained: 3 });
});

test("a finished zoo has no checkpoints to yield", async () => {
  const chosen = await options();
  await trainZoo(chosen).finish();
  const training = trainZoo(chosen);
  for await (const { network } of training) throw new Error(`network ${network} was trained again`);
  expect(await training.finish()).toMatchObject({ networks: 3, trained: 0 });
});

test("who leaves early keeps what is stored, and cannot finish the same training", async () => {
  const chosen = await options();
  const training = trainZoo(chosen);
  for await (const { network } of training) if (network === 3) break;
  await expect(training.finish()).rejects.toThrow(UsageError);
  expect((await readdir(join(chosen.folder, "parts"))).sort()).toEqual(["00002.npy", "00003.npy"]);
  expect(await trainZoo(chosen).finish()).toMatchObject({ networks: 3, trained: 1 });
});

test("an aborted signal ends the iteration", async () => {
  const stop = new AbortController();
  const training = trainZoo(await options({ signal: stop.signal }));
  const iterate = async () => {
    for await (const { step } of training) if (step === 1) stop.abort();
  };
  await expect(iterate()).rejects.toThrow(CancelledError);
});

test("settings out of range are refused once the training is awaited", async () => {
  const training = trainZoo(await options({ population: { ...POPULATION, epochs: 0 } }));
  await expect(training.finish()).rejects.toThrow("epochs: ");
});
