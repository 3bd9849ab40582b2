import { matrix, matrixRows } from "@weightcast/core";
import fc from "fast-check";
import { expect, test } from "vitest";
import { compileFeatures } from "../src/index.js";
import { DENSE, featuresOf, layoutOf } from "./layouts.js";

const float32 = fc.float({ min: -1000, max: 1000, noNaN: true });
const values = fc.array(float32, { minLength: 1, maxLength: 60 });
const percentiles = fc.uniqueArray(
  fc.integer({ min: 0, max: 1000 }).map((tenth) => tenth / 10),
  { minLength: 1, maxLength: 8 },
);
const denseRow = fc.array(float32, { minLength: DENSE.parameters, maxLength: DENSE.parameters });

function statisticsOf(row: readonly number[], wanted: readonly number[]): Promise<number[]> {
  const layout = layoutOf([["layer/kernel:0", [row.length]]]);
  return featuresOf(`wstats-layers:0-qts:${wanted.join(",")}`, layout, Float32Array.from(row));
}

test("a percentile is the weighted mean of its two neighbours in sorted order", async () => {
  await fc.assert(
    fc.asyncProperty(values, percentiles, async (row, wanted) => {
      const sorted = row.toSorted((a, b) => a - b);
      const found = await statisticsOf(row, wanted);
      for (const [i, percentile] of wanted.entries()) {
        const rank = ((row.length - 1) * percentile) / 100;
        const weight = rank - Math.floor(rank);
        const naive = sorted[Math.floor(rank)]! * (1 - weight) + sorted[Math.ceil(rank)]! * weight;
        expect(Math.abs(found[i]! - naive)).toBeLessThanOrEqual(1e-9);
      }
    }),
  );
});

test("percentiles never fall as they rise in rank, and lie between the extremes", async () => {
  await fc.assert(
    fc.asyncProperty(values, percentiles, async (row, wanted) => {
      const ascending = [0, ...wanted.filter((p) => p > 0 && p < 100).sort((a, b) => a - b), 100];
      const found = (await statisticsOf(row, ascending)).slice(0, ascending.length);
      expect(found[0]).toBe(Math.min(...row) + 0);
      expect(found.at(-1)).toBe(Math.max(...row) + 0);
      for (let i = 1; i < found.length; i++) expect(found[i]).toBeGreaterThanOrEqual(found[i - 1]!);
    }),
  );
});

test("the order of the weights within a tensor does not count", async () => {
  await fc.assert(
    fc.asyncProperty(values, percentiles, async (row, wanted) => {
      const found = await statisticsOf(row, wanted);
      const reversed = await statisticsOf(row.toReversed(), wanted);
      expect(reversed.slice(0, -2)).toEqual(found.slice(0, -2));
      for (const i of [-2, -1]) expect(reversed.at(i)).toBeCloseTo(found.at(i)!, 9);
    }),
  );
});

test("scaling the weights by a power of two scales norms, deviations and percentiles exactly", async () => {
  const set = "wnorm-layers:0,1-l1+wnorm-layers:0,1-l2+wstats-layers:0,1-qts:0,12.5,50,90";
  await fc.assert(
    fc.asyncProperty(denseRow, fc.integer({ min: -6, max: 6 }), async (row, power) => {
      const scale = 2 ** power;
      // Far from subnormal numbers, where halving would round.
      const weights = Float32Array.from(row, (value) => Math.round(value * 64) / 64);
      const scaled = await featuresOf(
        set,
        DENSE,
        weights.map((value) => value * scale),
      );
      expect(scaled).toEqual((await featuresOf(set, DENSE, weights)).map((value) => value * scale));
    }),
  );
});

test("a norm is at least the largest weight, and l1 is at least l2", async () => {
  await fc.assert(
    fc.asyncProperty(denseRow, async (row) => {
      const weights = Float32Array.from(row);
      const l1 = await featuresOf("wnorm-layers:0,1-l1", DENSE, weights);
      const l2 = await featuresOf("wnorm-layers:0,1-l2", DENSE, weights);
      for (const [i, norm] of l2.entries()) expect(l1[i]! * (1 + 1e-12)).toBeGreaterThanOrEqual(norm);
      expect(Math.hypot(...l2)).toBeCloseTo(Math.hypot(...weights), 6);
    }),
  );
});

test("blocks of rows, strides and neighbours in `out` do not count", async () => {
  const features = compileFeatures("wstats-glob+weights.1+wnorm-layers:0-l2", DENSE);
  const width = features.columns.length;
  await fc.assert(
    fc.asyncProperty(
      fc.array(denseRow, { minLength: 1, maxLength: 9 }),
      fc.integer({ min: 1, max: 4 }),
      async (rows, block) => {
        const whole = matrix(new Float64Array(rows.length * width), rows.length, width);
        await features.extract(matrix(Float32Array.from(rows.flat()), rows.length, DENSE.parameters), whole);
        const stride = DENSE.parameters + 2;
        const padded = matrix(
          Float32Array.from(rows.flatMap((row) => [...row, Number.NaN, Number.NaN])),
          rows.length,
          DENSE.parameters,
          stride,
        );
        const outStride = width + 1;
        const out = matrix(new Float64Array(rows.length * outStride).fill(-1), rows.length, width, outStride);
        for (let first = 0; first < rows.length; first += block) {
          const count = Math.min(block, rows.length - first);
          await features.extract(matrixRows(padded, first, count), matrixRows(out, first, count));
        }
        for (let row = 0; row < rows.length; row++) {
          const start = row * outStride;
          expect(out.data.slice(start, start + width)).toEqual(
            whole.data.slice(row * width, (row + 1) * width),
          );
          expect(out.data[start + width]).toBe(-1);
        }
      },
    ),
    { numRuns: 30 },
  );
});
