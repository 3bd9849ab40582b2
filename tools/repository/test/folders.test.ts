import { dirname } from "node:path";
import { expect, test } from "vitest";
import { repositoryFiles } from "../src/files.js";

/** A folder of more than about twenty files is divided by subject. */
const MOST_FILES = 24;
const CODE = /^(?:packages|apps|tools)\/.*\.(?:ts|tsx|js)$/;

test("no folder holds more files of code than one can take in", () => {
  const counts = new Map<string, number>();
  for (const file of repositoryFiles().filter((name) => CODE.test(name))) {
    // Tests are found by the names of what they test.
    if (file.endsWith(".test.ts")) continue;
    counts.set(dirname(file), (counts.get(dirname(file)) ?? 0) + 1);
  }
  expect(counts.get("tools/repository/src")).toBeGreaterThan(0);
  expect(Array.from(counts).filter(([, files]) => files > MOST_FILES)).toEqual([]);
});
