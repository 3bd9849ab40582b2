import { basename, join } from "node:path";
import { UsageError } from "@weightcast/core";
import type { ScoreEstimates } from "@weightcast/evaluation";
import { compileFeatures, layerStatistics } from "@weightcast/features";
import { type PredictorParameters, predictorNamed } from "@weightcast/predictors";
import { writeFileAtomic } from "@weightcast/runtime/node";
import { DEFAULT_TARGET } from "@weightcast/zoo";
import { openZoo } from "@weightcast/zoo-io/node";
import { version } from "../../package.json";
import { type ExperimentOptions, rowsByPart, splitReference } from "../experiment-options.js";
import type { CellJob, Fit } from "../jobs/job.js";
import { withJobStore } from "../jobs/job-store.js";
import { startProcessRunner } from "../jobs/process-runner.js";
import { type JobRunner, type RunJobsOptions, runJobs, withRunner } from "../jobs/run-jobs.js";
import { splitInWords, zooInWords } from "../reproduce/results-request.js";
import { runTrials, type TrialRecord } from "./search-trials.js";
import { halvingRungs, type Rung } from "./successive-halving.js";

/** The folder inside that keeps the outcome of each fit. */
const FITS = "trials";
const RESULTS = "trials.json";
const BEST = "best.json";
const RESAMPLES = 1000;

export interface SearchOptions extends ExperimentOptions {
  /** A zoo's folder. */
  readonly zoo: string;
  readonly predictor: string;
  /** A feature set; the statistics of every layer unless given. */
  readonly features?: string | undefined;
  /** How many configurations to draw; the predictor's defaults compete with them in the end. */
  readonly trials: number;
}

/** What trials.json holds. */
export interface SearchResults {
  readonly format: 1;
  /** The version that made it. */
  readonly weightcast: string;
  readonly zoo: { readonly name: string; readonly fingerprint: string };
  readonly predictor: string;
  readonly features: string;
  readonly split: string;
  readonly checkpoint: string;
  readonly target: string;
  readonly seed: number;
  /** The hyperparameter that rungs give more and more of. */
  readonly budget: string;
  readonly rungs: readonly Rung[];
  /** Entry i is trial i. */
  readonly trials: readonly TrialRecord[];
  readonly best: {
    readonly trial: number;
    readonly parameters: PredictorParameters;
    /** R2 on the validation part. It chose the best of many, so it flatters. */
    readonly validation: number | null;
    /** On the test part, which no choice has seen. */
    readonly test: ScoreEstimates;
    readonly backend: string;
  };
  /** Wall time of all work, that of earlier, interrupted calls included. */
  readonly seconds: number;
}

/**
 * Searches hyperparameters: draws configurations at random, trains all of them for a short time, the best third three times as
 * long, and so on; in the last round the predictor's defaults compete too. The validation part chooses; the test part only tells how good
 * the choice is. Writes `trials.json`, and the best configuration to `best.json`, as `fit --params` reads it. The same seed has the same
 * outcome for any number of workers. Each fit that is finished outlasts an interruption, and the same call goes on after one.
 *
 * @throws UsageError where the request makes no sense, the split has no validation part, the best configuration cannot be fitted, or
 * another process is at work in the folder
 * @throws OutputExistsError where the folder holds something else, or another request's results without `force`
 * @throws InputError where the zoo cannot be read
 * @throws CancelledError once `signal` is aborted
 */
export async function search(options: SearchOptions): Promise<SearchResults> {
  return runSearch(options, () => startProcessRunner(options.workers));
}

/** What `search` does, by whatever runner. */
export async function runSearch(
  options: SearchOptions,
  startRunner: () => JobRunner,
): Promise<SearchResults> {
  const { folder, force, onProgress, signal } = options;
  const started = performance.now();
  if (!(Number.isSafeInteger(options.trials) && options.trials > 0)) {
    throw new UsageError(`a search of ${options.trials} trials was asked for; it takes at least one`);
  }
  const fit = await prepareFit(options);
  const request = {
    command: "search",
    zoo: zooInWords({ name: basename(options.zoo), fingerprint: fit.zoo.fingerprint }),
    predictor: fit.predictor,
    features: fit.features,
    trials: options.trials,
    split: splitInWords(fit.split),
    checkpoint: fit.checkpoint,
    target: fit.target,
    seed: fit.seed,
  };
  return withJobStore(
    folder,
    { name: FITS, request, force, onNotice: options.onNotice },
    async (store, lock) => {
      const results = await withRunner(startRunner(), signal, (runner) =>
        findBest(options, fit, { store, runner, onProgress, signal, started }),
      );
      await lock.assertHeld();
      for (const [name, value] of [
        [RESULTS, results],
        [BEST, results.best.parameters],
      ] as const) {
        const text = `${JSON.stringify(value, null, 2)}\n`;
        await writeFileAtomic(join(folder, name), (file) => file.writeFile(text), { force: true });
      }
      return results;
    },
  );
}

/** What all trials have in common; checked before the first of them. */
async function prepareFit({ zoo: path, ...options }: SearchOptions): Promise<Omit<Fit, "parameters">> {
  const { predictor, checkpoint, target = DEFAULT_TARGET, seed } = options;
  predictorNamed(predictor);
  const zoo = await openZoo(path, options);
  const { features = layerStatistics(zoo.layout) } = options;
  compileFeatures(features, zoo.layout);
  if (rowsByPart(zoo, options).validation.length === 0) {
    throw new UsageError(
      `the split '${options.split.name}' has no validation part to choose by; an example: random:40/10/50`,
    );
  }
  return {
    zoo: { path, fingerprint: await zoo.fingerprint() },
    predictor,
    features,
    checkpoint,
    target,
    split: splitReference(options.split, zoo),
    protocol: "honest",
    seed,
  };
}

async function findBest(
  { predictor, trials: count, seed, zoo: path }: SearchOptions,
  fit: Omit<Fit, "parameters">,
  work: Omit<RunJobsOptions, "stage">,
): Promise<SearchResults> {
  const { searchSpace: space, defaultParameters: defaults } = predictorNamed(predictor);
  const rungs = halvingRungs(count, space.budget.most);
  const { records, best, seconds } = await runTrials({ space, defaults, rungs, seed, fit }, work);
  const job: CellJob = { kind: "cell", fit: { ...fit, parameters: best.parameters }, resamples: RESAMPLES };
  const done = await runJobs([job], { ...work, stage: "best", started: performance.now() });
  const outcome = done.outcomeOf(job);
  if (outcome === undefined) {
    throw new UsageError(
      `the best of ${count} configurations cannot be fitted: ${done.failures[0]!.problem}`,
    );
  }
  return {
    format: 1,
    weightcast: version,
    zoo: { name: basename(path), fingerprint: fit.zoo.fingerprint },
    predictor,
    features: fit.features,
    split: fit.split.name,
    checkpoint: fit.checkpoint,
    target: fit.target,
    seed,
    budget: space.budget.name,
    rungs,
    trials: records,
    best: {
      trial: best.trial,
      parameters: best.parameters,
      validation: outcome.validation,
      test: outcome.scores,
      backend: outcome.backend,
    },
    seconds: seconds + done.seconds,
  };
}
