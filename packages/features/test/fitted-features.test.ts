import { CancelledError, UsageError } from "@weightcast/core";
import { describe, expect, it } from "vitest";
import {
  checkFeatures,
  compileFeatures,
  featureTable,
  fitFeatures,
  registerFeatureFamily,
} from "../src/index.js";
import { DENSE } from "./layouts.js";
import { distance, sums, trainingOn, zooOfTwo } from "./made-up-families.js";
import type { MadeUpZoo } from "./made-up-zoo.js";

registerFeatureFamily(sums);
registerFeatureFamily(distance);

/** Distances of the rows of a zoo to its row `centre`. */
function distances({ weights: { data, columns } }: MadeUpZoo, centre: number, power: number): number[] {
  return [0, 1].map((row) =>
    Array.from(
      { length: columns },
      (_, i) => Math.abs(data[row * columns + i]! - data[centre * columns + i]!) ** power,
    ).reduce((sum, value) => sum + value, 0),
  );
}

describe("fitted features", () => {
  it("are fitted on the training rows, and compiled again from their files", async () => {
    const zoo = zooOfTwo(1);
    const { set, state } = await fitFeatures("probes:distance-1+sums:3+probes:distance-2", trainingOn(zoo));
    expect(Array.from(state.keys())).toEqual([
      "features/probes-distance-1/centre.f32",
      "features/probes-distance-2/centre.f32",
    ]);
    const rows = Int32Array.of(0, 1);
    const fitted = await featureTable(set, zoo, rows);
    const again = await featureTable(compileFeatures(set.name, DENSE, state), zoo, rows);
    expect(again).toEqual(fitted);
    const columnOf = (column: number) => [0, 1].map((row) => fitted.matrix.data[5 * row + column]);
    expect(columnOf(0)).toEqual(distances(zoo, 1, 1));
    expect(columnOf(3)).toEqual(distances(zoo, 1, 2));
    expect(columnOf(1)).toEqual([0.1 * distances(zoo, 1, 1)[0]!, Number.NaN]);
  });

  it("learn from the rows that they are given only, and which way is better", async () => {
    const zoo = zooOfTwo(1);
    for (const training of [
      trainingOn(zoo, { higherIsBetter: false }),
      trainingOn(zoo, { rows: Int32Array.of(0), targets: Float64Array.of(0.5) }),
    ]) {
      const { set } = await fitFeatures("probes:distance-1", training);
      const { matrix: found } = await featureTable(set, zoo, Int32Array.of(0, 1));
      expect([found.data[0], found.data[2]]).toEqual(distances(zoo, 0, 1));
    }
  });

  it("sets without fitted families have no files", async () => {
    const { set, state } = await fitFeatures("weights", trainingOn(zooOfTwo(1)));
    expect([set.name, state.size]).toEqual(["weights", 0]);
  });

  it("a missing state is an error that says where it should be", () => {
    expect(() => compileFeatures("probes:distance-1", DENSE)).toThrow(UsageError);
    expect(() =>
      compileFeatures("probes:distance-1", DENSE, new Map([["features/other/a", new Uint8Array()]])),
    ).toThrow(
      "the features 'probes:distance-1' are fitted on training rows and their files are missing; expected them under features/probes-distance-1/",
    );
  });

  it("names are checked before the fit", () => {
    expect(() => checkFeatures("probes:distance-1+layer-norms:9", DENSE)).toThrow("there is no layer 9");
    expect(() => checkFeatures("probes:distence-1", DENSE)).toThrow(
      "unknown feature set 'probes:distence'; did you mean 'probes:distance'?",
    );
    expect(() => checkFeatures("probes:distance-1+sums:2", DENSE)).not.toThrow();
  });

  it("training that makes no sense is refused", async () => {
    const zoo = zooOfTwo(1);
    await expect(fitFeatures("sums:1", trainingOn(zoo, { targets: Float64Array.of(1) }))).rejects.toThrow(
      "there are 1 targets for 2 training rows",
    );
    await expect(fitFeatures("probes:distance-1+probes:distance-1", trainingOn(zoo))).rejects.toThrow(
      "would both keep their files under features/probes-distance-1/",
    );
    const signal = AbortSignal.abort();
    await expect(fitFeatures("probes:distance-1", trainingOn(zoo, { signal }))).rejects.toThrow(
      CancelledError,
    );
  });

  it("a family that makes no file, or one outside its folder, is refused", async () => {
    for (const [name, files] of [
      ["bad:empty", new Map()],
      ["bad:outside", new Map([["../manifest.json", new Uint8Array()]])],
    ] as const) {
      registerFeatureFamily({ ...distance, name, fit: async () => files });
      await expect(fitFeatures(`${name}-1`, trainingOn(zooOfTwo(1)))).rejects.toThrow(UsageError);
    }
  });
});
