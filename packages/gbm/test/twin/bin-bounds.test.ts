import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { boundsWithZeroBin, nextUp, sameDouble, ZERO_THRESHOLD } from "./bin-bounds.js";

function bounds(counts: readonly [value: number, count: number][], maxBins: number, minDataInBin: number) {
  const column = {
    values: Float64Array.from(counts, ([value]) => value),
    counts: Int32Array.from(counts, ([, count]) => count),
  };
  return boundsWithZeroBin(column, maxBins, minDataInBin);
}

describe("nextUp", () => {
  it("is the next double above", () => {
    expect(nextUp(1)).toBe(1 + Number.EPSILON);
    expect(nextUp(-1)).toBe(-1 + Number.EPSILON / 2);
    expect(nextUp(0)).toBe(Number.MIN_VALUE);
    expect(nextUp(-Number.MIN_VALUE)).toBe(-0);
    expect(nextUp(Number.MAX_VALUE)).toBe(Number.POSITIVE_INFINITY);
    expect(nextUp(Number.NEGATIVE_INFINITY)).toBe(-Number.MAX_VALUE);
    expect(sameDouble(Number.MAX_VALUE, Number.POSITIVE_INFINITY)).toBe(true);
  });

  it("leaves no double between", () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, min: -1e300, max: 1e300 }), (value) => {
        const next = nextUp(value);
        expect(next).toBeGreaterThan(value);
        const middle = value + (next - value) / 2;
        expect(middle === value || middle === next).toBe(true);
        expect(sameDouble(value, next)).toBe(true);
        expect(sameDouble(value, nextUp(next))).toBe(false);
      }),
    );
  });
});

describe("boundsWithZeroBin", () => {
  it("puts bounds in the middle of values, a bin of zero's own between", () => {
    expect(
      bounds(
        [
          [-2, 5],
          [-1, 5],
          [1, 5],
          [3, 5],
        ],
        255,
        3,
      ),
    ).toEqual([nextUp(-1.5), -ZERO_THRESHOLD, ZERO_THRESHOLD, nextUp(2), Number.POSITIVE_INFINITY]);
  });

  it("joins values until a bin holds enough rows", () => {
    expect(
      bounds(
        [
          [1, 2],
          [2, 2],
          [3, 5],
          [4, 1],
        ],
        255,
        3,
      ),
    ).toEqual([ZERO_THRESHOLD, nextUp(2.5), nextUp(3.5), Number.POSITIVE_INFINITY]);
  });

  it("gives a frequent value a bin of its own where there are too few bins", () => {
    const many = Array.from({ length: 20 }, (_, i): [number, number] => [i + 1, i === 9 ? 100 : 1]);
    const found = bounds(many, 6, 1);
    expect(found.slice(1)).toContain(nextUp(9.5));
    expect(found.slice(1)).toContain(nextUp(10.5));
  });

  it("never makes more bins than asked for, in ascending order", () => {
    const value = fc
      .double({ noNaN: true, min: -1e30, max: 1e30 })
      .filter((v) => Math.abs(v) > ZERO_THRESHOLD);
    const column = fc.uniqueArray(fc.tuple(value, fc.integer({ min: 1, max: 50 })), { selector: ([v]) => v });
    fc.assert(
      fc.property(
        column,
        fc.integer({ min: 2, max: 40 }),
        fc.integer({ min: 1, max: 9 }),
        (counts, maxBins, least) => {
          const found = bounds(
            counts.sort(([a], [b]) => a - b),
            maxBins,
            least,
          );
          expect(found.length).toBeLessThanOrEqual(maxBins);
          expect(found.at(-1)).toBe(Number.POSITIVE_INFINITY);
          for (let i = 1; i < found.length; i++) expect(found[i]).toBeGreaterThan(found[i - 1]!);
        },
      ),
      { numRuns: 500 },
    );
  });
});
