import { describe, expect, it } from "vitest";
import { Booster, type GradientFunction, type MeasuredRows, trainBooster } from "../src/index.js";
import { goldenMatrix, splitsOf } from "./golden-files.js";

const x = goldenMatrix("missing-x.npy");
const y = goldenMatrix("missing-y.npy").data;

const squares: GradientFunction = (scores, { targets }) => ({
  gradients: scores.map((score, row) => score - targets[row]!),
  hessians: new Float64Array(scores.length).fill(1),
});

describe("an objective that is a function", () => {
  it("trains as the same objective does that starts from 0", async () => {
    const known = await trainBooster(x, y, { boost_from_average: false, num_leaves: 7 }, { rounds: 6 });
    const own = await trainBooster(x, y, { objective: squares, num_leaves: 7 }, { rounds: 6 });
    expect(own.trees.map(splitsOf)).toEqual(known.trees.map(splitsOf));
    expect(own.predict(x)).toEqual(known.predict(x));
    const again = Booster.fromText(own.toText());
    expect(again.predict(x)).toEqual(own.predict(x));
  });

  it("has several scores a row, row by row", async () => {
    const seen: number[] = [];
    const own: GradientFunction = (scores, { targets }) => {
      seen.push(scores.length);
      return {
        gradients: scores.map((score, i) => score - targets[Math.floor(i / 2)]! * (i % 2)),
        hessians: new Float64Array(scores.length).fill(1),
      };
    };
    const booster = await trainBooster(
      x,
      y,
      { objective: own, num_class: 2, learning_rate: 1 },
      { rounds: 3 },
    );
    expect(seen).toEqual([2 * x.rows, 2 * x.rows, 2 * x.rows]);
    const predictions = booster.predict(x);
    expect(predictions.filter((_, i) => i % 2 === 0).every((score) => score === 0)).toBe(true);
    expect(Math.abs(predictions[1]! - y[0]!)).toBeLessThan(0.3);
  });

  it("must return a gradient and a hessian for each score", async () => {
    const short: GradientFunction = () => ({ gradients: [1], hessians: [1] });
    await expect(trainBooster(x, y, { objective: short })).rejects.toThrow(
      `the objective returned 1 gradients and 1 hessians for ${x.rows} scores`,
    );
  });
});

describe("a metric that is a function", () => {
  function worst({ outputs, targets }: MeasuredRows): number {
    return targets.reduce((most, target, row) => Math.max(most, Math.abs(target - outputs[row]!)), 0);
  }

  it("is measured by its name, and stops the training", async () => {
    const measured: number[] = [];
    const booster = await trainBooster(
      x,
      y,
      { metric: [worst, "l2"], learning_rate: 0.9, num_leaves: 63, min_data_in_leaf: 1 },
      {
        rounds: 100,
        earlyStoppingRounds: 3,
        validation: { x: { ...x, rows: 100 }, y: y.subarray(0, 100).map((target) => 1 - target) },
        onIteration: ({ validation }) => void measured.push(validation!.worst!),
      },
    );
    expect(booster.rounds).toBe(measured.indexOf(Math.min(...measured)) + 1);
    expect(measured.length).toBe(booster.rounds + 3);
  });

  it("may say that more is better", async () => {
    let calls = 0;
    const metric = { name: "calls", higherIsBetter: true, measure: () => ++calls };
    const validation = { x, y };
    const booster = await trainBooster(x, y, { metric }, { rounds: 4, earlyStoppingRounds: 4, validation });
    expect(booster.bestIteration).toBe(4);
  });
});
