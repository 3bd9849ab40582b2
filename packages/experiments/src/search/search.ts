import { basename, join } from "node:path";
import { type Shard, UsageError } from "@weightcast/core";
import type { ScoreEstimates } from "@weightcast/evaluation";
import { checkFeatures, layerStatistics } from "@weightcast/features";
import { type PredictorParameters, predictorNamed } from "@weightcast/predictors";
import { type Lock, writeFileAtomic } from "@weightcast/runtime/node";
import { DEFAULT_TARGET } from "@weightcast/zoo";
import { openZoo } from "@weightcast/zoo-io/node";
import { version } from "../../package.json";
import { type ExperimentOptions, rowsByPart, splitReference } from "../experiment-options.js";
import type { CellJob, Fit } from "../jobs/job.js";
import { withJobStore } from "../jobs/job-store.js";
import { startProcessRunner } from "../jobs/process-runner.js";
import {
  type JobRunner,
  type RunJobsOptions,
  requireNoShortage,
  runJobs,
  withRunner,
} from "../jobs/run-jobs.js";
import { type ShardOptions, type ShardSummary, shardSummary } from "../jobs/shard-summary.js";
import { splitInWords, zooInWords } from "../reproduce/results-request.js";
import { runTrials, runTrialsPart, type TrialRecord, type TrialsRequest } from "./search-trials.js";
import { halvingRungs, type Rung } from "./successive-halving.js";

/** The subfolder that keeps the outcome of each fit. */
const FITS = "trials";
const RESULTS = "trials.json";
const BEST = "best.json";
const RESAMPLES = 1000;

/** Options of `search`. */
export interface SearchOptions extends ExperimentOptions {
  /** The path of the zoo. */
  readonly zoo: string;
  readonly predictor: string;
  /** The name of a feature set; by default the statistics of every layer. */
  readonly features?: string | undefined;
  /** The number of configurations to draw. The predictor's default parameters compete with them in the last rung. */
  readonly trials: number;
}

/** The content of trials.json. */
export interface SearchResults {
  readonly format: 1;
  /** The version of Weightcast that ran the search. */
  readonly weightcast: string;
  readonly zoo: { readonly name: string; readonly fingerprint: string };
  readonly predictor: string;
  readonly features: string;
  readonly split: string;
  readonly checkpoint: string;
  readonly target: string;
  readonly seed: number;
  /** The hyperparameter that grows from rung to rung, such as the number of trees. */
  readonly budget: string;
  readonly rungs: readonly Rung[];
  /** Entry i is trial i. */
  readonly trials: readonly TrialRecord[];
  readonly best: {
    readonly trial: number;
    readonly parameters: PredictorParameters;
    /** R2 on the validation part. It is optimistic, because it chose the best of many configurations. */
    readonly validation: number | null;
    /** The scores on the test part, by which nothing was chosen. */
    readonly test: ScoreEstimates;
    /** The greatest tau that can be had on the test part; null where the target is no accuracy. */
    readonly tauCeiling: number | null;
    readonly backend: string;
  };
  /** Wall time of all work in seconds, including that of earlier, interrupted calls. */
  readonly seconds: number;
}

/**
 * Searches hyperparameters by successive halving: draws configurations at random, trains all of them with a small budget, the best third with
 * three times the budget, and so on; in the last rung the predictor's default parameters compete too. Configurations are chosen by their R2 on
 * the validation part; the test part is used only to score the best one. Writes `trials.json`, and the parameters of the best configuration to
 * `best.json`. The same seed has the same outcome for any number of workers. Finished fits are kept when the search is interrupted, and the
 * same call continues it.
 *
 * @throws UsageError where the number of trials is not above 0, the predictor or a feature is unknown, the split has no validation part, or
 *   the best configuration cannot be fitted
 * @throws TemporaryError where another process is working in the folder, or a fit lacked memory
 * @throws OutputExistsError where the folder has other content, or the results of another request and `force` is not set
 * @throws InputError where the zoo cannot be read
 * @throws CancelledError once `signal` is aborted
 */
export async function search(options: SearchOptions): Promise<SearchResults> {
  return runSearch(options, () => startProcessRunner(options.workers));
}

