import { matrix } from "@weightcast/core";
import { beforeAll, describe, expect, test } from "vitest";
import { fitModel, type Model, modelFiles, modelFromFiles, scoreNetworks } from "../src/index.js";
import { joinedColumns, joinOneHot } from "../src/predictors/one-hot.js";
import { madeUpZoo } from "./made-up-zoo.js";

const zoo = madeUpZoo(60);
const rows = Int32Array.of(7, 2, 30);
let model: Model;
beforeAll(async () => {
  model = await fitModel(zoo, {
    features: "wstats-glob",
    parameters: { num_leaves: 7, num_iterations: 20, min_data_in_leaf: 3 },
  });
});

describe("explanations", () => {
  test("name the features that move a prediction most, with their values and ranges", async () => {
    const scores = await scoreNetworks(model, { zoo, rows }, { explain: 3 });
    for (const { explanation = [] } of scores) {
      expect(explanation.length).toBeGreaterThan(0);
      expect(explanation.length).toBeLessThanOrEqual(3);
      const sizes = explanation.map(({ contribution }) => Math.abs(contribution));
      expect(sizes).toEqual(sizes.toSorted((a, b) => b - a));
      for (const { feature, value, range } of explanation) {
        expect(model.manifest.columns).toContain(feature);
        expect(typeof value).toBe("number");
        expect(range![0]).toBeLessThan(range![1]);
      }
    }
  });

  test("sum to what predictions differ by, for bare weights too", async () => {
    const weights = matrix(new Float32Array(2 * zoo.layout.parameters), 2, zoo.layout.parameters);
    weights.data.fill(0.9, zoo.layout.parameters);
    const [a, b] = await scoreNetworks(model, { weights, name: "w.npy" }, { explain: 100 });
    const sum = (score: typeof a) =>
      score!.explanation!.reduce((total, { contribution }) => total + contribution, 0);
    expect(sum(b) - sum(a)).toBeCloseTo(b!.predicted! - a!.predicted!, 10);
  });

  test("are left out where they are not asked for, and empty without a prediction", async () => {
    const [plain] = await scoreNetworks(model, { zoo, rows });
    expect(plain).not.toHaveProperty("explanation");
    const weights = matrix(
      new Float32Array(zoo.layout.parameters).fill(Number.NaN),
      1,
      zoo.layout.parameters,
    );
    const [broken] = await scoreNetworks(model, { weights, name: "w.npy" }, { explain: 2 });
    expect(broken!.explanation).toEqual([]);
  });

  test("are refused by predictors that have none", async () => {
    const ridge = await fitModel(zoo, { features: "wstats-glob", predictor: "kernel-ridge" });
    await expect(scoreNetworks(ridge, { zoo, rows }, { explain: 2 })).rejects.toThrow(
      "the predictor kernel-ridge does not explain its predictions; gbm does",
    );
  });
});

describe("one-hot columns", () => {
  const groups = [{ name: "init", first: 1, words: ["a", "b", "c"] }];
  const columns = joinedColumns(["x", "init=a", "init=b", "init=c", "y"], groups);

  test("become one column of categories; no word is a missing value", () => {
    const x = matrix(Float64Array.of(5, 0, 1, 0, 6, 7, 0, 0, 0, 8), 2, 5);
    const joined = joinOneHot(x, columns);
    expect(columns.map(({ name }) => name)).toEqual(["x", "init", "y"]);
    expect(Array.from(joined.data)).toEqual([5, 1, 6, 7, Number.NaN, 8]);
  });

  test("stay as they are where there are none", () => {
    const x = matrix(Float64Array.of(1, 2), 1, 2);
    expect(joinOneHot(x, joinedColumns(["x", "y"], []))).toBe(x);
  });
});

describe("a gbm model of hyperparameters", () => {
  test("splits words as categories, also after it was stored", async () => {
    const fitted = await fitModel(zoo, { features: "hyperparameters.activation+wstats-glob" });
    const files = await modelFiles(fitted);
    expect(files.has("columns.json")).toBe(true);
    const again = await modelFromFiles(files, "model");
    const [before, after] = [await fitted.predictZoo(zoo, rows), await again.predictZoo(zoo, rows)];
    expect(after.predicted).toEqual(before.predicted);
    const [score] = await scoreNetworks(again, { zoo: zoo, rows }, { explain: 100 });
    const words = score!.explanation!.filter(({ feature }) => feature === "activation");
    for (const { value } of words) expect(["relu", "tanh"]).toContain(value);
  });
});
