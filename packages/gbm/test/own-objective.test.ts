import { matrix, UsageError } from "@weightcast/core";
import { expect, it } from "vitest";
import { Booster, type Metric, metrics, type Objective, objectives, trainBooster } from "../src/index.js";

/** The squared error of the target's logarithm; predicts on the scale of the target. */
const squaredLogError: Objective = {
  name: "squared_log_error",
  aliases: ["sle"],
  metrics: ["largest_error"],
  targetProblem: (target) => (target > 0 ? undefined : "is not above 0, as squared_log_error needs"),
  link({ values }) {
    for (const [i, score] of values.entries()) values[i] = Math.exp(score);
  },
  prepare: ({ targets }) => ({
    hasUnitHessian: true,
    initialScore: () => Math.log(targets[0]!),
    gradients({ scores, rows, pairs }) {
      const { values } = scores;
      for (let row = 0; row < rows; row++) {
        pairs[2 * row] = values[row]! - Math.log(targets[row]!);
        pairs[2 * row + 1] = 1;
      }
    },
  }),
};

const largestError: Metric = {
  name: "largest_error",
  aliases: [],
  measure: ({ outputs, targets }) =>
    outputs.reduce((largest, output, row) => Math.max(largest, Math.abs(output - targets[row]!)), 0),
};

it("trains with an objective and a metric of the user's own, and reads the model again", async () => {
  objectives.register(squaredLogError);
  metrics.register(largestError);
  const x = matrix(
    Float64Array.from({ length: 300 }, (_, i) => (i % 97) / 10),
    300,
    1,
  );
  const y = x.data.map((value) => Math.exp(value / 3));
  const measured: number[] = [];
  const booster = await trainBooster(
    x,
    y,
    { objective: "sle", min_data_in_leaf: 2 },
    {
      rounds: 100,
      validation: { x, y },
      onIteration: ({ validation }) => measured.push(validation!.largest_error!),
    },
  );
  const errors = booster.predict(x).map((prediction, row) => Math.abs(prediction - y[row]!));
  expect(Math.max(...errors)).toBeLessThan(1);
  expect(measured.at(-1)).toBeCloseTo(Math.max(...errors), 5);
  expect(booster.toText()).toContain("objective=squared_log_error\n");
  expect(Booster.fromText(booster.toText()).predict(x)).toEqual(booster.predict(x));
  await expect(trainBooster(x, y.fill(0), { objective: "sle" }, { rounds: 1 })).rejects.toThrow(
    "row 0: the target 0 is not above 0",
  );
  expect(() => objectives.register(squaredLogError)).toThrow(UsageError);
});