/**
 * Computes one part of the fits of the first round of `search` that has not ended, and keeps them in the folder, where calls for other parts
 * may work at the same time, on other machines too. Once all parts of a round are there, the same call works on the next. `search` finds
 * all fits there and writes the results.
 *
 * @throws as `search` does; TemporaryError where another process is working on the same part
 */
export async function searchShard(options: SearchOptions & ShardOptions): Promise<ShardSummary> {
  return runSearchShard(options, () => startProcessRunner(options.workers));
}

/** The work of `searchShard`, with the given runner of jobs. */
export async function runSearchShard(
  options: SearchOptions & ShardOptions,
  startRunner: () => JobRunner,
): Promise<ShardSummary> {
  return withSearch(options, options.shard, startRunner, async ({ trials, work }) =>
    shardSummary(await runTrialsPart(trials, work)),
  );
}

/** The work of `search`, with the given runner of jobs. */
export async function runSearch(
  options: SearchOptions,
  startRunner: () => JobRunner,
): Promise<SearchResults> {
  const { folder } = options;
  return withSearch(options, undefined, startRunner, async ({ trials, work, lock }) => {
    const results = await findBest(options, trials, work);
    await lock.assertHeld();
    for (const [name, value] of [
      [RESULTS, results],
      [BEST, results.best.parameters],
    ] as const) {
      const text = `${JSON.stringify(value, null, 2)}\n`;
      await writeFileAtomic(join(folder, name), (file) => file.writeFile(text), { force: true });
    }
    return results;
  });
}

/** The inputs of a search for the fits of its trials. */
interface SearchWork {
  readonly trials: TrialsRequest;
  readonly work: Omit<RunJobsOptions, "stage">;
  readonly lock: Lock;
}

/** Checks a search, and calls `search` while the folder is locked. */
async function withSearch<Result>(
  options: SearchOptions,
  shard: Shard | undefined,
  startRunner: () => JobRunner,
  search: (work: SearchWork) => Promise<Result>,
): Promise<Result> {
  const { folder, force, onProgress, signal } = options;
  const started = performance.now();
  if (!(Number.isSafeInteger(options.trials) && options.trials > 0)) {
    throw new UsageError(`the number of trials must be a whole number above 0, not ${options.trials}`);
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
    { name: FITS, request, force, shard, onNotice: options.onNotice },
    (store, lock) =>
      withRunner(startRunner(), signal, (runner) => {
        const { searchSpace: space, defaultParameters: defaults } = predictorNamed(fit.predictor);
        const rungs = halvingRungs(options.trials, space.budget.most);
        const trials = { space, defaults, rungs, seed: fit.seed, fit };
        return search({ trials, work: { store, runner, shard, onProgress, signal, started }, lock });
      }),
  );
}

/** The part of a fit that all trials have in common; checked before the first trial. */
async function prepareFit({ zoo: path, ...options }: SearchOptions): Promise<Omit<Fit, "parameters">> {
  const { predictor, checkpoint, target = DEFAULT_TARGET, seed } = options;
  predictorNamed(predictor);
  const zoo = await openZoo(path, options);
  const { features = layerStatistics(zoo.layout) } = options;
  checkFeatures(features, zoo.layout);
  if (rowsByPart(zoo, options).validation.length === 0) {
    throw new UsageError(
      `the split '${options.split.name}' has no validation part to choose by; an example: random:40/10/50`,
    );
  }
  return {
    zoo: { path, fingerprint: await zoo.fingerprint(options) },
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
  trials: TrialsRequest,
  work: Omit<RunJobsOptions, "stage">,
): Promise<SearchResults> {
  const { space, rungs, fit } = trials;
  const { records, best, seconds } = await runTrials(trials, work);
  const job: CellJob = { kind: "cell", fit: { ...fit, parameters: best.parameters }, resamples: RESAMPLES };
  const done = await runJobs([job], { ...work, stage: "best", started: performance.now() });
  requireNoShortage(done);
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
      tauCeiling: outcome.tauCeiling,
      backend: outcome.backend,
    },
    seconds: seconds + done.seconds,
  };
}
