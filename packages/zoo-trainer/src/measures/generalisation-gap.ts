import type { Measure } from "./measure.js";

/** How much better a network is on what it was trained on: the training accuracy less the test accuracy. */
export const GENERALISATION_GAP: Measure<"generalisation-gap"> = {
  name: "generalisation-gap",
  help: "generalisation_gap: the training accuracy less the test accuracy",
  columns: () => ["generalisation_gap"],
  measure: ({ metrics }) => [metrics.train_accuracy - metrics.test_accuracy],
};
