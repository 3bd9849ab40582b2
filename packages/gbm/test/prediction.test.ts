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

it("predicts nothing of no rows", () => {
  const booster = Booster.fromText(goldenText("plain.txt"));
  expect(booster.predict(matrix(new Float32Array(0), 0, 6))).toEqual(new Float64Array(0));
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
