import { UsageError } from "@weightcast/core";
import type { SplitSpec } from "@weightcast/evaluation";
import { fitModel } from "@weightcast/predictors";
import type { Zoo } from "@weightcast/zoo";
import { say } from "../report.js";
import { mean, openSplitZoo } from "./split-zoo.js";

const LABELLED = [25, 50, 100, 200, 400];
const DRAWS = [0, 1, 2];

/** Ways to fit with few labels, by the name of their rows. */
const WAYS = {
  "what fit chooses": {},
  "statistics, gbm": { features: "layer-statistics", predictor: "gbm" },
} as const;

/**
 * Measures predictions of the test part from few labelled runs, final checkpoints: the mean over draws of the labelled runs.
 *
 * @param args a zoo folder with a split.csv; then numbers of labelled runs in place of 25, 50, 100, 200 and 400
 */
export async function benchLabels([folder, ...counts]: readonly string[]): Promise<void> {
  const { zoo, split } = await openSplitZoo(folder);
  const labelled = counts.length === 0 ? LABELLED : counts.map(Number);
  if (!labelled.every(Number.isInteger))
    throw new UsageError(`${counts.join(" ")}: name whole numbers of labelled runs`);
  say("| labelled runs | way | features, predictor | tau | least, greatest | R2 |");
  say("| --- | --- | --- | --- | --- | --- |");
  for (const count of labelled) {
    for (const way of Object.keys(WAYS) as (keyof typeof WAYS)[]) {
      await measure(zoo, split, count, way);
    }
  }
}

async function measure(
  zoo: Zoo,
  split: SplitSpec,
  labelledRuns: number,
  way: keyof typeof WAYS,
): Promise<void> {
  const taus: number[] = [];
  const r2s: number[] = [];
  let chosen = "";
  for (const seed of DRAWS) {
    const { manifest } = await fitModel(zoo, {
      split,
      labelledRuns,
      seed,
      ...WAYS[way],
      rememberRuns: false,
      safeguards: false,
    });
    taus.push(manifest.scores?.tau ?? Number.NaN);
    r2s.push(manifest.scores?.r2 ?? Number.NaN);
    chosen = `${manifest.features}, ${manifest.predictor}`;
  }
  const figure = (value: number) => value.toFixed(3);
  say(
    `| ${labelledRuns} | ${way} | ${chosen} | ${figure(mean(taus))} | ${figure(Math.min(...taus))}, ${figure(Math.max(...taus))} | ${figure(mean(r2s))} |`,
  );
}
