import { expect, test } from "vitest";
import { closestName, UsageError, unknownName } from "../src/index.js";

const KNOWN = ["gbm", "logit-linear", "dnn"];

test.each([
  ["gmb", "gbm"],
  ["GBM", "gbm"],
  ["logitlinear", "logit-linear"],
  ["dn", "dnn"],
  ["", "gbm"],
])("the closest name to '%s'", (name, closest) => {
  expect(closestName(name, KNOWN)).toBe(closest);
});

test("the first of names that are equally close", () => {
  expect(closestName("b", ["ab", "bc"])).toBe("ab");
});

test("none is close where none is known", () => {
  expect(closestName("gbm", [])).toBeUndefined();
});

test("the error for an unknown name suggests one and lists them all", () => {
  const error = unknownName("predictor", "gmb", KNOWN);
  expect(error).toBeInstanceOf(UsageError);
  expect(error.message).toBe("unknown predictor 'gmb'; did you mean 'gbm'? Known: gbm, logit-linear, dnn");
  expect(unknownName("column", "x", []).message).toBe("unknown column 'x'; none is known");
});
