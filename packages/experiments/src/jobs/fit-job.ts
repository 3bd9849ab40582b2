import { RandomStream } from "@weightcast/core";
import { type ListedPart, parseSplitSpec, type RunSplitSpec, splitRuns } from "@weightcast/evaluation";
import { fitModel, type Model } from "@weightcast/predictors";
import { type Selection, selectRows, type Zoo } from "@weightcast/zoo";
import type { Fit, SplitReference } from "./job.js";

/** @throws UsageError where the reference lists no parts and its name is not the name of a split */
function splitSpecOf({ name, assigned }: SplitReference): RunSplitSpec {
  return assigned === null ? parseSplitSpec(name) : { name, kind: "assigned", parts: new Map(assigned) };
}

/** Options of a fit that are not part of the job. */
interface FitJobOptions {
  /** The share of the training runs to fit on, above 0 and at most 1; by default 1. */
  readonly share?: number | undefined;
  /** Whether the model must recognise its runs in other zoos. If so, the zoo is read a second time. */
  readonly rememberRuns?: boolean | undefined;
}

/** Fits the model of a job. */
export async function fitJob(fit: Fit, zoo: Zoo, options: FitJobOptions = {}): Promise<Model> {
  const { share = 1, rememberRuns = false } = options;
  const { predictor, features, parameters, target, protocol, seed } = fit;
  const selection = selectRows(zoo, fit);
  const split = splitSpecOf(fit.split);
  const chosen = share === 1 ? { selection, split } : partOfTraining(zoo, selection, split, seed, share);
  return fitModel(zoo, {
    ...chosen,
    predictor,
    features,
    parameters: parameters ?? undefined,
    target,
    protocol,
    seed,
    rememberRuns,
    safeguards: false,
  });
}

/** Keeps only a share of the training runs. The runs of a smaller share are among those of a larger share. */
function partOfTraining(zoo: Zoo, selection: Selection, split: RunSplitSpec, seed: number, share: number) {
  const { runs, runOfRow } = zoo.metrics;
  const runOf = (row: number) => runs[runOfRow[row]!]!;
  const { parts } = splitRuns(split, Array.from(selection.rows, runOf), seed);
  const training = Array.from(parts.keys())
    .filter((run) => parts.get(run) === "train")
    .sort();
  new RandomStream(seed, "learning-curve").shuffle(training);
  const left = new Set(training.slice(Math.max(1, Math.round(share * training.length))));
  const kept = new Map<string, ListedPart>(Array.from(parts).filter(([run]) => !left.has(run)));
  return {
    selection: { ...selection, rows: selection.rows.filter((row) => !left.has(runOf(row))) },
    split: { name: split.name, kind: "assigned", parts: kept } as const,
  };
}
