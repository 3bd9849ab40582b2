import { matrixRows } from "@weightcast/core";
import { describe, expect, it } from "vitest";
import { Booster, trainBooster } from "../src/index.js";
import { goldenMatrix, goldenText } from "./golden-files.js";

/** See make_refit.py. */
interface RefitCase {
  readonly model: string;
  readonly data: string;
  readonly target?: string;
  readonly decayRate: number;
  readonly parameters: Readonly<Record<string, number>>;
  readonly predictions: readonly number[];
}

const cases: readonly RefitCase[] = JSON.parse(goldenText("refit.json"));

describe("refit", () => {
  it.each(cases)("of the model $model predicts what LightGBM's does", (golden) => {
    const { model, data, target, decayRate, parameters, predictions } = golden;
    const x = goldenMatrix(`${data}-x.npy`);
    const y = goldenMatrix(`${data}${target === undefined ? "" : `-${target}`}-y.npy`).data;
    const booster = Booster.fromText(goldenText(`${model}.txt`));
    const refitted = booster.refit(matrixRows(x, 300, 500), y.subarray(300, 800), { decayRate, parameters });
    const ours = refitted.predict(matrixRows(x, 0, 40));
    for (const [i, expected] of predictions.entries()) expect(ours[i]).toBeCloseTo(expected, 12);
    expect(booster.predict(matrixRows(x, 0, 40))).not.toEqual(ours);
  });

  it("is refused where the objective is the user's own, and for numbers out of range", async () => {
    const x = goldenMatrix("plain-x.npy");
    const y = goldenMatrix("plain-y.npy").data;
    const objective = (scores: Float64Array) => ({ gradients: scores, hessians: scores.map(() => 1) });
    const own = await trainBooster(x, y, { objective }, { rounds: 1 });
    expect(() => own.refit(x, y)).toThrow("the model's objective is not known");
    const known = await trainBooster(x, y, {}, { rounds: 1 });
    expect(() => known.refit(x, y, { decayRate: 2 })).toThrow("decayRate is a number from 0 to 1, not 2");
    expect(() => known.refit(x, y.subarray(1))).toThrow("the x has 1200 rows, but y has 1199 entries");
  });
});
