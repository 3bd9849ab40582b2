import { existsSync, readFileSync } from "node:fs";
import { PREDICTORS } from "@weightcast/predictors";
import { describe, expect, test } from "vitest";
import {
  PUBLISHED_COLLECTIONS,
  PUBLISHED_FEATURES,
  PUBLISHED_RESULTS,
  publishedResult,
} from "../src/index.js";

test("there is an entry for each of 4 collections, 3 predictors and 14 feature sets, and no other", () => {
  expect(PUBLISHED_FEATURES).toHaveLength(14);
  expect(PUBLISHED_RESULTS).toHaveLength(4 * 3 * 14);
  for (const collection of PUBLISHED_COLLECTIONS.keys()) {
    for (const { name: predictor, reproduction } of PREDICTORS.values()) {
      if (reproduction === undefined) continue;
      for (const features of PUBLISHED_FEATURES) {
        const found = publishedResult(collection, predictor, features);
        expect(found).toMatchObject({ collection, predictor, features });
        expect(found!.r2).toBeGreaterThanOrEqual(0);
        expect(found!.r2).toBeLessThan(1);
      }
    }
  }
});

test("figures are those of the paper's table", () => {
  expect(publishedResult("fashion_mnist", "gbm", "wstats-layers:0,1,2,3-qts:0,25,50,75,100")).toMatchObject({
    r2: 0.993052156546999,
    hyperparameters: { num_leaves: 7975, max_depth: 12, subsample: 0.5, reg_lambda: 31.67351943347183 },
  });
  expect(publishedResult("cifar10", "logit-linear", "hyper.learning_rate")!.r2).toBeCloseTo(0.003, 3);
});

test("networks of other images get what was published for Fashion-MNIST", () => {
  const fashion = publishedResult("fashion_mnist", "dnn", "weights");
  expect(publishedResult("kuzushiji", "dnn", "weights")).toBe(fashion);
  expect(publishedResult(null, "dnn", "weights")).toBe(fashion);
  expect(publishedResult("mnist", "dnn", "weights")).not.toBe(fashion);
  expect(publishedResult("mnist", "dnn", "wstats-glob+hyper")).toBeUndefined();
});

const REFERENCE = new URL("../../../../shared/reference/published_results.json", import.meta.url);

describe.skipIf(!existsSync(REFERENCE))("beside the released file (skipped where it is not there)", () => {
  test("every number is the same", () => {
    const { results } = JSON.parse(readFileSync(REFERENCE, "utf8"));
    const released = results.map(({ published_score: r2, ...entry }: Record<string, unknown>) => ({
      ...entry,
      r2,
    }));
    expect(PUBLISHED_RESULTS).toEqual(released);
  });
});
