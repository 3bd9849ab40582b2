import { CancelledError, type Matrix, matrix, RandomStream } from "@weightcast/core";
import { describe, expect, it } from "vitest";
import { Booster } from "../src/index.js";
import { goldenText } from "./golden-files.js";
import { leafOf } from "./twin/prediction.js";

/** Numbers around the thresholds, zeros, missing ones and infinities. */
function rowsOf(rows: number, data: (index: number, random: RandomStream) => number, columns = 6): Matrix {
  const random = new RandomStream(1, "rows");
  return matrix(
    Float64Array.from({ length: rows * columns }, (_, index) => data(index, random)),
    rows,
    columns,
  );
}

it.each(["missing", "ties", "zero-missing", "no-missing", "constant"])(
  "the prediction kernel does what its twin does, on the model '%s'",
  (name) => {
    const booster = Booster.fromText(goldenText(`${name}.txt`));
    const special = [Number.NaN, 0, -0, 1e-36, -1e-36, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    const doubles = rowsOf(1001, (_, random) =>
      random.below(3) === 0 ? special[random.below(special.length)]! : 4 * random.uniform() - 2,
    );
    const singles = { ...doubles, data: Float32Array.from(doubles.data) };
    for (const x of [doubles, singles]) {
      const expected = Float64Array.from({ length: x.rows }, (_, row) =>
        booster.trees.reduce((sum, tree) => sum + tree.leafValue[leafOf(tree, x, row)]!, 0),
      );
      expect(booster.predict(x)).toEqual(expected);
    }
  },
);

it("the prediction kernel decides as its twin at thresholds that are no 32-bit floats", () => {
  const thresholds = [0.1, -0.1, 1e-50, -1e-50, 1e300, -1e300, 2 ** -149, 3.4028234663852886e38, 16777217];
  let next = 0;
  const text = goldenText("plain.txt").replace(/^threshold=.*$/gm, (line) =>
    line.replace(/[^= ]+(?= |$)/g, () => String(thresholds[next++ % thresholds.length])),
  );
  const booster = Booster.fromText(text);
  const numbers = thresholds.flatMap((threshold) => {
    const near = Math.fround(threshold);
    return [near, near * (1 + 2 ** -23), near * (1 - 2 ** -23), near + 2 ** -149, near - 2 ** -149];
  });
  const doubles = rowsOf(500, (_, random) => numbers[random.below(numbers.length)]!);
  for (const x of [doubles, { ...doubles, data: Float32Array.from(doubles.data) }]) {
    const expected = Float64Array.from({ length: x.rows }, (_, row) =>
      booster.trees.reduce((sum, tree) => sum + tree.leafValue[leafOf(tree, x, row)]!, 0),
    );
    expect(booster.predict(x)).toEqual(expected);
  }
});

it("predicts nothing of no rows", async () => {
  const booster = Booster.fromText(goldenText("plain.txt"));
  const x = matrix(new Float32Array(0), 0, 6);
  expect(booster.predict(x)).toEqual(new Float64Array(0));
  expect(await booster.predictInParallel(x)).toEqual(new Float64Array(0));
});

describe("predictions in parallel", () => {
  const random = new RandomStream(0, "rows");
  const cells = Float32Array.from({ length: 6 * 40_000 }, () =>
    random.below(9) === 0 ? Number.NaN : 4 * random.uniform() - 2,
  );
  const many = matrix(cells, 40_000, 6);

  it.each(["missing.txt", "multiclass.txt", "categories.txt", "forest.txt", "linear-missing.txt"])(
    "of the model %s are those of one call",
    async (name) => {
      const model = Booster.fromText(goldenText(name));
      for (const options of [{}, { raw: true, firstRound: 1, rounds: 2 }]) {
        const together = model.predict(many, options);
        expect(await model.predictInParallel(many, { threads: 2, ...options })).toEqual(together);
      }
    },
  );

  it.each([1, 2])("by %i threads can be cancelled", async (threads) => {
    const model = Booster.fromText(goldenText("missing.txt"));
    const signal = AbortSignal.abort();
    await expect(model.predictInParallel(many, { threads, signal })).rejects.toThrow(CancelledError);
  });
});
