import { InputError, UsageError } from "@weightcast/core";
import { describe, expect, test } from "vitest";
import { clampToTarget, targetNamed, targetOf } from "../src/index.js";
import { metricsOf } from "./small-zoo.js";

test.each([
  ["test_accuracy", [0, 1], "higher"],
  ["train_acc", [0, 1], "higher"],
  ["class_3_accuracy", [0, 1], "higher"],
  ["test_accuracy_class_3", [0, 1], "higher"],
  ["test_ece", [0, 1], "lower"],
  ["test_loss", null, "lower"],
  ["generalisation_gap", null, "lower"],
  ["accuracy_gap", null, "lower"],
  ["expected_calibration_error", null, "lower"],
  ["backlog", null, "higher"],
] as const)("%s", (column, range, direction) => {
  expect(targetNamed(column)).toEqual({ column, range, direction });
});

describe("the range of a share", () => {
  const metrics = (...values: readonly string[]) =>
    metricsOf(
      [",step,test_accuracy", ...values.map((value, i) => `z/${i}/c-0,0,${value}`)].join("\n"),
      "m.csv",
    );

  test("is 0 to 1, or 0 to 100 where values are percentages; rows that are not used do not count", () => {
    expect(targetOf(metrics("0.1", "1", ""), "test_accuracy", [0, 1, 2]).range).toEqual([0, 1]);
    expect(targetOf(metrics("0.1", "54.6"), "test_accuracy", [0, 1]).range).toEqual([0, 100]);
    expect(targetOf(metrics("0.1", "54.6"), "test_accuracy", [0]).range).toEqual([0, 1]);
  });

  test.each(["-0.5", "100.5", "inf"])("%s is refused with its place", (value) => {
    const read = () => targetOf(metrics("0.1", value), "test_accuracy", [0, 1]);
    expect(read).toThrow(InputError);
    expect(read).toThrow("m.csv, row 1, column test_accuracy:");
  });

  test("columns that are missing or hold words are refused", () => {
    expect(() => targetOf(metrics("0.1"), "test_los", [0])).toThrow(UsageError);
    expect(() => targetOf(metrics("0.1"), "checkpoint", [0])).toThrow("holds words, not numbers");
  });
});

test("values are clamped to the range", () => {
  const share = targetNamed("test_accuracy");
  expect([-0.2, 0.5, 1.2, Number.NaN].map((value) => clampToTarget(share, value))).toEqual([
    0,
    0.5,
    1,
    Number.NaN,
  ]);
  expect(clampToTarget({ ...share, range: [0, 100] }, 54.6)).toBe(54.6);
  expect(clampToTarget(targetNamed("test_loss"), 17)).toBe(17);
});
