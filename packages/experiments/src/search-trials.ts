import type { PredictorParameters } from "@weightcast/predictors";
import type { Fit, TrialJob } from "./job.js";
import { type RunJobsOptions, runJobs } from "./run-jobs.js";
import { drawParameters, type SearchSpace } from "./search-space.js";
import { bestOf, type Rung } from "./successive-halving.js";

/** A configuration and how it did. */
export interface TrialRecord {
  readonly trial: number;
  readonly parameters: PredictorParameters;
  /** R2 on the validation part in each rung that it reached; null where the fit failed or the score is not defined. */
  readonly rungs: readonly { readonly budget: number; readonly r2: number | null }[];
  /** Why a fit failed; absent where none did. */
  readonly problem?: string;
}

/** The trials of a search. */
export interface Trials {
  readonly records: readonly TrialRecord[];
  /** The best of the last rung. */
  readonly best: TrialRecord;
  readonly seconds: number;
}

export interface TrialsRequest {
  readonly space: SearchSpace;
  readonly rungs: readonly Rung[];
  readonly seed: number;
  /** What all trials have in common. */
  readonly fit: Omit<Fit, "parameters">;
}

/** Trains the trials of each rung; those with the best scores on the validation part go on to the next. */
export async function runTrials(
  { space, rungs, seed, fit }: TrialsRequest,
  work: Omit<RunJobsOptions, "stage">,
): Promise<Trials> {
  let records = Array.from({ length: rungs[0]!.trials }, (_, trial): TrialRecord => {
    return { trial, parameters: drawParameters(space, seed, trial), rungs: [] };
  });
  let alive: readonly number[] = records.map(({ trial }) => trial);
  let seconds = 0;
  for (const [i, { budget }] of rungs.entries()) {
    const jobs = new Map(alive.map((trial) => [trial, trialJob(records[trial]!, budget)]));
    const stage = `rung ${i + 1} of ${rungs.length}`;
    const started = i === 0 ? work.started : performance.now();
    const done = await runJobs(Array.from(jobs.values()), { ...work, stage, started });
    seconds += done.seconds;
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
  return { records, best: records[alive[0]!]!, seconds };

  function trialJob({ parameters }: TrialRecord, budget: number): TrialJob {
    return { kind: "trial", fit: { ...fit, parameters: { ...parameters, [space.budget.name]: budget } } };
  }
}
