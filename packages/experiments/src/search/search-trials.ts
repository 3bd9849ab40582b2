import type { PredictorParameters, SearchSpace } from "@weightcast/predictors";
import type { Fit, TrialJob } from "../jobs/job.js";
import { type JobResults, type RunJobsOptions, requireNoShortage, runJobs } from "../jobs/run-jobs.js";
import { drawParameters } from "./search-space.js";
import { bestOf, type Rung } from "./successive-halving.js";

/** A configuration and its scores. */
export interface TrialRecord {
  /** The trial's number. Trial 0 has the predictor's default parameters and takes part in the last rung only; the others are drawn. */
  readonly trial: number;
  readonly parameters: PredictorParameters;
  /** R2 on the validation part in each rung that the trial reached; null where the fit failed or the score is not defined. */
  readonly rungs: readonly { readonly budget: number; readonly r2: number | null }[];
  /** The reason why a fit failed; absent where no fit failed. */
  readonly problem?: string;
}

/** The number of the trial with the default parameters. */
const DEFAULTS = 0;

/** The trials of a search. */
export interface Trials {
  readonly records: readonly TrialRecord[];
  /** The trial with the best score in the last rung. */
  readonly best: TrialRecord;
  readonly seconds: number;
}

/** One part of a search, as far as it goes without fits of other parts. */
export type TrialsPart = Pick<JobResults, "computed" | "missing" | "failures">;

export interface TrialsRequest {
  readonly space: SearchSpace;
  /** The predictor's default parameters. */
  readonly defaults: PredictorParameters;
  readonly rungs: readonly Rung[];
  readonly seed: number;
  /** The part of a fit that all trials have in common. */
  readonly fit: Omit<Fit, "parameters">;
}

/**
 * Fits the trials of each rung. The trials with the best scores on the validation part enter the next rung; in the last rung the default
 * parameters take part too.
 */
export async function runTrials(
  request: TrialsRequest,
  work: Omit<RunJobsOptions, "stage" | "shard">,
): Promise<Trials> {
  let seconds = 0;
  const { records, alive } = await runRungs(request, work, (done) => {
    seconds += done.seconds;
    return true;
  });
  return { records, best: records[alive[0]!]!, seconds };
}

/**
 * Fits one part of the trials of the first rung that has not ended: which trials enter the rung after it is known once all parts of it are
 * there.
 */
export async function runTrialsPart(
  request: TrialsRequest,
  work: Omit<RunJobsOptions, "stage">,
): Promise<TrialsPart> {
  let part: TrialsPart = { computed: 0, missing: 0, failures: [] };
  await runRungs(request, work, ({ computed, missing, failures }) => {
    part = { computed, missing, failures: [...part.failures, ...failures] };
    return computed === 0 && missing === 0;
  });
  return part;
}

/** @param goOn called with the fits of each rung; whether the next rung follows */
async function runRungs(
  { space, defaults, rungs, seed, fit }: TrialsRequest,
  work: Omit<RunJobsOptions, "stage">,
  goOn: (done: JobResults) => boolean,
) {
  let records = Array.from({ length: 1 + rungs[0]!.trials }, (_, trial): TrialRecord => {
    const parameters = trial === DEFAULTS ? defaults : drawParameters(space, seed, trial);
    return { trial, parameters, rungs: [] };
  });
  let alive = records.map(({ trial }) => trial).filter((trial) => trial !== DEFAULTS);
  for (const [i, { budget }] of rungs.entries()) {
    if (i === rungs.length - 1) alive.unshift(DEFAULTS);
    const jobs = new Map(alive.map((trial) => [trial, trialJob(records[trial]!, budget)]));
    const stage = `rung ${i + 1} of ${rungs.length}`;
    const started = i === 0 ? work.started : performance.now();
    const done = await runJobs(Array.from(jobs.values()), { ...work, stage, started });
    // A configuration whose fit lacked memory is not known to be a bad one.
    requireNoShortage(done);
    if (!goOn(done)) break;
    records = records.map((record) => {
      const job = jobs.get(record.trial);
      if (job === undefined) return record;
      const r2 = done.outcomeOf(job)?.validation.r2 ?? null;
      const failure = done.failures.find((failed) => failed.job === job);
      const next = { ...record, rungs: [...record.rungs, { budget, r2 }] };
      return failure === undefined ? next : { ...next, problem: failure.problem };
    });
    const scores = new Map(alive.map((trial) => [trial, records[trial]!.rungs.at(-1)!.r2]));
    alive = bestOf(scores, rungs[i + 1]?.trials ?? 1);
  }
  return { records, alive };

  function trialJob({ parameters }: TrialRecord, budget: number): TrialJob {
    return { kind: "trial", fit: { ...fit, parameters: { ...parameters, [space.budget.name]: budget } } };
  }
}
