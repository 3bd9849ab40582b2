import { CancelledError, matrix, type Progress } from "@weightcast/core";
import { createLayout, selectRows, type Zoo } from "@weightcast/zoo";
import { describe, expect, test } from "vitest";
import {
  bestFeatures,
  evaluateModel,
  type FitModelOptions,
  fitModel,
  predictorNamed,
  scoreNetworks,
} from "../src/index.js";
import { madeUpZoo, zooOfOthers } from "./made-up-zoo.js";

const fit = (zoo: Zoo, changes: FitModelOptions = {}) =>
  fitModel(zoo, {
    selection: selectRows(zoo, { checkpoint: "all" }),
    features: "wstats-layers:0-qts:0,100",
    parameters: { min_data_in_leaf: 5, learning_rate: 0.1, num_iterations: 200, early_stopping_round: 20 },
    ...changes,
  });

describe("fitModel", () => {
  test("learns, and records what it did", async () => {
    const zoo = madeUpZoo(200);
    const model = await fit(zoo);
    const { manifest, rows } = model;
    expect(manifest.scores!.r2).toBeGreaterThan(0.9);
    expect(manifest).toMatchObject({
      predictor: "gbm",
      rows: { train: 160, validation: 40, test: 200, notFinite: 0 },
    });
    expect(manifest.columns).toEqual([
      "dense/bias:q0",
      "dense/bias:q100",
      "dense/bias:std",
      "dense/bias:mean",
      "dense/kernel:q0",
      "dense/kernel:q100",
      "dense/kernel:std",
      "dense/kernel:mean",
    ]);
    expect(new Set([...rows.train, ...rows.validation, ...rows.test]).size).toBe(400);
    const runsOf = (part: Int32Array) => new Set(Array.from(part, (row) => row >> 1));
    const [train, test] = [runsOf(rows.train), runsOf(rows.test)];
    expect(Array.from(train).filter((run) => test.has(run))).toEqual([]);
  });

  test("gives the same model for the same seed, another for another", async () => {
    const zoo = madeUpZoo(60);
    const text = async (seed: number) => {
      const files = await (await fit(zoo, { seed })).predictor.files();
      return new TextDecoder().decode(files.get("model.txt"));
    };
    expect(await text(4)).toBe(await text(4));
    expect(await text(4)).not.toBe(await text(5));
  });

  test("the test rows do not change what is learned", async () => {
    const parts = new Map(
      Array.from({ length: 60 }, (_, run) => [
        String(run),
        (["train", "validation", "test"] as const)[run % 3]!,
      ]),
    );
    const split = { name: "parts", kind: "assigned", parts } as const;
    const text = async (zoo: Zoo) => {
      const files = await (await fit(zoo, { split })).predictor.files();
      return new TextDecoder().decode(files.get("model.txt"));
    };
    const spoilt = madeUpZoo(60, {
      spoil: (weights, accuracy) => {
        for (let row = 0; row < 120; row++) {
          if ((row >> 1) % 3 !== 2) continue;
          accuracy[row] = 0.5;
          weights.data.fill(9, row * 24, (row + 1) * 24);
        }
      },
    });
    expect(await text(spoilt)).toBe(await text(madeUpZoo(60)));
  });

  test("leaves out rows whose weights or target are not finite, and counts them", async () => {
    const zoo = madeUpZoo(60, {
      spoil: (weights, accuracy) => {
        weights.data[5 * 24] = Number.NaN;
        weights.data[8 * 24 + 3] = Number.POSITIVE_INFINITY;
        accuracy[11] = Number.NaN;
      },
    });
    const { manifest, rows } = await fit(zoo);
    expect(manifest.rows.notFinite).toBe(3);
    const used = [...rows.train, ...rows.validation, ...rows.test];
    expect(used).toHaveLength(117);
    for (const row of [5, 8, 11]) expect(used).not.toContain(row);
  });

  test("the paper's protocol stops early on the test part, and must be asked for by name", async () => {
    const zoo = madeUpZoo(60);
    const changes = { split: "paper", selection: selectRows(zoo) };
    await expect(fit(zoo, changes)).rejects.toThrow(/the protocol 'paper' only/);
    const { manifest } = await fit(zoo, { ...changes, protocol: "paper" });
    expect(manifest.rows).toEqual({ train: 30, validation: 0, test: 30, notFinite: 0 });
  });

  test("parameters are checked before the weights are read", async () => {
    const unread: Zoo = {
      ...madeUpZoo(20),
      blocks: () => {
        throw new Error("the weights are read");
      },
    };
    for (const predictor of ["gbm", "dnn", "logit-linear"]) {
      const changes = { predictor, parameters: { learning_rat: 0.1 } };
      await expect(fit(unread, changes)).rejects.toThrow(/learning_rat'.*learning_rate/);
    }
    const classes = { predictor: "gbm", parameters: { objective: "multiclass", num_class: 3 } };
    await expect(fit(unread, classes)).rejects.toThrow(
      "the predictor gbm predicts one number for each network",
    );
  });

  test("unknown names are refused", async () => {
    const zoo = madeUpZoo(20);
    await expect(fit(zoo, { target: "accuracy" })).rejects.toThrow(/did you mean/);
    await expect(fit(zoo, { features: "wstat-glob" })).rejects.toThrow(/did you mean 'wstats-glob'/);
    await expect(fit(zoo, { parameters: { num_iterations: -1 } })).rejects.toThrow(/num_iterations/);
    expect(() => predictorNamed("gbn")).toThrow(/did you mean 'gbm'/);
  });
});

test("a fit that asks for nothing has the defaults of the command line", async () => {
  const { manifest } = await fitModel(madeUpZoo(60));
  expect(manifest).toMatchObject({
    predictor: "gbm",
    features: "wstats-layers:0-qts:0,25,50,75,100",
    target: { column: "test_accuracy", range: [0, 1], direction: "higher" },
    checkpoint: "final",
    where: null,
    split: "random",
    protocol: "honest",
    seed: 0,
    rows: { train: 24, validation: 6, test: 30, notFinite: 0 },
  });
});

test("features are the best that the layout and the protocol allow", () => {
  const images = createLayout([
    { name: "net/conv2d/bias:0", start: 0, end: 4, shape: [4] },
    { name: "net/conv2d/kernel:0", start: 4, end: 40, shape: [3, 3, 1, 4] },
    { name: "net/dense/bias:0", start: 40, end: 43, shape: [3] },
    { name: "net/dense/kernel:0", start: 43, end: 55, shape: [4, 3] },
  ]);
  expect(bestFeatures(images, "honest", { labelled: 25, unlabelled: 400 })).toMatchObject({
    features: "probes:consensus",
    reason: expect.stringMatching(/400 runs without a label/),
  });
  expect(bestFeatures(images, "honest", { labelled: 25, unlabelled: 10 }).features).toBe("probes:dreamt");
  expect(bestFeatures(images, "honest", { labelled: 400, unlabelled: 500 }).features).toBe("probes:dreamt");
  expect(bestFeatures(images)).toEqual({
    asksNetworks: true,
    features: "probes:dreamt",
    reason: "the forward pass of these networks is known",
  });
  expect(bestFeatures(images, "paper").features).toBe("wstats-layers:0,1-qts:0,25,50,75,100");
  const { features, reason } = bestFeatures(madeUpZoo(4).layout);
  expect(features).toBe("wstats-layers:0-qts:0,25,50,75,100");
  expect(reason).toMatch(/^probe images need networks whose forward pass is known: /);
});

test("a target in percent is predicted in percent", async () => {
  const zoo = madeUpZoo(60, {
    spoil: (_, accuracy) => accuracy.set(accuracy.map((value) => 100 * value)),
  });
  const model = await fit(zoo);
  expect(model.manifest.target.range).toEqual([0, 100]);
  const scored = await scoreNetworks(model, { zoo });
  expect(Math.max(...scored.map(({ predicted }) => predicted!))).toBeGreaterThan(1.5);
});

test("a cancelled fit ends while its features are computed", async () => {
  const stop = new AbortController();
  const stages: string[] = [];
  const onProgress = ({ stage }: Progress) => {
    stages.push(stage);
    stop.abort();
  };
  await expect(fit(madeUpZoo(60), { onProgress, signal: stop.signal })).rejects.toThrow(CancelledError);
  expect(stages).toEqual(["features"]);
});

describe("evaluateModel", () => {
  test("takes the checkpoints that the model was fitted for", async () => {
    const model = await fitModel(madeUpZoo(60));
    const other = madeUpZoo(40, { seed: 2 });
    expect((await evaluateModel(model, other)).scores.count).toBe(40);
    const selection = selectRows(other, { checkpoint: "all" });
    expect((await evaluateModel(model, other, { selection })).scores.count).toBe(80);
  });

  test("a zoo in another order is another zoo: what the model saw is left out", async () => {
    const zoo = madeUpZoo(60);
    const model = await fit(zoo);
    const copy = await zooOfOthers({ zoo });
    expect(await evaluateModel(model, copy)).toMatchObject({ sameZoo: false, seen: { runs: 30 } });
  });

  test("scores the test rows only of the zoo that the model was fitted on", async () => {
    const zoo = madeUpZoo(60);
    const model = await fit(zoo);
    const { sameZoo, scores } = await evaluateModel(model, zoo);
    expect(sameZoo).toBe(true);
    expect(scores).toEqual(model.manifest.scores);
    expect(scores.count).toBe(model.rows.test.length);
  });

  test("scores all rows of another zoo", async () => {
    const model = await fit(madeUpZoo(60));
    const other = madeUpZoo(40, { seed: 2, spoil: (weights) => weights.data.fill(Number.NaN, 0, 24) });
    const evaluation = await evaluateModel(model, other);
    expect(evaluation).toMatchObject({ sameZoo: false, notFinite: 1, scores: { count: 79 } });
    expect(evaluation.scores.tau).toBeGreaterThan(0.7);
  });
});

describe("a model", () => {
  test("predicts the same from bare weights as from the zoo, NaN where they are not finite", async () => {
    const zoo = madeUpZoo(40);
    const model = await fit(zoo);
    const rows = Int32Array.of(7, 3);
    const { predicted } = await model.predictZoo(zoo, rows);
    for await (const { weights } of zoo.blocks({ rows })) {
      weights.data[24] = Number.NaN;
      expect(await model.predictWeights(weights)).toEqual({
        predicted: Float64Array.of(predicted[0]!, Number.NaN),
        finite: Uint8Array.of(1, 0),
        flags: [null, "its weights are not finite"],
      });
    }
  });

  test("refuses weights of another width, and bare weights where it needs hyperparameters", async () => {
    const zoo = madeUpZoo(40);
    const model = await fit(zoo);
    await expect(model.predictWeights(matrix(new Float32Array(23), 1, 23), "a.npy")).rejects.toThrow(
      /a\.npy: has 23 weights/,
    );
    const hyper = await fit(zoo, { features: "hyper.learning_rate" });
    await expect(hyper.predictWeights(matrix(new Float32Array(24), 1, 24))).rejects.toThrow(
      /need hyperparameters/,
    );
  });
});
