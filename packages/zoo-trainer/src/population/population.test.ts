import { UsageError } from "@weightcast/core";
import { describe, expect, test } from "vitest";
import { chooseLayers } from "./hyperparameters.js";
import { checkImages, checkPopulation, recordDifferences, type TrainingRecord } from "./population.js";
import { type HyperparameterSpace, PUBLISHED_SPACE } from "./space.js";

const RECORD: TrainingRecord = {
  dataset: "fashion_mnist",
  images: "ca".repeat(32),
  networks: [{ first: 100, count: 6 }],
  epochs: 2,
  epochs_between_checkpoints: 20,
  seed: 3,
  space: PUBLISHED_SPACE,
};

test("differences of records are told in words, those of measures and layers too", () => {
  const space: HyperparameterSpace = {
    ...PUBLISHED_SPACE,
    ...chooseLayers([{ kind: "flatten" }, { kind: "dense", units: 3, activated: false }]),
  };
  const record: TrainingRecord = { ...RECORD, space, measures: ["generalisation-gap", "calibration-error"] };
  const reordered: TrainingRecord = { ...record, measures: ["calibration-error", "generalisation-gap"] };
  expect(recordDifferences(reordered, record)).toEqual([]);
  expect(recordDifferences(RECORD, record)).toEqual([
    "measures is nothing, not calibration-error, generalisation-gap",
    'space.dnn_architecture is "cnn", not "layers"',
    "space.num_layers is 3, not 0",
    "space.num_units is 16, not 3",
  ]);
  expect(
    recordDifferences({ ...RECORD, space: { ...PUBLISHED_SPACE, augment_traindata: true } }, RECORD),
  ).toEqual(["space.augment_traindata is true, not false"]);
});

test.each<[string, Partial<HyperparameterSpace>]>([
  ["layers without their name", { layers: [{ kind: "dense", units: 3, activated: false }] }],
  ["the name without layers", { dnn_architecture: "layers" }],
])("%s are refused", (_, change) => {
  const { images, ...population } = { ...RECORD, space: { ...PUBLISHED_SPACE, ...change } };
  expect(() => checkPopulation(population)).toThrow(
    "space: has a list of layers if dnn_architecture is layers",
  );
});

describe("small records that ask for much", () => {
  test.each<[string, Partial<TrainingRecord>, RegExp]>([
    ["a billion networks", { networks: [{ first: 0, count: 1e9 }] }, /networks: more than 1048576 networks/],
    [
      "many ranges of networks",
      { networks: [0, 1, 2].map((i) => ({ first: i * 1e6, count: 5e5 })) },
      /networks: more than 1048576 networks/,
    ],
    ["a billion epochs", { epochs: 1e9, epochs_between_checkpoints: 1 }, /epochs: .*<=100000/],
    ["a billion units", { space: { ...PUBLISHED_SPACE, num_units: 1e9 } }, /space\.num_units: .*<=65536/],
  ])("%s are refused before anything is allocated", (_, change, problem) => {
    const { images, ...population } = { ...RECORD, ...change };
    expect(() => checkPopulation(population)).toThrow(problem);
  });

  test("networks of more weights than can be trained are refused", () => {
    const part = { count: 60_000, height: 28, width: 28, channels: 1 };
    const images = { name: "m", classes: 10, train: part, test: part } as unknown as Parameters<
      typeof checkImages
    >[1];
    const space = { ...PUBLISHED_SPACE, num_units: 2000 };
    const check = () => checkImages(space, images);
    expect(check).toThrow(UsageError);
    expect(check).toThrow(
      /networks of 3 layers of 2000 units have 72044010 parameters, more than the 16777216/,
    );
    checkImages(RECORD.space, images);
  });
});
