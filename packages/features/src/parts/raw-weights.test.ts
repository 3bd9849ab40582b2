import { UsageError } from "@weightcast/core";
import { expect, test } from "vitest";
import { rawWeights } from "./raw-weights.js";

test("more weights than there may be columns are refused before they are named", () => {
  const segment = { label: "a", shape: [2 ** 20 + 1], start: 0, end: 2 ** 20 + 1 };
  expect(() => rawWeights([segment])).toThrow(UsageError);
  expect(() => rawWeights([segment])).toThrow(
    "the weights are 1048577, too many to be features of their own",
  );
});
