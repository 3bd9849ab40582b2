import { PREDICTORS } from "@weightcast/predictors";
import { describe, expect, test } from "vitest";
import { PUBLISHED_RESULTS } from "../reproduce/published-results.js";
import { drawParameters, searchSpaceInWords } from "./search-space.js";

const spaces = Array.from(PREDICTORS.values(), ({ name, searchSpace }) => [name, searchSpace] as const);

describe.each(spaces)("the space of %s", (predictor, space) => {
  test("holds every published optimum", () => {
    for (const { hyperparameters } of PUBLISHED_RESULTS.filter((entry) => entry.predictor === predictor)) {
      expect(Object.keys(hyperparameters).sort()).toEqual(Object.keys(space.parameters).sort());
      for (const [name, range] of Object.entries(space.parameters)) {
        const value = hyperparameters[name];
        if (range.kind === "choice") expect(range.values).toContain(value);
        else {
          expect(value, name).toBeGreaterThanOrEqual(range.low);
          expect(value, name).toBeLessThanOrEqual(range.high);
        }
      }
    }
  });

  test("is drawn from within its bounds, and all over it", () => {
    const draws = Array.from({ length: 300 }, (_, trial) => drawParameters(space, 0, trial));
    for (const [name, range] of Object.entries(space.parameters)) {
      const values = draws.map((drawn) => drawn[name]!);
      if (range.kind === "choice") {
        expect(new Set(values)).toEqual(new Set(range.values));
        continue;
      }
      const numbers = values.map(Number);
      expect(Math.min(...numbers), name).toBeGreaterThanOrEqual(range.low);
      expect(Math.max(...numbers), name).toBeLessThanOrEqual(range.high);
      const log = range.kind.startsWith("log");
      const middle = log ? Math.sqrt(range.low * range.high) : (range.low + range.high) / 2;
      const below = numbers.filter((value) => value < middle).length;
      expect(below, name).toBeGreaterThan(90);
      expect(below, name).toBeLessThan(210);
      if (range.kind.endsWith("integer")) expect(numbers.every(Number.isInteger), name).toBe(true);
    }
  });

  test("is told in words, the budget last", () => {
    const lines = searchSpaceInWords(space);
    expect(lines).toHaveLength(Object.keys(space.parameters).length + 1);
    expect(lines.at(-1)).toBe(`${space.budget.name}: up to ${space.budget.most}, by successive halving`);
    const [name, pattern] =
      predictor === "kernel-ridge"
        ? ["gamma", /^gamma: 0\.03 to 3, log-uniform$/]
        : (["learning_rate", /^learning_rate: 0\.0\d+ to 0\.\d+, log-uniform$/] as const);
    expect(lines.find((line) => line.startsWith(name))).toMatch(pattern);
  });
});
