import { describe, expect, test } from "vitest";
import { scaleOf } from "./scale.js";

const scale = (values: readonly number[], margin = 0) =>
  scaleOf(values, Array.from(values.keys()), { margin });

describe("a scale", () => {
  test("goes from the least to the largest finite value of the rows, with a margin", () => {
    const { place, at, isLog } = scaleOf([9, 2, Number.NaN, 4, Number.POSITIVE_INFINITY], [1, 2, 3, 4], {
      margin: 0.1,
    });
    expect(isLog).toBe(false);
    expect(place(2)).toBeCloseTo(0.1 / 1.2);
    expect(place(4)).toBeCloseTo(1.1 / 1.2);
    expect(at(0)).toBeCloseTo(1.8);
    expect(at(place(3))).toBeCloseTo(3);
    expect(place(Number.NaN)).toBeNaN();
  });

  test("is logarithmic where positive values differ by a factor of 20 and the middle one is small", () => {
    const { place, at, isLog } = scale([1e-4, 1e-2, 1]);
    expect(isLog).toBe(true);
    expect(place(1e-2)).toBeCloseTo(0.5);
    expect(at(0.25)).toBeCloseTo(1e-3);
    expect(place(0)).toBeNaN();
    expect(place(-1)).toBeNaN();
    expect(scale([0, 1e-4, 1]).isLog).toBe(false);
    expect(scale([0.01, 0.6, 0.7]).isLog).toBe(false);
    expect(scale([0.001, 0.002, 0.05]).isLog).toBe(true);
  });

  test("has both ends of the values exactly, so that a range from end to end keeps all", () => {
    const values = [0.0123, 0.1, 4.567];
    const { isLog, at } = scale(values);
    expect([isLog, at(0), at(1)]).toEqual([true, 0.0123, 4.567]);
  });

  test("is of the kind and the domain that are asked for", () => {
    const rows = [0, 1, 2];
    expect(scaleOf([1e-4, 1e-2, 1], rows, { kind: "linear" }).isLog).toBe(false);
    const log = scaleOf([0, 0.1, 1], rows, { kind: "log", margin: 0 });
    expect(log.isLog).toBe(true);
    expect(log.place(0.1)).toBeCloseTo(0);
    expect(log.place(0)).toBeNaN();
    expect(scaleOf([-1, -2], [0, 1], { kind: "log" }).isLog).toBe(false);
    expect(scaleOf([0.2, 0.4], [0, 1], { domain: [0, 1], margin: 0 }).place(0.25)).toBeCloseTo(0.25);
  });

  test.each([[[3, 3]], [[3]], [[]], [[Number.NaN]], [[-2]], [[0]]])("of %j has a place for all", (values) => {
    const { place, at } = scale(values, 0.03);
    for (const value of values.filter(Number.isFinite)) expect(place(value)).toBeCloseTo(0.5);
    expect(at(1)).toBeGreaterThan(at(0));
  });
});
