import { matrix } from "@weightcast/core";
import { describe, expect, it } from "vitest";
import { Booster } from "../src/index.js";
import { goldenMatrix, goldenText } from "./golden-files.js";

/** See make_models.py. */
interface GoldenModel {
  readonly name: string;
  readonly text: string;
  readonly predictions: readonly (number | readonly number[])[];
  readonly raw: readonly (number | readonly number[])[];
  readonly trees: readonly unknown[];
  readonly leaves: readonly (readonly number[])[];
  readonly contributions?: readonly (readonly number[])[];
  readonly x?: readonly (readonly number[])[];
}

const models: readonly GoldenModel[] = JSON.parse(goldenText("models.json"));
const x = goldenMatrix("models-x.npy");

describe.each(models.filter(({ name }) => name !== "pandas"))("LightGBM's model of $name", (golden) => {
  const booster = Booster.fromText(golden.text);

  it("predicts as in LightGBM, all rows at once and one at a time", () => {
    for (const [raw, expected] of [
      [false, golden.predictions.flat()],
      [true, golden.raw.flat()],
    ] as const) {
      const together = booster.predict(x, { raw });
      expectClose(together, expected, 1e-12);
      for (let row = 0; row < x.rows; row++) {
        const one = booster.predict({ ...x, data: x.data.subarray(row * x.columns), rows: 1 }, { raw });
        expect(one).toEqual(together.subarray(row * booster.outputs, (row + 1) * booster.outputs));
      }
    }
    expect(Array.from(booster.predictLeaves(x))).toEqual(golden.leaves.flat());
  });

  it("is given as an object as LightGBM gives it", () => {
    const { tree_info, num_tree_per_iteration } = booster.toJSON();
    expect(num_tree_per_iteration).toBe(booster.outputs);
    // Numbers that no prediction needs have six digits in a file.
    expect(rounded(tree_info)).toEqual(rounded(golden.trees));
  });

  it("is explained as in LightGBM", () => {
    if (golden.contributions === undefined) {
      expect(() => booster.predictContributions(x)).toThrow(
        "contributions are not computed for linear trees",
      );
      return;
    }
    const found = booster.predictContributions(x);
    expectClose(found, golden.contributions.flat(), 1e-9);
    const few = booster.predictContributions({ ...x, rows: 3 });
    expectClose(few, golden.contributions.slice(0, 3).flat(), 1e-9);
    const width = x.columns + 1;
    const sums = Array.from({ length: found.length / width }, (_, i) =>
      found.subarray(i * width, (i + 1) * width).reduce((sum, value) => sum + value),
    );
    expectClose(booster.predict(x, { raw: true }), sums, 1e-9);
  });

  it("is written so that it reads the same again", () => {
    const again = Booster.fromText(booster.toText());
    expect(again.trees).toEqual(booster.trees);
    expect(again.predict(x)).toEqual(booster.predict(x));
  });
});

it("a model of a pandas table keeps the table's categories", () => {
  const { text, predictions, x: rows } = models.find(({ name }) => name === "pandas")!;
  const booster = Booster.fromText(text);
  expect(booster.featureNames).toEqual(["size", "town"]);
  expect(booster.pandasCategories).toEqual([Array.from({ length: 40 }, (_, i) => `town ${i}`)]);
  expect(Booster.fromText(booster.toText()).pandasCategories).toEqual(booster.pandasCategories);
  const matrixOfCodes = matrix(Float64Array.from(rows!.flat()), rows!.length, 2);
  expectClose(booster.predict(matrixOfCodes), predictions as number[], 1e-12);
  for (const damaged of ["pandas_categorical:{}", "pandas_categorical:[1]", "pandas_categorical:[["]) {
    expect(() => Booster.fromText(text.replace(/pandas_categorical:.*/, damaged))).toThrow(
      "pandas_categorical: is followed by neither null nor a JSON list of lists",
    );
  }
});

/** The same value with numbers of six digits. */
function rounded(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (_, entry) => (typeof entry === "number" ? Number(entry.toPrecision(6)) : entry)),
  );
}

function expectClose(found: Float64Array, expected: readonly number[], tolerance: number): void {
  expect(found).toHaveLength(expected.length);
  for (const [i, value] of found.entries()) {
    const distance = Math.abs(value - expected[i]!);
    if (!(distance <= tolerance * Math.max(1, Math.abs(expected[i]!)))) {
      expect.fail(`number ${i} is ${value}, not ${expected[i]}`);
    }
  }
}
