import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { UsageError } from "@weightcast/core";
import { targetNamed } from "@weightcast/zoo";
import { openZoo } from "@weightcast/zoo-io/node";
import { describe, expect, test } from "vitest";
import {
  type Evidence,
  MEASURES,
  type MeasureName,
  measuresNamed,
  type Population,
  PUBLISHED_SPACE,
  shardOf,
} from "../src/index.js";
import { mergeZoos, trainZoo } from "../src/node.js";
import { bytesIn, temporaryFolders } from "./folders.js";
import { smallDataSet } from "./image-files.js";

const newFolder = temporaryFolders();

interface Case {
  readonly classes: number;
  readonly labels: readonly number[];
  readonly predicted: readonly number[];
  readonly confidences: readonly number[];
  readonly ece: number;
  readonly accuracies: readonly number[];
}

const GOLDEN = JSON.parse(readFileSync(new URL("golden/measures.json", import.meta.url), "utf8")) as Case[];

const METRICS = { test_accuracy: 0.5, test_loss: 1, train_accuracy: 0.75, train_loss: 1 };

function evidenceOf(
  labels: readonly number[],
  predicted: readonly number[],
  confidences: readonly number[],
): Evidence {
  return {
    metrics: METRICS,
    labels: Uint8Array.from(labels),
    predicted: { classes: Uint8Array.from(predicted), confidences: Float64Array.from(confidences) },
    classes: Math.max(...labels, ...predicted) + 1,
  };
}

const measured = (name: MeasureName, evidence: Evidence) => MEASURES.get(name)?.measure(evidence);

test.each(GOLDEN)("of $classes classes are as numpy computes them", (one) => {
  const evidence = { ...evidenceOf(one.labels, one.predicted, one.confidences), classes: one.classes };
  expect(measured("calibration-error", evidence)?.[0]).toBeCloseTo(one.ece, 12);
  expect(measured("per-class-accuracy", evidence)).toEqual(one.accuracies);
});

test("confidences of 0 and 1, and at the border of two bins, have a bin", () => {
  expect(measured("calibration-error", evidenceOf([0, 0], [0, 0], [0, 1]))).toEqual([0.5]);
  // 1/15 belongs to the first bin, with 0.01.
  expect(measured("calibration-error", evidenceOf([0, 1], [0, 0], [1 / 15, 0.01]))?.[0]).toBeCloseTo(
    Math.abs(1 / 15 + 0.01 - 1) / 2,
    12,
  );
});

test("a class without test images has no accuracy", () => {
  const evidence = { ...evidenceOf([0, 2], [0, 1], [1, 1]), classes: 4 };
  expect(measured("per-class-accuracy", evidence)).toEqual([1, Number.NaN, 0, Number.NaN]);
});

test("the generalisation gap is the training accuracy less the test accuracy", () => {
  expect(measured("generalisation-gap", evidenceOf([0], [0], [1]))).toEqual([0.25]);
});

test("each name is taken once, in a fixed order; unknown ones are refused", () => {
  expect(measuresNamed(["generalisation-gap", "calibration-error", "generalisation-gap"])).toEqual([
    "calibration-error",
    "generalisation-gap",
  ]);
  expect(() => measuresNamed(["ece"])).toThrow(UsageError);
  expect(() => measuresNamed(["calibration-eror"])).toThrow("did you mean 'calibration-error'");
});

test("targets know in which direction each column is better", () => {
  const columns = Array.from(MEASURES.values(), ({ columns }) => columns(2)).flat();
  expect(columns.map((column) => [column, targetNamed(column).range, targetNamed(column).direction])).toEqual(
    [
      ["test_accuracy_class_0", [0, 1], "higher"],
      ["test_accuracy_class_1", [0, 1], "higher"],
      ["test_ece", [0, 1], "lower"],
      ["generalisation_gap", null, "lower"],
    ],
  );
});

describe("a zoo with measures", () => {
  const { dataSet } = smallDataSet("squares", 1200, 100);
  const CLASSES = Array.from({ length: dataSet.classes }, (_, label) => label);
  const population: Population = {
    dataset: "squares",
    networks: [{ first: 0, count: 4 }],
    epochs: 2,
    epochs_between_checkpoints: 20,
    seed: 1,
    space: { ...PUBLISHED_SPACE, num_layers: 2, num_units: 4, train_fraction: 1 },
  };
  const measures = Array.from(MEASURES.keys());
  const train = (folder: string, change: Partial<Population>) =>
    trainZoo({
      folder,
      population: { ...population, ...change },
      loadImages: async () => dataSet,
    }).finish();

  test("has a column for each, which the other columns do not depend on", async () => {
    const [plain, measured] = [join(await newFolder(), "plain"), join(await newFolder(), "measured")];
    await train(plain, {});
    await train(measured, { measures });
    const [expected, { metrics }] = [(await openZoo(plain)).metrics, await openZoo(measured)];
    expect(Array.from(metrics.columns.keys()).slice(expected.columns.size)).toEqual([
      ...CLASSES.map((label) => `test_accuracy_class_${label}`),
      "test_ece",
      "generalisation_gap",
    ]);
    for (const [name, column] of expected.columns) expect(metrics.columns.get(name)).toEqual(column);
    expect(await readFile(join(measured, "weights.npy"))).toEqual(await readFile(join(plain, "weights.npy")));
    // Each class has as many of the 100 test images as the labels say.
    const counts = CLASSES.map((label) => dataSet.test.labels.filter((one) => one === label).length);
    for (let row = 0; row < metrics.rows; row++) {
      const right = counts.map(
        (count, label) => count * metrics.numbers(`test_accuracy_class_${label}`)[row]!,
      );
      const accuracy = right.reduce((sum, count) => sum + count, 0) / 100;
      expect(accuracy).toBeCloseTo(metrics.numbers("test_accuracy")[row]!, 6);
      expect(metrics.numbers("generalisation_gap")[row]).toBeCloseTo(
        metrics.numbers("train_accuracy")[row]! - metrics.numbers("test_accuracy")[row]!,
        6,
      );
    }
  });

  test("is the same after an interruption, and merged from shards", async () => {
    const [whole, stopped, merged] = (await Promise.all(
      ["whole", "stopped", "merged"].map(async (name) => join(await newFolder(), name)),
    )) as [string, string, string];
    const change = { measures: ["generalisation-gap", "calibration-error"] } as const;
    await train(whole, change);
    const options = {
      folder: stopped,
      population: { ...population, ...change },
      loadImages: async () => dataSet,
    };
    for await (const { network, metrics } of trainZoo(options)) {
      expect(Object.keys(metrics)).toContain("test_ece");
      if (network === 1) break;
    }
    expect((await train(stopped, change)).trained).toBe(2);
    expect(await bytesIn(stopped)).toEqual(await bytesIn(whole));
    const shards = await Promise.all(
      [1, 2].map(async (part) => {
        const folder = join(await newFolder(), "shard");
        await train(folder, { ...change, networks: [shardOf({ first: 0, count: 4 }, part, 2)] });
        return folder;
      }),
    );
    await mergeZoos(shards, merged);
    expect(await bytesIn(merged)).toEqual(await bytesIn(whole));
    await expect(train(stopped, {})).rejects.toThrow(
      "measures is calibration-error, generalisation-gap, not nothing",
    );
  });
});
