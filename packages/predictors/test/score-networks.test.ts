import { InputError, matrix } from "@weightcast/core";
import { beforeAll, describe, expect, test } from "vitest";
import { bestFirst, fitModel, type Model, scoreNetworks } from "../src/index.js";
import { madeUpZoo } from "./made-up-zoo.js";

const zoo = madeUpZoo(60);
const PARAMETERS = zoo.layout.parameters;
let model: Model;
beforeAll(async () => {
  model = await fitModel(zoo, { features: "wstats-glob" });
});

describe("scoreNetworks", () => {
  test("names a zoo's networks by their checkpoints and rows", async () => {
    const rows = Int32Array.of(7, 2);
    const scores = await scoreNetworks(model, { zoo, rows });
    const checkpoints = zoo.metrics.text("checkpoint");
    expect(scores.map(({ checkpoint, row }) => [checkpoint, row])).toEqual([
      [checkpoints[7], 7],
      [checkpoints[2], 2],
    ]);
    expect(await scoreNetworks(model, { zoo })).toHaveLength(zoo.rows);
  });

  test("names bare weights by what they came from; weights that are not finite have no prediction", async () => {
    const weights = matrix(new Float32Array(2 * PARAMETERS).fill(0.5), 2, PARAMETERS);
    weights.data[PARAMETERS] = Number.NaN;
    const [first, second] = await scoreNetworks(model, { weights, name: "a.npy" });
    expect(first).toMatchObject({ checkpoint: "a.npy", row: 0 });
    expect(first!.predicted).toBeGreaterThanOrEqual(0);
    expect(second).toMatchObject({ checkpoint: "a.npy", row: 1, predicted: null });
  });

  test("takes more networks than a call has arguments", async () => {
    const rows = 150_000;
    const weights = matrix(new Float32Array(rows * PARAMETERS), rows, PARAMETERS);
    const scores = await scoreNetworks(model, { weights, name: "many.npy" });
    expect(scores).toHaveLength(rows);
    expect(bestFirst(model, scores)).toHaveLength(rows);
  });

  test("refuses no networks", async () => {
    const weights = matrix(new Float32Array(0), 0, PARAMETERS);
    await expect(scoreNetworks(model, { weights, name: "a.npy" })).rejects.toThrow(InputError);
  });
});

describe("bestFirst", () => {
  const scored = [0.2, null, 0.9, 0.5].map((predicted) => ({ predicted }));

  test("puts high accuracies first, and low losses; what has no prediction comes last", async () => {
    expect(bestFirst(model, scored).map(({ predicted }) => predicted)).toEqual([0.9, 0.5, 0.2, null]);
    const { manifest } = model;
    const loss = { manifest: { ...manifest, target: { ...manifest.target, direction: "lower" } } } as Model;
    expect(bestFirst(loss, scored).map(({ predicted }) => predicted)).toEqual([0.2, 0.5, 0.9, null]);
  });
});
