import { type Architecture, smallCnn } from "@weightcast/networks";
import { METRICS_SCHEMA } from "@weightcast/zoo";
import { expect, test } from "vitest";
import type { Population } from "./population.js";
import { PUBLISHED_SPACE } from "./space.js";
import { furtherSettings, zooColumns } from "./zoo-columns.js";

const POPULATION: Population = {
  dataset: "fashion_mnist",
  networks: [{ first: 0, count: 1 }],
  epochs: 2,
  epochs_between_checkpoints: 20,
  seed: 1,
  space: PUBLISHED_SPACE,
};
const PUBLISHED = smallCnn({ side: 28 });

const furtherOf = (population: Population, architecture: Architecture = PUBLISHED) =>
  zooColumns(population, architecture)
    .slice(METRICS_SCHEMA.length)
    .map(({ name }) => name);

test("a published zoo has the published columns", () => {
  expect(zooColumns(POPULATION, PUBLISHED)).toEqual(METRICS_SCHEMA);
});

test("settings that are given as they are by default have no columns", () => {
  const space = { ...PUBLISHED_SPACE, augment_traindata: false, cnn_stride: 2, reduce_learningrate: false };
  expect(furtherOf({ ...POPULATION, space })).toEqual([]);
});

test("each difference has a column, measures come last", () => {
  const space = { ...PUBLISHED_SPACE, augment_traindata: true, cnn_stride: 1, reduce_learningrate: true };
  const architecture = smallCnn({ side: 28, stride: 1, classes: 2 });
  const population: Population = {
    ...POPULATION,
    space,
    measures: ["per-class-accuracy", "calibration-error"],
  };
  expect(furtherOf(population, architecture)).toEqual([
    "config.architecture",
    "config.augment_traindata",
    "config.cnn_stride",
    "config.reduce_learningrate",
    "test_accuracy_class_0",
    "test_accuracy_class_1",
    "test_ece",
  ]);
  expect(furtherSettings(population, architecture)).toMatchObject({
    "config.architecture": JSON.stringify(architecture),
    "config.augment_traindata": 1,
    "config.cnn_stride": 1,
  });
});
