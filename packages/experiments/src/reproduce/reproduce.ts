import { basename, join } from "node:path";
import { type Shard, UsageError } from "@weightcast/core";
import type { EnvironmentRecord, ExperimentResults } from "@weightcast/evaluation";
import type { Protocol } from "@weightcast/predictors";
import { type Lock, writeFileAtomic } from "@weightcast/runtime/node";
import { DEFAULT_TARGET } from "@weightcast/zoo";
import { openZoo } from "@weightcast/zoo-io/node";
import {
  type ExperimentOptions,
  requireSplitOfZoos,
  rowsByPart,
  splitReference,
} from "../experiment-options.js";
import { withJobStore } from "../jobs/job-store.js";
import { startProcessRunner } from "../jobs/process-runner.js";
import { type JobResults, type JobRunner, requireNoShortage, runJobs, withRunner } from "../jobs/run-jobs.js";
import { type ShardOptions, type ShardSummary, shardSummary } from "../jobs/shard-summary.js";
import { describeZoo } from "../zoo/describe-zoo.js";
import { environmentRecord } from "./environment.js";
import { jobsOf, type Plan, type PlannedZoo, type PlanRequest, planExperiments } from "./plan.js";
import { assembleResults } from "./results.js";
import { type ResultsRequest, splitInWords, zooInWords } from "./results-request.js";

const CELLS = "cells";
const RESULTS = "results.json";
const ENVIRONMENT = "environment.json";
/** The number of bootstrap samples of an interval. It is smaller for zoos with many test rows, so that intervals do not take longer than fits. */
const RESAMPLES = { standard: 1000, large: 200, largeRows: 5000 } as const;

/** Options of `reproduce`. */
export interface ReproduceOptions extends ExperimentOptions {
  /** The paths of the zoos. */
  readonly zoos: readonly string[];
  /**
   * Whether only a subset of the experiments runs. Each experiment of the subset is the same as in the full
   * set.
   */
  readonly quick?: boolean | undefined;
  readonly protocol: Protocol;
  /**
   * The number of seeds, by default 1. The fits of the table are repeated with the seeds after the first, each of which also divides
   * the runs anew where the split is random, and the results have the mean and the spread of each score.
   */
  readonly seeds?: number | undefined;
  /** Draws the results; returns the texts of files by name, which are written into the folder. */
  readonly render?:
    | ((results: ExperimentResults, environment: EnvironmentRecord) => ReadonlyMap<string, string>)
    | undefined;
}

/** The result of `reproduce`. */
export interface ReproduceSummary {
  readonly results: ExperimentResults;
  readonly environment: EnvironmentRecord;
  /** The number of fits of this call; the others were finished by earlier calls. */
  readonly computed: number;
  /** Whether all fits that failed lacked something, such as memory, that they may have later: the same call tries them again. */
  readonly mayPass: boolean;
}

/**
 * Runs all experiments of Unterthiner et al. 2020 on zoos, and writes `results.json`, `environment.json` and the files that `render` returns. Finished fits are kept
 * when the work is interrupted, and the same call continues it; fits that another version of the code computed are computed again. Fits that fail
 * are listed in the results and do not stop the others.
 *
 * @throws UsageError where the request contradicts itself
 * @throws TemporaryError where another process is working in the folder
 * @throws OutputExistsError where the folder has other content, or the results of another request and `force` is not set
 * @throws InputError where a zoo cannot be read
 * @throws CancelledError once `signal` is aborted
 */
export async function reproduce(options: ReproduceOptions): Promise<ReproduceSummary> {
  return runReproduction(options, () => startProcessRunner(options.workers));
}

/**
 * Computes one part of the fits of `reproduce` and keeps them in the folder, where calls for other parts may work at the same time, on other
 * machines too. `reproduce` then finds all fits there and writes the results.
 *
 * @throws as `reproduce` does; TemporaryError where another process is working on the same part
 */
export async function reproduceShard(options: ReproduceOptions & ShardOptions): Promise<ShardSummary> {
  return runReproductionShard(options, () => startProcessRunner(options.workers));
}

