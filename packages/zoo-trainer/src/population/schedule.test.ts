import { expect, test } from "vitest";
import { checkpointSteps } from "./schedule.js";

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
