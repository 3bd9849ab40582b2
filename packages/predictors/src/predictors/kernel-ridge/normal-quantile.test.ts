import { expect, test } from "vitest";
import { normalQuantile } from "./normal-quantile.js";

test.each([
  // scipy.stats.norm.ppf
  [0.5, 0],
  [0.6, 0.2533471031357998],
  [0.05, -1.6448536269514729],
  [0.975, 1.959963984540054],
  [1e-5, -4.264890793922825],
  [1e-20, -9.262340089798409],
])("the quantile at %d", (share, quantile) => {
  expect(normalQuantile(share)).toBeCloseTo(quantile, 13);
});

test("there is none at 0, at 1 and elsewhere", () => {
  for (const share of [0, 1, -0.1, 1.1, Number.NaN]) expect(normalQuantile(share)).toBeNaN();
});
