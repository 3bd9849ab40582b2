import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import * as api from "../src/index.js";
import * as nodeApi from "../src/node.js";

test("the package's public names", () => {
  expect(Object.keys(api).sort()).toEqual([
    "DEFAULT_HYPERPARAMETERS",
    "DNN_ARCHITECTURES",
    "MEASURES",
    "PUBLISHED_SPACE",
    "architectureOf",
    "checkpointSteps",
    "chooseLayers",
    "drawHyperparameters",
    "formatRanges",
    "imageDataSet",
    "imageSet",
    "measuresNamed",
    "parseIdx",
    "parseSpace",
    "planNetwork",
    "planNetworks",
    "populationMetrics",
    "reducedLearningRate",
    "shardOf",
    "toGrayscale",
    "trainInWorker",
    "trainNetwork",
  ]);
});

test("the public names of its entry point for Node", () => {
  expect(Object.keys(nodeApi).sort()).toEqual([
    "DATA_SETS",
    "dataSetName",
    "findMissingNetworks",
    "loadDataSet",
    "loadImages",
    "mergeZoos",
    "registerDataSet",
    "serveTraining",
    "shardFolder",
    "trainZoo",
  ]);
});

test("what is exported for browsers imports nothing of Node's", () => {
  const seen = new Set<string>();
  const follow = (file: string) => {
    if (seen.has(file)) return;
    seen.add(file);
    const text = readFileSync(new URL(`../src/${file}`, import.meta.url), "utf8");
    expect(text, file).not.toMatch(/from "(node:|@weightcast\/[a-z-]+\/node)/);
    for (const [, name] of text.matchAll(/from "(\.[^"]+)\.js"/g)) follow(`${join(dirname(file), name!)}.ts`);
  };
  follow("index.ts");
  expect(seen.size).toBeGreaterThan(8);
});
