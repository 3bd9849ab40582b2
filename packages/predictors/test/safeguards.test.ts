import { CancelledError, InputError, matrix, RandomStream, UsageError } from "@weightcast/core";
import { selectRows } from "@weightcast/zoo";
import { beforeAll, describe, expect, test } from "vitest";
import {
  evaluateModel,
  type FitModelOptions,
  fitModel,
  type Model,
  modelFiles,
  modelFromFiles,
  scoreNetworks,
} from "../src/index.js";
import { madeUpZoo } from "./made-up-zoo.js";

const zoo = madeUpZoo(200);
const fit = (changes: FitModelOptions = {}) =>
  fitModel(zoo, {
    selection: selectRows(zoo, { checkpoint: "trained" }),
    features: "wstats-glob",
    parameters: { min_data_in_leaf: 5, num_iterations: 40 },
    ...changes,
  });

const PARAMETERS = 24;

/** Networks whose weights are uniform within [-spread, spread], as those of the made-up zoo. */
function networks(count: number, spread: number) {
  const random = new RandomStream(9, "networks");
  const data = Float32Array.from({ length: count * PARAMETERS }, () => spread * (2 * random.uniform() - 1));
  return { weights: matrix(data, count, PARAMETERS), name: "networks" };
}

let model: Model;
beforeAll(async () => {
  model = await fit();
});

describe("prediction intervals", () => {
  test("are made of the errors of the validation part and of a cross-validation, and hold the truth as often as they say", async () => {
    const { residuals, runs } = model.safeguards.errors!;
    expect(residuals).toHaveLength(model.rows.train.length + model.rows.validation.length);
    expect(runs).toBe(model.rows.train.length + model.rows.validation.length);
    const { intervals } = await evaluateModel(model, zoo, { level: 0.8 });
    expect(intervals!.level).toBe(0.8);
    expect(intervals!.coverage).toBeGreaterThan(0.6);
    expect(intervals!.coverage).toBeLessThan(0.97);
    const wider = (await evaluateModel(model, zoo, { level: 0.9 })).intervals!;
    expect(wider.meanWidth).toBeGreaterThan(intervals!.meanWidth);
  });

  test("stay within the range of the target", () => {
    expect(model.interval(2, 0.5)![1]).toBe(1);
    expect(model.interval(0.5, 0.999)).toEqual([0, 1]);
  });

  test("go with each score, at the level asked for", async () => {
    const [half] = await scoreNetworks(model, networks(1, 0.5), { level: 0.5 });
    const [most] = await scoreNetworks(model, networks(1, 0.5));
    expect(half!.low!).toBeLessThanOrEqual(half!.predicted!);
    expect(most!.high! - most!.low!).toBeGreaterThan(half!.high! - half!.low!);
    await expect(scoreNetworks(model, networks(1, 0.5), { level: 90 })).rejects.toThrow(UsageError);
    await expect(evaluateModel(model, zoo, { level: 0 })).rejects.toThrow(/between 0 and 1/);
  });

  test("are made of the validation part alone where the model is told to do without a cross-validation", async () => {
    const { rows, safeguards } = await fit({ safeguards: false });
    expect(safeguards.errors).toMatchObject({ runs: rows.validation.length });
  });

  test("are made of a cross-validation alone where there is no validation part", async () => {
    const { rows, safeguards } = await fit({ split: "random:50/0/50" });
    expect(safeguards.errors).toMatchObject({ runs: rows.train.length });
  });

  test("there are none without both", async () => {
    const without = await fit({ split: "random:50/0/50", safeguards: false });
    expect(without.interval(0.5, 0.9)).toBeNull();
    expect((await evaluateModel(without, zoo)).intervals).toBeNull();
    const [score] = await scoreNetworks(without, networks(1, 0.5));
    expect(score).toMatchObject({ low: null, high: null });
  });
});

describe("flags", () => {
  test("networks like those of training are not flagged", async () => {
    const { flagged, scores } = await evaluateModel(model, zoo);
    expect(flagged / scores.count).toBeLessThan(0.1);
  });

  test("networks out of scale are, with the tensor and its scale", async () => {
    const [large] = await scoreNetworks(model, networks(1, 1e6));
    expect(large!.flag).toMatch(/^the root mean square of net\/dense\/bias:0 is .*outside of what training/);
    const bare = networks(1, 0.5);
    bare.weights.data[3] = Number.POSITIVE_INFINITY;
    const [infinite] = await scoreNetworks(model, bare);
    expect(infinite).toMatchObject({ predicted: null, low: null, flag: "its weights are not finite" });
  });

  test("a zoo and bare weights are flagged alike", async () => {
    const rows = Int32Array.of(5, 3, 5, 0);
    const ofZoo = await model.predictZoo(zoo, rows);
    expect(ofZoo.flags[0]).toBe(ofZoo.flags[2]);
    const data = new Float32Array(rows.length * PARAMETERS);
    for await (const block of zoo.blocks()) {
      for (const [i, row] of block.rows.entries())
        for (const [position, wanted] of rows.entries())
          if (row === wanted)
            data.set(
              block.weights.data.subarray(i * PARAMETERS, (i + 1) * PARAMETERS),
              position * PARAMETERS,
            );
    }
    expect((await model.predictWeights(matrix(data, rows.length, PARAMETERS))).flags).toEqual(ofZoo.flags);
  });

  test("models of hyperparameters have none, nor those that were told to do without", async () => {
    expect((await fit({ safeguards: false })).safeguards.novelty).toBeNull();
    expect((await fit({ features: "hyperparameters.learning_rate" })).safeguards.novelty).toBeNull();
  });

  test("learning them can be cancelled", async () => {
    const stop = new AbortController();
    const stopping = fit({
      signal: stop.signal,
      onProgress: ({ stage }) => stage === "boosting" && stop.abort(),
    });
    await expect(stopping).rejects.toThrow(CancelledError);
  });
});

describe("files", () => {
  test("keep intervals and flags", async () => {
    const again = await modelFromFiles(await modelFiles(model));
    expect(again.safeguards.errors).toEqual(model.safeguards.errors);
    const source = networks(20, 0.9);
    expect(await scoreNetworks(again, source)).toEqual(await scoreNetworks(model, source));
  });

  test.each<[string, string, RegExp]>([
    ["validation-errors.json", '{"runs": 2, "residuals": [2, 1]}', /residuals that do not ascend/],
    ["validation-errors.json", '{"runs": 0, "residuals": [1]}', /validation-errors\.json: runs/],
    ["novelty.json", "{", /novelty\.json: is not JSON/],
    ["novelty.json", '{"least": [1], "greatest": [2], "classifier": null}', /scales of 1 tensors.*has 2/],
    ["novelty.txt", "tree", /novelty\.txt/],
  ])("a damaged %s is named", async (file, text, message) => {
    const files = new Map(await modelFiles(model)).set(file, new TextEncoder().encode(text));
    const reading = modelFromFiles(files);
    await expect(reading).rejects.toThrow(message);
    await expect(reading).rejects.toThrow(InputError);
  });
});
