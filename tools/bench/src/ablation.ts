import { kendallTau } from "@weightcast/evaluation";
import { fitModel } from "@weightcast/predictors";
import { selectRows } from "@weightcast/zoo";
import { openSplitZoo, valuesOf } from "./ranking/split-zoo.js";
import { say } from "./report.js";

/** Feature sets with the predictors that are fitted to them, from the paper's to the default of a fit and what was added to it. */
const ROWS: readonly (readonly [features: string, predictor: string])[] = [
  ["layer-statistics", "gbm"],
  ["canonical:layer-statistics", "gbm"],
  ["spectral", "gbm"],
  ["probes:noise", "gbm"],
  ["layer-statistics+probes:noise", "gbm"],
  ["probes:dreamt-40-steps:100", "gbm"],
  ["probes:dreamt-40-steps:100", "blend"],
  ["probes:dreamt", "gbm"],
  ["probes:dreamt", "kernel-ridge"],
  ["probes:dreamt", "blend"],
  ["layer-statistics+probes:dreamt", "blend"],
  ["probes:noise+probes:dreamt", "blend"],
  ["probes:consensus", "blend"],
];
const CHECKPOINTS = ["final", "trained"];
const SEED = 0;
const TARGET = "test_accuracy";

/**
 * Fits feature sets and predictors on the train part of a zoo and prints tau on its validation part, by which one may choose, and on its test
 * part.
 *
 * @param args a zoo folder with a split.csv; then checkpoints in place of final and trained
 */
export async function benchAblation([folder, ...asked]: readonly string[]): Promise<void> {
  const { zoo, split } = await openSplitZoo(folder);
  say("| checkpoints | features | predictor | tau, validation | tau, test | R2, test | seconds |");
  say("| --- | --- | --- | --- | --- | --- | --- |");
  for (const checkpoint of asked.length === 0 ? CHECKPOINTS : asked) {
    const selection = selectRows(zoo, { checkpoint });
    for (const [features, predictor] of ROWS) {
      const model = await fitModel(zoo, {
        split,
        selection,
        features,
        predictor,
        seed: SEED,
        rememberRuns: false,
        safeguards: false,
      });
      const { validation } = model.rows;
      const { predicted } = await model.predictZoo(zoo, validation);
      const { scores, seconds } = model.manifest;
      const figures = [
        kendallTau(valuesOf(zoo, TARGET, validation), predicted),
        scores?.tau ?? Number.NaN,
        scores?.r2 ?? Number.NaN,
      ].map((value) => value.toFixed(4));
      say(`| ${[checkpoint, features, predictor, ...figures, seconds.toFixed(0)].join(" | ")} |`);
    }
  }
}
