import { InputError } from "@weightcast/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { kendallTau, strataTau } from "../src/index.js";

/** Tau-b over pairs within strata, as defined. */
function tauOfPairsWithinStrata(
  x: readonly number[],
  y: readonly number[],
  strata: readonly number[],
): number {
  let agreement = 0;
  let untiedInX = 0;
  let untiedInY = 0;
  for (let i = 0; i < x.length; i++) {
    for (let j = 0; j < i; j++) {
      if (strata[i] !== strata[j]) continue;
      const signX = Math.sign(x[i]! - x[j]!);
      const signY = Math.sign(y[i]! - y[j]!);
      agreement += signX * signY;
      untiedInX += Math.abs(signX);
      untiedInY += Math.abs(signY);
    }
  }
  return agreement / Math.sqrt(untiedInX * untiedInY);
}

const rows = fc
  .array(
    fc.tuple(
      fc.integer({ min: -9, max: 9 }),
      fc.integer({ min: -4, max: 4 }),
      fc.integer({ min: 0, max: 5 }),
    ),
    {
      minLength: 1,
      maxLength: 60,
    },
  )
  .map((entries) => ({
    x: entries.map(([x]) => x),
    y: entries.map(([, y]) => y),
    strata: entries.map(([, , stratum]) => stratum),
  }));

describe("strataTau", () => {
  test("is what its definition over the pairs within strata says", () => {
    fc.assert(
      fc.property(rows, ({ x, y, strata }) => {
        const expected = tauOfPairsWithinStrata(x, y, strata);
        const actual = strataTau(x, y, strata);
        if (Number.isNaN(expected)) expect(actual).toBeNaN();
        else expect(actual).toBeCloseTo(expected, 12);
      }),
    );
  });

  test("of one stratum is Kendall's tau-b", () => {
    fc.assert(
      fc.property(rows, ({ x, y }) => {
        expect(strataTau(x, y, new Int32Array(x.length))).toBe(kendallTau(x, y));
      }),
    );
  });

  test("gives nothing for telling strata apart", () => {
    // Predictions that know the stratum and nothing else; within it they rank the wrong way round.
    const truth = [1, 2, 3, 11, 12, 13];
    const predicted = [3, 2, 1, 13, 12, 11];
    expect(kendallTau(truth, predicted)).toBeGreaterThan(0);
    expect(strataTau(truth, predicted, [0, 0, 0, 1, 1, 1])).toBe(-1);
  });

  test("is not defined where no two rows of a stratum can be compared", () => {
    expect(strataTau([1, 2, 3], [1, 2, 3], [0, 1, 2])).toBeNaN();
    expect(strataTau([1, 2, 3, 4], [5, 5, 6, 6], [0, 0, 1, 1])).toBeNaN();
  });

  test("refuses strata that do not fit, and entries that are not finite", () => {
    expect(() => strataTau([1, 2], [1, 2], [0])).toThrow(
      new RangeError("1 stratum numbers were given for 2 rows"),
    );
    expect(() => strataTau([1, Number.NaN], [1, 2], [0, 0])).toThrow(InputError);
  });
});
