import { RandomStream } from "@weightcast/core";
import { type Part, parseSplitSpec, type SplitSpec, splitRuns } from "@weightcast/evaluation";
import { fitModel, type Model, predictorNamed } from "@weightcast/predictors";
import { selectCheckpoints, type Zoo } from "@weightcast/zoo";
import { type Fit, type SplitReference, TARGET } from "./job.js";

/** @throws UsageError where the split's name is none and no parts are assigned */
function splitSpecOf({ name, assigned }: SplitReference): SplitSpec {
  return assigned === null
    ? parseSplitSpec(name)
    : { kind: "assigned", parts: new Map(assigned), file: name };
}

/** Fits what the job asks for; with `share`, on that part of the training runs only. */
export async function fitJob(fit: Fit, zoo: Zoo, share = 1): Promise<Model> {
  const rows = selectCheckpoints(zoo.metrics, fit.checkpoint);
  const spec = splitSpecOf(fit.split);
  const chosen = share === 1 ? { rows, spec } : partOfTraining(zoo, rows, spec, fit.seed, share);
  return fitModel({
    zoo,
    fingerprint: fit.zoo.fingerprint,
    rows: chosen.rows,
    checkpoint: fit.checkpoint,
    predictor: predictorNamed(fit.predictor),
    features: fit.features,
    parameters: fit.parameters,
    target: TARGET,
    split: chosen.spec,
    splitName: fit.split.name,
    protocol: fit.protocol,
    seed: fit.seed,
  });
}

/** Leaves out all but a share of the training runs; what a smaller share keeps, a larger one keeps too. */
function partOfTraining(zoo: Zoo, rows: Int32Array, spec: SplitSpec, seed: number, share: number) {
  const { runs, runOfRow } = zoo.metrics;
  const runOf = (row: number) => runs[runOfRow[row]!]!;
  const { parts } = splitRuns(spec, Array.from(rows, runOf), seed);
  const training = Array.from(parts.keys())
    .filter((run) => parts.get(run) === "train")
    .sort();
  new RandomStream(seed, "learning-curve").shuffle(training);
  const left = new Set(training.slice(Math.max(1, Math.round(share * training.length))));
  const kept = new Map<string, Part>(Array.from(parts).filter(([run]) => !left.has(run)));
  return {
    rows: rows.filter((row) => !left.has(runOf(row))),
    spec: { kind: "assigned", parts: kept } as const,
  };
}
