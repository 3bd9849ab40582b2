import { CancelledError, matrix, type Progress } from "@weightcast/core";
import { parseSplitSpec } from "@weightcast/evaluation";
import { type Zoo, zooWithBlocks } from "@weightcast/zoo";
import { describe, expect, test } from "vitest";
import { evaluateModel, type FitModelRequest, fitModel, predictorNamed } from "../src/index.js";
import { allRows, madeUpZoo } from "./made-up-zoo.js";

function request(zoo: Zoo, changes: Partial<FitModelRequest> = {}): FitModelRequest {
  return {
    zoo,
    fingerprint: "one",
    rows: allRows(zoo),
    checkpoint: "all",
    predictor: predictorNamed("gbm"),
    features: "wstats-layers:0-qts:0,100",
    parameters: { min_data_in_leaf: 5, learning_rate: 0.1, num_iterations: 200, early_stopping_round: 20 },
    target: "test_accuracy",
    split: parseSplitSpec("random"),
    splitName: "random",
    protocol: "honest",
    seed: 0,
    ...changes,
  };
}

describe("fitModel", () => {
  test("learns, and records what it did", async () => {
    const zoo = madeUpZoo(200);
    const model = await fitModel(request(zoo));
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
    const runsOf = (part: readonly number[]) => new Set(part.map((row) => row >> 1));
    const [train, test] = [runsOf(rows.train), runsOf(rows.test)];
    expect(Array.from(train).filter((run) => test.has(run))).toEqual([]);
  });

  test("gives the same model for the same seed, another for another", async () => {
    const zoo = madeUpZoo(60);
    const text = async (seed: number) => {
      const files = await (await fitModel(request(zoo, { seed }))).predictor.files();
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
    const split = { kind: "assigned", parts } as const;
    const text = async (zoo: Zoo) => {
      const files = await (await fitModel(request(zoo, { split }))).predictor.files();
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
    const { manifest, rows } = await fitModel(request(zoo));
    expect(manifest.rows.notFinite).toBe(3);
    const used = [...rows.train, ...rows.validation, ...rows.test];
    expect(used).toHaveLength(117);
    for (const row of [5, 8, 11]) expect(used).not.toContain(row);
  });

  test("the paper's protocol stops early on the test part, and must be asked for by name", async () => {
    const zoo = madeUpZoo(60);
    const changes = {
      split: parseSplitSpec("paper"),
      splitName: "paper",
      rows: allRows(zoo).filter((row) => row % 2 === 1),
    };
    await expect(fitModel(request(zoo, changes))).rejects.toThrow(/--protocol paper/);
    const { manifest } = await fitModel(request(zoo, { ...changes, protocol: "paper" }));
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
      const changes = { predictor: predictorNamed(predictor), parameters: { learning_rat: 0.1 } };
      await expect(fitModel(request(unread, changes))).rejects.toThrow(/learning_rat'.*learning_rate/);
    }
  });

  test("stops while features are computed", async () => {
    const stages: string[] = [];
    const stop = new AbortController();
    const onProgress = ({ stage }: Progress) => {
      stages.push(stage);
      stop.abort();
    };
    const whole = madeUpZoo(60);
    const zoo = zooWithBlocks(whole, ({ rows } = {}) => whole.blocks({ rows, blockRows: 10 }));
    const fit = fitModel(request(zoo, { onProgress, signal: stop.signal }));
    await expect(fit).rejects.toThrow(CancelledError);
    expect(stages).toEqual(["features"]);
  });

  test("unknown names are refused", async () => {
    const zoo = madeUpZoo(20);
    await expect(fitModel(request(zoo, { target: "accuracy" }))).rejects.toThrow(/did you mean/);
    await expect(fitModel(request(zoo, { features: "wstat-glob" }))).rejects.toThrow(
      /did you mean 'wstats-glob'/,
    );
    await expect(fitModel(request(zoo, { parameters: { num_iterations: -1 } }))).rejects.toThrow(
      /num_iterations/,
    );
    expect(() => predictorNamed("gbn")).toThrow(/did you mean 'gbm'/);
  });
});

describe("evaluateModel", () => {
  test("scores the test rows only of the zoo that the model was fitted on", async () => {
    const zoo = madeUpZoo(60);
    const model = await fitModel(request(zoo));
    const { sameZoo, scores } = await evaluateModel(model, { zoo, fingerprint: "one", rows: allRows(zoo) });
    expect(sameZoo).toBe(true);
    expect(scores).toMatchObject({ count: model.rows.test.length, ...model.manifest.scores });
  });

  test("scores all rows of another zoo", async () => {
    const model = await fitModel(request(madeUpZoo(60)));
    const other = madeUpZoo(40, { seed: 2, spoil: (weights) => weights.data.fill(Number.NaN, 0, 24) });
    const evaluation = await evaluateModel(model, { zoo: other, fingerprint: "two", rows: allRows(other) });
    expect(evaluation).toMatchObject({ sameZoo: false, notFinite: 1, scores: { count: 79 } });
    expect(evaluation.scores.tau).toBeGreaterThan(0.7);
  });
});

describe("a model", () => {
  test("predicts the same from bare weights as from the zoo, NaN where they are not finite", async () => {
    const zoo = madeUpZoo(40);
    const model = await fitModel(request(zoo));
    const rows = Int32Array.of(7, 3);
    const { predicted } = await model.predictZoo(zoo, rows);
    for await (const { weights } of zoo.blocks({ rows })) {
      weights.data[24] = Number.NaN;
      expect(await model.predictWeights(weights)).toEqual({
        predicted: Float64Array.of(predicted[0]!, Number.NaN),
        finite: Uint8Array.of(1, 0),
      });
    }
  });

  test("refuses weights of another width, and bare weights where it needs hyperparameters", async () => {
    const zoo = madeUpZoo(40);
    const model = await fitModel(request(zoo));
    await expect(model.predictWeights(matrix(new Float32Array(23), 1, 23), "a.npy")).rejects.toThrow(
      /a\.npy: has 23 weights/,
    );
    const hyper = await fitModel(request(zoo, { features: "hyper.learning_rate" }));
    await expect(hyper.predictWeights(matrix(new Float32Array(24), 1, 24))).rejects.toThrow(
      /need hyperparameters/,
    );
  });
});
