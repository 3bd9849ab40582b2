import type { Matrix } from "@weightcast/core";
import { describe, expect, test } from "vitest";
import { createLayout, fingerprintZoo, type Metrics, memorySource, StoredZoo } from "../src/index.js";
import { LAYOUT, PARAMETERS, smallMetrics, smallWeights, smallZoo } from "./small-zoo.js";

const ROWS = 200;

const fingerprintOf = (parts: {
  layout?: typeof LAYOUT;
  metrics?: Metrics;
  weights?: Matrix<Float32Array>;
}) =>
  fingerprintZoo(
    new StoredZoo(
      "z",
      parts.layout ?? LAYOUT,
      parts.metrics ?? smallMetrics(ROWS),
      memorySource(parts.weights ?? smallWeights(ROWS)),
    ),
  );

test("is 256 bits in hexadecimal, the same each time, pinned", async () => {
  const print = await fingerprintZoo(await smallZoo(ROWS));
  expect(print).toBe("848c889224f8858a06c931445974f08528b809841d7d2ba2b209b95cc10c85b2");
  expect(await fingerprintOf({})).toBe(print);
});

describe("differs", () => {
  const metricsWith = (row: number, cells: string) => smallMetrics(ROWS, { [row]: cells.split(",") });
  const unchanged = "zoo/tiny/00000/permanent_ckpt-1,tanh,0.002,1,0.125,0.0625,False";

  test("only in what is hashed", async () => {
    expect(await fingerprintOf({ metrics: metricsWith(1, unchanged) })).toBe(await fingerprintOf({}));
  });

  test.each([
    ["a checkpoint", { metrics: metricsWith(1, unchanged.replace("00000", "00009")) }],
    ["a step", { metrics: metricsWith(1, unchanged.replace(",1,", ",2,")) }],
    [
      "an accuracy, in its last digit",
      { metrics: metricsWith(1, unchanged.replace("0.125", "0.12500000000000003")) },
    ],
    [
      "a tensor's name",
      { layout: createLayout(LAYOUT.tensors.map((tensor) => ({ ...tensor, name: `x${tensor.name}` }))) },
    ],
    [
      "a tensor's shape",
      { layout: createLayout([LAYOUT.tensors[0]!, { ...LAYOUT.tensors[1]!, shape: [3, 2] }]) },
    ],
    ["the number of rows", { metrics: smallMetrics(ROWS - 1), weights: smallWeights(ROWS - 1) }],
  ])("where %s does", async (_, parts) => {
    expect(await fingerprintOf(parts)).not.toBe(await fingerprintOf({}));
  });

  test.each([0, 3, 196])("where a weight of row %i, which is sampled, does", async (row) => {
    const weights = smallWeights(ROWS);
    weights.data[row * PARAMETERS + 5]! += 1;
    expect(await fingerprintOf({ weights })).not.toBe(await fingerprintOf({}));
  });
});

test("a zoo of fewer rows than are sampled, and of none", async () => {
  const prints = await Promise.all([0, 1, 63, 64].map(async (rows) => fingerprintZoo(await smallZoo(rows))));
  expect(new Set(prints).size).toBe(4);
});
