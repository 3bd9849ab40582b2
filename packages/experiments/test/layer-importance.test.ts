import { fileURLToPath } from "node:url";
import { layerStatistics } from "@weightcast/features";
import { fitModel } from "@weightcast/predictors";
import { openZoo } from "@weightcast/zoo-io/node";
import { expect, test } from "vitest";
import { layerImportance } from "../src/jobs/layer-importance.js";

const SAMPLE = fileURLToPath(new URL("../../../fixtures/fashion_mnist_sample", import.meta.url));

test("the importance of layers is that of their features' contributions, which explain whole predictions", async () => {
  const zoo = await openZoo(SAMPLE);
  const features = layerStatistics(zoo.layout);
  const model = await fitModel(zoo, {
    predictor: "gbm",
    features,
    split: "random",
    seed: 0,
    safeguards: false,
  });
  const rows = model.rows.test.subarray(0, 1);
  const { networks, layers } = (await layerImportance(model, zoo, rows))!;
  expect(networks).toBe(1);
  expect(layers.map(({ layer }) => layer)).toEqual(["conv2d", "conv2d_1", "conv2d_2", "dense"]);
  // A layer's importance for a single network is the sum of its columns' absolute contributions; every column belongs to one layer.
  const { columns } = model.manifest;
  const [contributions] = (await model.predictZoo(zoo, rows, { explain: columns.length })).explanations!;
  for (const { layer, contribution } of layers) {
    const sum = contributions!
      .filter(({ feature }) => feature.startsWith(`${layer}/`))
      .reduce((total, one) => total + one.contribution, 0);
    expect(contribution).toBeCloseTo(Math.abs(sum), 12);
    expect(contribution).toBeGreaterThan(0);
  }
});

test("other features have no layers, and other predictors no contributions", async () => {
  const zoo = await openZoo(SAMPLE);
  const glob = await fitModel(zoo, {
    predictor: "gbm",
    features: "wstats-glob",
    split: "random",
    seed: 0,
    safeguards: false,
  });
  expect(await layerImportance(glob, zoo, glob.rows.test)).toBeNull();
});
