import { RandomStream } from "@weightcast/core";
import { expect, test } from "vitest";
import { expectedRange } from "./expected-range.js";

const SHARE = 0.002;

/** Values whose tails fall off exponentially at both ends. */
function laplace(count: number, seed: number): Float64Array {
  const random = new RandomStream(seed, "values");
  return Float64Array.from({ length: count }, () => {
    const sign = random.uniform() < 0.5 ? -1 : 1;
    return -sign * Math.log(1 - random.uniform());
  });
}

test("further values lie beyond an end as rarely as was asked for, where the values at hand left out more", () => {
  const draws = 200;
  let [beyond, beyondValues] = [0, 0];
  for (let seed = 0; seed < draws; seed++) {
    const values = laplace(100, seed);
    const [least, greatest] = expectedRange(values, 100, SHARE);
    const further = laplace(1000, draws + seed);
    beyond += further.filter((value) => value < least || value > greatest).length;
    beyondValues += further.filter(
      (value) => value < Math.min(...values) || value > Math.max(...values),
    ).length;
  }
  expect(beyondValues / (draws * 1000)).toBeGreaterThan(0.015);
  expect(beyond / (draws * 1000)).toBeLessThan(2 * 2 * SHARE);
});

test("many independent values are taken as they are, and values that depend on each other as fewer", () => {
  const values = laplace(2000, 1);
  const range = [Math.min(...values), Math.max(...values)];
  expect(expectedRange(values, 2000, SHARE)).toEqual(range);
  const [least, greatest] = expectedRange(values, 100, SHARE);
  expect(least).toBeLessThan(range[0]!);
  expect(greatest).toBeGreaterThan(range[1]!);
});

test("one value is its own range", () => {
  expect(expectedRange(Float64Array.of(3), 1, SHARE)).toEqual([3, 3]);
});
