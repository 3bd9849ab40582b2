import { InputError, type Matrix, matrix, UsageError } from "@weightcast/core";
import { describe, expect, it } from "vitest";
import { Booster, trainBooster } from "../src/index.js";
import { goldenText, splitsOf } from "./golden-files.js";

interface Fault {
  readonly name: string;
  readonly columns: number;
  readonly x: readonly number[];
  readonly y: readonly number[];
  readonly weights?: readonly number[];
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly rounds: number;
  readonly model: string;
  readonly predictions: readonly number[];
}

const faults: readonly Fault[] = JSON.parse(goldenText("faults.json"));

describe.each(faults)("$name", ({ columns, x, y, weights, parameters, rounds, model, predictions }) => {
  const rows = matrix(Float64Array.from(x), x.length / columns, columns);

  it("grows LightGBM's trees", async () => {
    const booster = await trainBooster(rows, y, parameters, { rounds, weights });
    expect(booster.trees.map(splitsOf)).toEqual(Booster.fromText(model).trees.map(splitsOf));
    expectClose(booster.predict(rows), predictions);
    const again = Booster.fromText(booster.toText());
    expect(again.trees.map(splitsOf)).toEqual(booster.trees.map(splitsOf));
    expect(again.predict(rows)).toEqual(booster.predict(rows));
  });

  it("is read from LightGBM's file", () => {
    const read = Booster.fromText(model);
    expectClose(read.predict(rows), predictions);
    expect(Booster.fromText(read.toText()).trees).toEqual(read.trees);
  });
});

function expectClose(found: Float64Array, expected: readonly number[]): void {
  for (const [row, prediction] of found.entries()) {
    const tolerance = 1e-12 * Math.max(1, Math.abs(expected[row]!));
    expect(Math.abs(prediction - expected[row]!)).toBeLessThanOrEqual(tolerance);
  }
}

describe("a matrix that is not what it says", () => {
  const data = Float64Array.from({ length: 200 }, (_, i) => Math.sin(i * i));
  const good = matrix(data, 100, 2);
  const y = Array.from({ length: 100 }, (_, row) => data[2 * row]!);
  const bad: [string, unknown, string][] = [
    ["has too little data", { data: data.subarray(0, 100) }, "data holds 100 numbers, but 100 rows of 2"],
    ["has no stride", { stride: undefined }, "stride is a whole number at least 2, not undefined"],
    ["has a stride below its columns", { stride: 1 }, "stride is a whole number at least 2, not 1"],
    ["has half a row", { rows: 1.5 }, "rows is a whole number at least 0, not 1.5"],
    ["has a negative number of rows", { rows: -1 }, "rows is a whole number at least 0, not -1"],
    [
      "has whole numbers for data",
      { data: new Int32Array(200) },
      "data is neither a Float32Array nor a Float64Array",
    ],
    ["has no data", { data: undefined }, "data is neither a Float32Array nor a Float64Array"],
  ];

  it.each(bad)("is refused where it %s", async (_, change, message) => {
    const x = { ...good, ...(change as object) } as Matrix;
    const train = (matrix: Matrix, validation?: Matrix) =>
      trainBooster(matrix, y, {}, { rounds: 2, validation: validation && { x: validation, y } });
    await expect(train(x)).rejects.toThrow(UsageError);
    await expect(train(x)).rejects.toThrow(`x.${message}`);
    await expect(train(good, x)).rejects.toThrow(`the validation x.${message}`);
    const booster = await train(good);
    for (const predict of [() => booster.predict(x), () => booster.predictLeaves(x)]) {
      expect(predict).toThrow(UsageError);
      expect(predict).toThrow(`x.${message}`);
    }
  });
});

describe("options and labels that would be ignored or read as something else", () => {
  const x = matrix(
    Float64Array.from({ length: 40 }, (_, i) => i),
    40,
    1,
  );
  const y: unknown[] = Array.from(x.data);
  const train = (options: object, labels: unknown[] = y) =>
    trainBooster(x, labels as number[], {}, { rounds: 2, ...options });

  it.each([
    [{ weight: y }, "unknown option 'weight'; did you mean 'weights'?"],
    [{ num_boost_round: 50 }, "unknown option 'num_boost_round'; "],
    [{ earlyStopping: 3 }, "unknown option 'earlyStopping'; did you mean 'earlyStoppingRounds'?"],
    [{ validation: { x, y, weight: y } }, "unknown option of a validation set 'weight'"],
  ])("%o is refused", async (options, message) => {
    await expect(train(options)).rejects.toThrow(UsageError);
    await expect(train(options)).rejects.toThrow(message);
  });

  it.each([null, undefined, "1", true, {}])("%o is no target and no weight", async (value) => {
    await expect(train({}, y.with(3, value))).rejects.toThrow(
      new InputError(`the target ${String(value)} is not a number`, { row: 3 }),
    );
    await expect(train({ weights: y.with(3, value) })).rejects.toThrow(
      new InputError(`the weight ${String(value)} is not a number`, { row: 3 }),
    );
    await expect(train({ validation: { x, y: y.with(3, value) } })).rejects.toThrow(
      new InputError(`the validation target ${String(value)} is not a number`, { row: 3 }),
    );
  });
});
