import { expect, test } from "vitest";
import { checkpointSteps, reducedLearningRate } from "./schedule.js";

test.each([
  [86, 20, [0, 1, 2, 3, 20, 40, 60, 80, 86]],
  [18, 20, [0, 1, 2, 3, 18]],
  [1, 20, [0, 1]],
  [4, 1, [0, 1, 2, 3, 4]],
  [7, 3, [0, 1, 2, 3, 6, 7]],
  [6, 2, [0, 1, 2, 3, 4, 6]],
])("%i epochs, %i between", (epochs, between, steps) => {
  expect(checkpointSteps(epochs, between)).toEqual(steps);
});

test.each([
  [40, [1, 36, 0.1, 2, 0.01, 2]],
  [86, [1, 78, 0.1, 6, 0.01, 2]],
  [6, [1, 4, 0.01, 2]],
  [1, [0.01, 1]],
])("of %i epochs the last have a reduced learning rate", (epochs, expected) => {
  const rates = Array.from({ length: epochs }, (_, epoch) => reducedLearningRate(1, epoch, epochs));
  const counts = Array.from(new Set(rates)).flatMap((rate) => [
    rate,
    rates.filter((one) => one === rate).length,
  ]);
  expect(counts).toEqual(expected);
});
