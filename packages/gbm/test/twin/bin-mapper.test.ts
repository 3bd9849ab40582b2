import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { binOf, findBins } from "./bin-mapper.js";

const RULES = { maxBins: 255, minDataInBin: 1, minDataInSide: 1 };

describe("findBins", () => {
  it("gives NaN the last bin", () => {
    const mapper = findBins(Float64Array.of(1, Number.NaN, 2, 0), RULES)!;
    expect(mapper.hasMissingBin).toBe(true);
    expect(mapper.upperBounds.at(-1)).toBeNaN();
    const bins = [0, 1, 2, Number.NaN].map((value) => binOf(value, mapper.upperBounds, true));
    expect(bins).toEqual([0, 1, 2, 3]);
    expect([mapper.least, mapper.most]).toEqual([0, 2]);
  });

  it("reads NaN as zero where it knew none", () => {
    const mapper = findBins(Float64Array.of(-1, 0, 1), RULES)!;
    expect(binOf(Number.NaN, mapper.upperBounds, false)).toBe(binOf(0, mapper.upperBounds, false));
  });

  it("takes a bin of nearly all rows for the most frequent, else that of zero", () => {
    expect(findBins(Float64Array.of(3, 3, 3, 3, 3, 5, 0), RULES)!.mostFrequentBin).toBe(1);
    expect(findBins(Float64Array.of(3, 3, 3, 5, 5, 0), RULES)!.mostFrequentBin).toBe(0);
  });

  it("has no use for a column that no threshold divides", () => {
    expect(findBins(Float64Array.of(7, 7, 7), RULES)).toBeUndefined();
    expect(findBins(Float64Array.of(Number.NaN, Number.NaN), RULES)).toBeUndefined();
    expect(findBins(Float64Array.of(1, 2, 2, 2), { ...RULES, minDataInSide: 2 })).toBeUndefined();
  });

  it("keeps the order of values, and each value at most its bin's bound", () => {
    const column = fc.array(fc.double({ min: -1e6, max: 1e6 }), { minLength: 1, maxLength: 200 });
    fc.assert(
      fc.property(column, fc.integer({ min: 2, max: 20 }), (values, maxBins) => {
        const mapper = findBins(Float64Array.from(values), { ...RULES, maxBins });
        if (mapper === undefined) return;
        const { upperBounds, hasMissingBin } = mapper;
        expect(upperBounds.length).toBeLessThanOrEqual(maxBins);
        for (const value of values) {
          const bin = binOf(value, upperBounds, hasMissingBin);
          if (Number.isNaN(value)) expect(bin).toBe(upperBounds.length - 1);
          else {
            expect(value).toBeLessThanOrEqual(upperBounds[bin]!);
            if (bin > 0) expect(value).toBeGreaterThan(upperBounds[bin - 1]!);
          }
        }
      }),
    );
  });
});
