import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { matrix } from "@weightcast/core";
import { Booster, trainBooster } from "@weightcast/gbm";
import { decodeNpy, toRowMajor } from "@weightcast/npy";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { pythonWith } from "./python/python-with.js";

const python = pythonWith("numpy", "lightgbm");

describe.skipIf(python === undefined)("LightGBM and Booster", () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "weightcast-lightgbm-"));
    lightgbm("train");
  }, 60_000);
  afterAll(() => rmSync(folder, { recursive: true }));

  const lightgbm = (action: "train" | "predict") => {
    const script = fileURLToPath(new URL("python/lightgbm_models.py", import.meta.url));
    execFileSync(python ?? "", [script, action, folder], { stdio: ["ignore", "ignore", "pipe"] });
  };
  const array = (name: string) => {
    const { shape, data } = toRowMajor(decodeNpy(readFileSync(join(folder, name)), name));
    return { shape, data: Float64Array.from(data, Number) };
  };
  const features = (model: string) => {
    const { shape, data } = array(`${model}-x.npy`);
    return matrix(data, shape[0] ?? 0, shape[1] ?? 0);
  };
  const models = () =>
    readdirSync(folder)
      .filter((name) => name.endsWith(".txt"))
      .map((name) => name.slice(0, -".txt".length));

  /** The largest difference from LightGBM's predictions, relative to those above 1. */
  const difference = (model: string, predicted: Float64Array) => {
    const { data } = array(`${model}-predicted.npy`);
    expect(predicted.length, model).toBe(data.length);
    return predicted.reduce((largest, value, i) => {
      const theirs = data[i] ?? Number.NaN;
      return Math.max(largest, Math.abs(value - theirs) / Math.max(1, Math.abs(theirs)));
    }, 0);
  };

  test("predict the same with LightGBM's random models, and with the same models written by Booster", () => {
    expect(models()).toHaveLength(24);
    for (const model of models()) {
      const path = join(folder, `${model}.txt`);
      const booster = Booster.fromText(readFileSync(path, "utf8"), path);
      expect(difference(model, booster.predict(features(model))), model).toBeLessThan(1e-12);
      writeFileSync(path, booster.toText());
    }
    lightgbm("predict");
    for (const model of models()) {
      const booster = Booster.fromText(readFileSync(join(folder, `${model}.txt`), "utf8"), model);
      expect(difference(model, booster.predict(features(model))), model).toBeLessThan(1e-12);
    }
  });

  test("predict the same with models that Booster trained", async () => {
    for (const model of models()) {
      const x = features(model);
      const y = Float64Array.from(
        { length: x.rows },
        (_, row) => (Number(x.data[row * x.columns]) * 7 + row) % 5,
      );
      const parameters = { num_iterations: 8, num_leaves: 12, min_data_in_leaf: 5, learning_rate: 0.2 };
      const booster = await trainBooster(x, y, parameters);
      writeFileSync(join(folder, `${model}.txt`), booster.toText());
    }
    lightgbm("predict");
    for (const model of models()) {
      const booster = Booster.fromText(readFileSync(join(folder, `${model}.txt`), "utf8"), model);
      expect(difference(model, booster.predict(features(model))), model).toBeLessThan(1e-12);
    }
  });
});
