import { describe, expect, test } from "vitest";
import { nameAdvice, oneOf, UsageError, unknownName } from "../src/index.js";

const KNOWN = ["gbm", "logit-linear", "dnn", "test_accuracy"];
const LIST = KNOWN.join(", ");

test.each([
  ["gmb", "gbm"],
  ["GBM", "gbm"],
  ["logitlinear", "logit-linear"],
  ["lojit-liner", "logit-linear"],
  ["dn", "dnn"],
  ["accuracy", "test_accuracy"],
])("'%s' is near a name, or a part of one", (name, closest) => {
  expect(nameAdvice(name, KNOWN)).toBe(`did you mean '${closest}'? Known: ${LIST}`);
});

test.each(["bogus", "", "b", "acc", "g", "logit-regress", "xyz"])(
  "'%s' is near none: they are listed",
  (name) => {
    expect(nameAdvice(name, KNOWN)).toBe(`known: ${LIST}`);
  },
);

test("the first of names that are equally close", () => {
  expect(nameAdvice("abc", ["abd", "abe"])).toMatch("did you mean 'abd'?");
});

describe("of many names", () => {
  const many = Array.from({ length: 41 }, (_, i) => `parameter_${i}`);

  test("only the close one is told", () => {
    expect(nameAdvice("paramter_40", many)).toBe("did you mean 'parameter_40'?");
  });

  test("that are all far off it is told how many there are", () => {
    expect(nameAdvice("bogus", many)).toBe("it is not one of the 41 known names");
  });
});

test("the error for an unknown name", () => {
  const error = unknownName("predictor", "gmb", KNOWN);
  expect(error).toBeInstanceOf(UsageError);
  expect(error.message).toBe(`unknown predictor 'gmb'; did you mean 'gbm'? Known: ${LIST}`);
  expect(unknownName("column", "x", []).message).toBe("unknown column 'x'; no name is known");
});

test("words are joined for messages", () => {
  expect([[], ["a"], ["a", "b"], ["a", "b", "c"]].map(oneOf)).toEqual(["", "a", "a or b", "a, b or c"]);
});
