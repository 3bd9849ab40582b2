import { readFileSync } from "node:fs";
import { InputError } from "@weightcast/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { kendallTau, scores } from "../src/index.js";

interface GoldenCase {
  readonly name: string;
  readonly truth: string;
  readonly predicted: string;
  readonly mse: number;
  readonly mad: number;
  readonly r2: number | null;
  readonly tau: number | null;
}

const golden: readonly GoldenCase[] = JSON.parse(
  readFileSync(new URL("golden/scores.json", import.meta.url), "utf8"),
);
const numbers = (words: string) => Float64Array.from(words.split(" "), Number);

function expectClose(actual: number, expected: number): void {
  if (Number.isNaN(expected)) expect(actual).toBeNaN();
  else expect(Math.abs(actual - expected)).toBeLessThanOrEqual(1e-12 * Math.max(1, Math.abs(expected)));
}

describe("scores of scipy and scikit-learn", () => {
  test.each(golden)("$name", ({ truth, predicted, ...expected }) => {
    const actual = scores(numbers(truth), numbers(predicted));
    expect(actual.count).toBe(numbers(truth).length);
    expectClose(actual.mse, expected.mse);
    expectClose(actual.mad, expected.mad);
    expectClose(actual.r2 ?? Number.NaN, expected.r2 ?? Number.NaN);
    expectClose(actual.tau ?? Number.NaN, expected.tau ?? Number.NaN);
  });
});

/** Kendall's tau-b as defined: over all pairs. */
function tauOfAllPairs(x: readonly number[], y: readonly number[]): number {
  let agreement = 0;
  let untiedInX = 0;
  let untiedInY = 0;
  for (let i = 0; i < x.length; i++) {
    for (let j = 0; j < i; j++) {
      const signX = Math.sign(x[i]! - x[j]!);
      const signY = Math.sign(y[i]! - y[j]!);
      agreement += signX * signY;
      untiedInX += Math.abs(signX);
      untiedInY += Math.abs(signY);
    }
  }
  return agreement / Math.sqrt(untiedInX * untiedInY);
}

/** Both sides of up to 60 rows of small whole numbers: many ties, and exact under the transforms below. */
const sides = fc
  .array(fc.tuple(fc.integer({ min: -9, max: 9 }), fc.integer({ min: -4, max: 4 })), {
    minLength: 1,
    maxLength: 60,
  })
  .map((pairs) => ({ x: pairs.map(([x]) => x), y: pairs.map(([, y]) => y) }));

describe("kendallTau", () => {
  test("is what its definition over all pairs says", () => {
    fc.assert(fc.property(sides, ({ x, y }) => expectClose(kendallTau(x, y), tauOfAllPairs(x, y))));
  });

  test("does not change under increasing transforms, and changes sign under decreasing ones", () => {
    fc.assert(
      fc.property(sides, ({ x, y }) => {
        const tau = kendallTau(x, y);
        const cubes = x.map((value) => value ** 3 + 5);
        expect(kendallTau(cubes, y)).toBe(tau);
        const negated = y.map((value) => -value);
        expect(-kendallTau(x, negated) + 0).toBe(tau + 0);
      }),
    );
  });

  test("is the same with its sides exchanged and its rows in another order", () => {
    fc.assert(
      fc.property(sides, ({ x, y }) => {
        expect(kendallTau(y, x)).toBe(kendallTau(x, y));
        expect(kendallTau(x.toReversed(), y.toReversed())).toBe(kendallTau(x, y));
      }),
    );
  });

  test("of a side with itself is exactly 1, ties or none", () => {
    const side = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 2, maxLength: 100 });
    fc.assert(
      fc.property(side, (x) => {
        expect(kendallTau(x, x)).toBe(new Set(x).size > 1 ? 1 : Number.NaN);
      }),
    );
  });

  test("counts more pairs than 32 bits hold", () => {
    const count = 100_000;
    const x = Int32Array.from({ length: count }, (_, i) => i);
    const halvesExchanged = x.map((i) => (i + count / 2) % count);
    const discordant = (count / 2) ** 2;
    expect(kendallTau(x, halvesExchanged)).toBeCloseTo(1 - (4 * discordant) / (count * (count - 1)), 12);
    expect(kendallTau(x, x.toReversed())).toBe(-1);
  });

  test("leaves its inputs alone", () => {
    const truth = [3, 1, 2];
    const predicted = Float64Array.of(2, 3, 1);
    kendallTau(truth, predicted);
    expect(truth).toEqual([3, 1, 2]);
    expect(predicted).toEqual(Float64Array.of(2, 3, 1));
  });
});

describe.each([
  ["scores", scores],
  ["kendallTau", kendallTau],
] as const)("%s refuses", (_, score) => {
  test("sides of different lengths", () => {
    expect(() => score([1, 2, 3], [1, 2])).toThrow(
      new RangeError("2 predictions cannot be scored against 3 true values"),
    );
  });

  test("no rows", () => {
    expect(() => score([], [])).toThrow(new InputError("there are no rows to score"));
  });

  test("entries that are not finite", () => {
    const advice = "drop rows that are not finite before scoring";
    expect(() => score([1, Number.NaN], [1, 2])).toThrow(
      new InputError(`entry 1 of truth is NaN; ${advice}`),
    );
    expect(() => score([1, 2], Float32Array.of(-Infinity, 2))).toThrow(
      new InputError(`entry 0 of predicted is -Infinity; ${advice}`),
    );
  });
});
