import { InputError, UsageError } from "@weightcast/core";
import { expect, test } from "vitest";
import type { PreparedParser } from "../src/parsers/parser.js";
import { judge } from "../src/running/judge.js";

const parserThat = (read: () => string | undefined): PreparedParser => ({
  samples: [],
  mutate: (sample) => sample,
  read: async () => read(),
});
const fail = (error: Error) => () => {
  throw error;
};

test.each<[string, () => string | undefined, string]>([
  ["a sound result", () => undefined, "valid"],
  ["a result that contradicts itself", () => "3 rows of 2", "wrong"],
  ["an error of core", fail(new InputError("is truncated", { file: "a.npy" })), "ours"],
  ["an error of the engine", fail(new RangeError("Invalid array length")), "foreign"],
  ["an error that quotes the engine", fail(new UsageError("is malformed (Cannot read properties)")), "wrong"],
  ["an error that quotes what was given", fail(new UsageError("'undefined' is unknown")), "ours"],
])("%s", async (_, read, verdict) => {
  expect((await judge(parserThat(read), new Map())).verdict).toBe(verdict);
});
