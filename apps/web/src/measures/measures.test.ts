import { type Column, Metrics } from "@weightcast/zoo";
import { expect, test } from "vitest";
import { labelOf, measuresOf, shownNumber } from "./measures.js";

function metrics(columns: Readonly<Record<string, Column>>): Metrics {
  return new Metrics(
    new Map([
      ["checkpoint", { kind: "text", values: ["zoo/1/ckpt-9", "zoo/2/ckpt-9"] }],
      ["step", { kind: "integer", values: Int32Array.of(9, 9) }],
      ["test_accuracy", { kind: "number", values: Float64Array.of(0.5, 0.5) }],
      ...Object.entries(columns),
    ]),
  );
}

test("measures are the columns that differ between networks, and the test accuracy", () => {
  const measures = measuresOf(
    metrics({
      "config.learning_rate": { kind: "number", values: Float64Array.of(0.1, 0.2) },
      "config.init_std": { kind: "number", values: Float64Array.of(0.1, Number.NaN) },
      "config.l2reg": { kind: "number", values: Float64Array.of(Number.NaN, Number.NaN) },
      "config.optimizer": { kind: "category", codes: Int32Array.of(1, 0), categories: ["adam", "sgd"] },
      "config.b_init": { kind: "category", codes: Int32Array.of(0, 0), categories: ["zeros"] },
    }),
  );
  expect(measures.map(({ name, label }) => [name, label])).toEqual([
    ["test_accuracy", "test accuracy"],
    ["config.learning_rate", "learning rate"],
    ["config.optimizer", "optimizer"],
  ]);
  expect(measures.at(-1)!.categories).toEqual(["adam", "sgd"]);
});

test("labels leave out what all hyperparameters have in common", () => {
  expect(labelOf("config.train_fraction")).toBe("train fraction");
});

test.each([
  [0, "0"],
  [0.123456, "0.1235"],
  [12, "12"],
  [0.000012, "1.20e-5"],
  [12_345_678, "1.23e+7"],
  [Number.NaN, "–"],
  [Number.NEGATIVE_INFINITY, "–"],
])("%f is shown as %s", (value, text) => {
  expect(shownNumber(value)).toBe(text);
});
