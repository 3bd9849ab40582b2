import fc from "fast-check";
import { expect, test } from "vitest";
import { formatNumber, parseNumber } from "./number-text.js";

test.each([
  ["1", 1],
  ["+1.50", 1.5],
  ["-.5", -0.5],
  ["5.", 5],
  ["5.45896010766439e-08", 5.45896010766439e-8],
  ["1E+3", 1000],
  [" 2 ", 2],
  ["007", 7],
  ["-0", -0],
  ["inf", Number.POSITIVE_INFINITY],
  ["+Infinity", Number.POSITIVE_INFINITY],
  ["-INF", Number.NEGATIVE_INFINITY],
  ["nan", Number.NaN],
  ["-NaN", Number.NaN],
  ["", Number.NaN],
  ["  ", Number.NaN],
  ["1e999", Number.POSITIVE_INFINITY],
])("'%s' is %f", (text, value) => {
  expect(parseNumber(text)).toBe(value);
});

test.each([
  "abc",
  "1,5",
  "1 2",
  "0x10",
  "1e",
  "e5",
  ".",
  "+",
  "--1",
  "1_000",
  "constructor",
  "__proto__",
  "in",
  "١",
])("'%s' is no number", (text) => {
  expect(parseNumber(text)).toBeUndefined();
});

test("a long run of digits that is no number after all is refused at once", () => {
  const started = performance.now();
  expect(parseNumber(`${"1".repeat(1_000_000)}x`)).toBeUndefined();
  expect(performance.now() - started).toBeLessThan(1000);
});

test("what is formatted is parsed: the same number, -0 and infinities included", () => {
  fc.assert(
    fc.property(fc.double(), (value) => {
      expect(parseNumber(formatNumber(value))).toBe(value);
    }),
    { examples: [[-0], [Number.NaN], [Number.NEGATIVE_INFINITY], [5e-324]] },
  );
});
