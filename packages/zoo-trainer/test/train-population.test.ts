import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import type { Progress } from "@weightcast/core";
import { openZoo } from "@weightcast/zoo-io/node";
import { beforeAll, describe, expect, test } from "vitest";
import { planNetwork } from "../src/population/planned-network.js";
import { bytesIn, temporaryFolders } from "./folders.js";
import { POPULATION, standIn, train } from "./stand-in.js";

const newFolder = temporaryFolders();

const trainingEvents = (events: readonly Progress[]) => events.filter(({ stage }) => stage === "train");
const metricsIn = async (folder: string) =>
  gunzipSync(await readFile(join(folder, "metrics.csv.gz"))).toString();

let whole: string;
beforeAll(async () => {
  whole = join(await newFolder(), "made", "zoo");
  await train(whole);
});

test("the zoo has the Small CNN Zoo's columns, its paths, and its rows in string order of the step", async () => {
  expect((await readdir(whole)).sort()).toEqual([
    "layout.csv",
    "metrics.csv.gz",
    "training.json",
    "weights.npy",
  ]);
  const lines = (await metricsIn(whole)).split("\n");
  expect(lines[0]).toBe(
    ",config.activation,config.b_init,config.dataset,config.dnn_architecture,config.dropout,config.epochs,config.epochs_between_checkpoints,config.init_std,config.l2reg,config.learning_rate,config.num_layers,config.num_units,config.optimizer,config.random_seed,config.train_fraction,config.w_init,modeldir,step,test_accuracy,test_loss,train_accuracy,train_loss,laststep",
  );
  expect(lines.slice(1, 6).map((line) => line.split(",")[0])).toEqual(
    [0, 1, 18, 2, 3].map((step) => `zoo/squares/00000/permanent_ckpt-${step}`),
  );
  const cells = lines[3]!.split(",");
  expect(cells.slice(1, 5)).toEqual(["relu", "zeros", "squares", "cnn"]);
  expect(cells.slice(6, 8)).toEqual(["18", "20"]);
  expect(cells.slice(17, 19)).toEqual(["zoo/squares/00000", "18"]);
  expect(lines.slice(1, 6).map((line) => line.split(",").at(-1))).toEqual([
    "False",
    "False",
    "True",
    "False",
    "False",
  ]);
  expect(cells[19]).toMatch(/^0\.\d{1,9}$/);
});

test("the weights of a row are those of its checkpoint", async () => {
  const trainer = standIn(POPULATION);
  const { weights, checkpoints } = await trainer.train(planNetwork(POPULATION, 4), () => {});
  const zoo = await openZoo(whole);
  const steps = zoo.metrics.numbers("step");
  for await (const block of zoo.blocks({ rows: [20, 21, 22, 23, 24] })) {
    for (const [i, row] of block.rows.entries()) {
      const index = checkpoints.findIndex(({ step }) => step === steps[row]);
      expect(block.weights.data.slice(10 * i, 10 * (i + 1))).toEqual(
        weights.slice(10 * index, 10 * (index + 1)),
      );
    }
  }
});

test("any number of lanes makes the same bytes, and none is idle while networks are left", async () => {
  const folder = join(await newFolder(), "zoo");
  // The first network takes as long as all others together.
  let finish = () => {};
  const last = new Promise<void>((resolve) => {
    finish = resolve;
  });
  let others = 0;
  const { networks } = await train(folder, {
    lanes: 2,
    before: (network) => {
      if (network === 0) return last;
      if (++others === 5) finish();
    },
  });
  expect(networks).toBe(6);
  expect(await bytesIn(folder)).toEqual(await bytesIn(whole));
});

describe("a network whose loss becomes NaN", () => {
  const diverges = { 1: 2, 4: -1 };

  test("keeps the rows that it has and is counted", async () => {
    const folder = join(await newFolder(), "zoo");
    const events: Progress[] = [];
    const summary = await train(folder, { diverges, onProgress: (event) => events.push(event) });
    expect(summary).toMatchObject({ networks: 6, trained: 6, diverged: 2, rows: 4 * 5 + 3 });
    const lines = (await metricsIn(folder)).split("\n").filter((line) => line.includes("/00001/permanent"));
    expect(lines.map((line) => [line.split(",")[18], line.split(",").at(-1)])).toEqual([
      ["0", "False"],
      ["1", "False"],
      ["2", "True"],
    ]);
    expect(trainingEvents(events).at(-1)).toMatchObject({
      done: (4 * 18 + 3) * 512,
      total: (4 * 18 + 3) * 512,
    });
    expect(await train(folder)).toMatchObject({ networks: 6, trained: 0, diverged: 2, rows: 23 });
  });

  test("is not trained again", async () => {
    const folder = join(await newFolder(), "zoo");
    const stopped = train(folder, {
      diverges,
      before: (network) => {
        if (network === 5) throw new Error("out of luck");
      },
    });
    await expect(stopped).rejects.toThrow();
    const rest = train(folder);
    expect(await rest).toMatchObject({ diverged: 2, rows: 23 });
    expect(rest.trained).toEqual([5]);
  });
});

test("progress tells of networks, samples and the best accuracy, and of the rest only after a stop", async () => {
  const events: Progress[] = [];
  const { best, samples } = await train(join(await newFolder(), "zoo"), {
    onProgress: (event) => events.push(event),
  });
  const total = 6 * 18 * 512;
  expect(events[0]).toMatchObject({ stage: "train", done: 0, total, unit: "samples" });
  expect(events[1]).toMatchObject({ done: 18 * 512, total });
  expect(events[1]!.note).toBe("0/6 networks, best accuracy 0.0000");
  const last = trainingEvents(events).at(-1)!;
  expect(last).toMatchObject({ done: total, total });
  expect(events.at(-1)).toEqual({ stage: "write the zoo", done: 5, total: 6, unit: "networks" });
  expect(last.note).toBe(`6/6 networks, best accuracy ${best!.testAccuracy.toFixed(4)}`);
  expect(samples).toBe(total);
  const accuracies = (await metricsIn(whole)).split("\n").flatMap((line) => {
    const cells = line.split(",");
    return cells.at(-1) === "True" ? [Number(cells[19])] : [];
  });
  expect(Math.fround(best!.testAccuracy)).toBe(Math.fround(Math.max(...accuracies)));
});