/** The work of `reproduce`, with the given runner of jobs. */
export async function runReproduction(
  options: ReproduceOptions,
  startRunner: () => JobRunner,
): Promise<ReproduceSummary> {
  return withFits(options, undefined, startRunner, async ({ request, plan, done, lock }) => {
    const results = assembleResults(request, plan, done);
    const { folder, render } = options;
    const environment = environmentRecord(done.made);
    const files = new Map([
      [RESULTS, `${JSON.stringify(results)}\n`],
      [ENVIRONMENT, `${JSON.stringify(environment, null, 2)}\n`],
      ...(render?.(results, environment) ?? []),
    ]);
    await lock.assertHeld();
    for (const [name, text] of files) {
      await writeFileAtomic(join(folder, name), (file) => file.writeFile(text), { force: true });
    }
    const mayPass = done.failures.length > 0 && done.failures.every(({ isTemporary }) => isTemporary);
    return { results, environment, computed: done.computed, mayPass };
  });
}

/** The work of `reproduceShard`, with the given runner of jobs. */
export async function runReproductionShard(
  options: ReproduceOptions & ShardOptions,
  startRunner: () => JobRunner,
): Promise<ShardSummary> {
  return withFits(options, options.shard, startRunner, async ({ done }) => {
    requireNoShortage(done);
    return shardSummary(done);
  });
}

/** The fits of a reproduction, or one part of them, and what they were made of. */
interface Fits {
  readonly request: PlanRequest;
  readonly plan: Plan;
  readonly done: JobResults;
  readonly lock: Lock;
}

/** Computes the fits that are not in the folder yet, and calls `work` with all while the folder is locked. */
async function withFits<Result>(
  options: ReproduceOptions,
  shard: Shard | undefined,
  startRunner: () => JobRunner,
  work: (fits: Fits) => Promise<Result>,
): Promise<Result> {
  const { folder, quick = false, protocol, checkpoint, target = DEFAULT_TARGET, seed, seeds = 1 } = options;
  const { onProgress, onNotice, signal } = options;
  const started = performance.now();
  if (options.split.kind === "paper" && protocol !== "paper") {
    throw new UsageError(
      "the split 'paper' stops early on the test part, which flatters the score; it goes with the protocol 'paper' only",
    );
  }
  if (!Number.isSafeInteger(seeds) || seeds < 1) {
    throw new UsageError(`the number of seeds must be a whole number from 1 on, not ${seeds}`);
  }
  requireSplitOfZoos(options.split, options.zoos.length);
  const zoos = await openZoos(options);
  const [first] = zoos;
  if (first === undefined) throw new UsageError("no zoo was given; a reproduction needs at least one");
  const split = splitReference(options.split, first.zoo);
  const asked: ResultsRequest = {
    command: "reproduce",
    zoos: zoos.map(({ record }) => zooInWords(record)),
    quick,
    protocol,
    split: splitInWords(split),
    checkpoint,
    target,
    seed,
    seeds,
  };
  // The full set of experiments includes the quick one, and more seeds include fewer.
  const goesOnWith = Array.from({ length: seeds }, (_, i) => i + 1).flatMap((fewer) => [
    { ...asked, seeds: fewer },
    { ...asked, seeds: fewer, quick: true },
  ]);
  const place = { name: CELLS, request: asked, goesOnWith, force: options.force, shard, onNotice };
  return withJobStore(folder, place, async (store, lock) => {
    const largest = Math.max(...zoos.map(({ zoo }) => rowsByPart(zoo, options).test.length));
    const resamples = largest > RESAMPLES.largeRows ? RESAMPLES.large : RESAMPLES.standard;
    const request = { zoos, quick, checkpoint, target, split, protocol, seed, seeds, resamples };
    const plan = planExperiments(request);
    const done = await withRunner(startRunner(), signal, (runner) =>
      runJobs(jobsOf(plan), { store, runner, stage: "experiments", started, shard, onProgress, signal }),
    );
    return work({ request, plan, done, lock });
  });
}

async function openZoos({
  zoos: paths,
  checkpoint,
  target = DEFAULT_TARGET,
  onProgress,
  signal,
}: ReproduceOptions): Promise<PlannedZoo[]> {
  const zoos: PlannedZoo[] = [];
  const named = new Set<string>();
  for (const [done, path] of paths.entries()) {
    onProgress?.({ stage: "reading", done, total: paths.length, unit: "zoos" });
    const zoo = await openZoo(path, { onProgress, signal });
    const fingerprint = await zoo.fingerprint({ signal });
    const twin = zoos.find(({ record }) => record.fingerprint === fingerprint);
    if (twin !== undefined) throw new UsageError(`${path} and ${twin.path} are the same zoo; give it once`);
    const name = named.has(basename(path)) ? path : basename(path);
    named.add(name);
    zoos.push({
      path,
      zoo,
      record: await describeZoo(zoo, { name, fingerprint }, { checkpoint, target, signal }),
    });
  }
  return zoos;
}
