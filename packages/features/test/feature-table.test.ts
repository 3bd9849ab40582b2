import { gatherRows, matrix, matrixRow } from "@weightcast/core";
import type { WeightBlock, Zoo } from "@weightcast/zoo";
import { expect, test } from "vitest";
import { compileFeatures, featureTable } from "../src/index.js";
import { DENSE, twoRuns } from "./layouts.js";

const metrics = twoRuns();
const weights = matrix(
  Float32Array.from({ length: 2 * DENSE.parameters }, (_, i) => i),
  2,
  DENSE.parameters,
);

/** A zoo in memory, in blocks of one row, that notes in which order its rows are read. */
function memoryZoo(read: number[] = []): Zoo {
  async function* blocks({
    rows = [0, 1],
  }: {
    rows?: ArrayLike<number> | undefined;
  } = {}): AsyncGenerator<WeightBlock> {
    for (const row of Array.from(rows)) {
      read.push(row);
      yield { rows: Int32Array.of(row), weights: gatherRows(weights, [row]) };
    }
  }
  return { name: "memory", rows: 2, layout: DENSE, metrics, blocks, fingerprint: async () => "memory" };
}

test("a table holds its rows in the order asked for, though they are read in ascending order", async () => {
  const set = compileFeatures("weights.1+hyper.learning_rate", DENSE);
  const read: number[] = [];
  const progress: number[] = [];
  const table = await featureTable(set, memoryZoo(read), Int32Array.of(1, 0, 1), {
    onProgress: ({ done }) => progress.push(done),
  });
  expect(read).toEqual([0, 1, 1]);
  expect(progress).toEqual([1, 2, 3]);
  expect(table.columns).toEqual(set.columns);
  expect(Array.from({ length: 3 }, (_, row) => Array.from(matrixRow(table.matrix, row)))).toEqual([
    [25, 22, 23, 24, 0.001],
    [12, 9, 10, 11, 0.01],
    [25, 22, 23, 24, 0.001],
  ]);
});

test("a table has the set's element type and marks rows that are not finite", async () => {
  const kept = weights.data[3]!;
  weights.data[3] = Number.POSITIVE_INFINITY;
  try {
    const raw = await featureTable(compileFeatures("weights", DENSE), memoryZoo(), Int32Array.of(1, 0));
    expect(raw.matrix.data).toBeInstanceOf(Float32Array);
    expect(Array.from(raw.finite)).toEqual([1, 0]);
    // Finite features of a row whose weights are not: the mark tells, not the features.
    const last = await featureTable(
      compileFeatures("wnorm-layers:1-l1", DENSE),
      memoryZoo(),
      Int32Array.of(0),
    );
    expect(last.matrix.data).toEqual(Float64Array.of(12, 30));
    expect(Array.from(last.finite)).toEqual([0]);
  } finally {
    weights.data[3] = kept;
  }
});
