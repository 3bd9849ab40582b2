import { RandomStream } from "@weightcast/core";
import { type Part, parseSplitSpec, type RunSplitSpec, splitRuns } from "@weightcast/evaluation";
import { fitModel, type Model } from "@weightcast/predictors";
import { type Selection, selectRows, type Zoo } from "@weightcast/zoo";
import type { Fit, SplitReference } from "./job.js";

/** @throws UsageError where the name is not that of a split and no parts are assigned */
function splitSpecOf({ name, assigned }: SplitReference): RunSplitSpec {
  return assigned === null ? parseSplitSpec(name) : { name, kind: "assigned", parts: new Map(assigned) };
}

/** How a job is fitted beyond what the job says. */
interface FitJobOptions {
  /** The part of the training runs to fit on, above 0; all of them where left out. */
  readonly share?: number | undefined;
  /** Whether the model must know its runs again in other zoos, which takes another reading of the zoo. */
  readonly rememberRuns?: boolean | undefined;
}

/** Fits what a job asks for. */
export async function fitJob(fit: Fit, zoo: Zoo, options: FitJobOptions = {}): Promise<Model> {
  const { share = 1, rememberRuns = false } = options;
  const { predictor, features, parameters, target, protocol, seed } = fit;
  const selection = selectRows(zoo, fit);
  const split = splitSpecOf(fit.split);
  const chosen = share === 1 ? { selection, split } : partOfTraining(zoo, selection, split, seed, share);
  return fitModel(zoo, { ...chosen, predictor, features, parameters, target, protocol, seed, rememberRuns });
}

/** Leaves out all but a share of the training runs; what a smaller share keeps, a larger one keeps too. */
function partOfTraining(zoo: Zoo, selection: Selection, split: RunSplitSpec, seed: number, share: number) {
  const { runs, runOfRow } = zoo.metrics;
  const runOf = (row: number) => runs[runOfRow[row]!]!;
  const { parts } = splitRuns(split, Array.from(selection.rows, runOf), seed);
  const training = Array.from(parts.keys())
    .filter((run) => parts.get(run) === "train")
    .sort();
  new RandomStream(seed, "learning-curve").shuffle(training);
  const left = new Set(training.slice(Math.max(1, Math.round(share * training.length))));
  const kept = new Map<string, Part>(Array.from(parts).filter(([run]) => !left.has(run)));
  return {
    selection: { ...selection, rows: selection.rows.filter((row) => !left.has(runOf(row))) },
    split: { name: split.name, kind: "assigned", parts: kept } as const,
  };
}
