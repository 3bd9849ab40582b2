import { basename, join } from "node:path";
import { UsageError } from "@weightcast/core";
import type { ExperimentResults } from "@weightcast/evaluation";
import type { Protocol } from "@weightcast/predictors";
import { writeFileAtomic } from "@weightcast/runtime/node";
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
import { type JobRunner, runJobs, withRunner } from "../jobs/run-jobs.js";
import { describeZoo } from "../zoo/describe-zoo.js";
import { jobsOf, type PlannedZoo, planExperiments } from "./plan.js";
import { assembleResults } from "./results.js";
import { type ResultsRequest, splitInWords, zooInWords } from "./results-request.js";

const CELLS = "cells";
const RESULTS = "results.json";
/** Resamples of an interval; fewer where a zoo has more test rows than this, so that they do not take longer than the fits. */
const RESAMPLES = { standard: 1000, large: 200, largeRows: 5000 } as const;

export interface ReproduceOptions extends ExperimentOptions {
  /** Folders of zoos. */
  readonly zoos: readonly string[];
  /** A subset of the experiments; each as in the full set. */
  readonly quick?: boolean | undefined;
  readonly protocol: Protocol;
  /** Draws the results: names and texts of files that are written beside them. */
  readonly render?: ((results: ExperimentResults) => ReadonlyMap<string, string>) | undefined;
}

export interface ReproduceSummary {
  readonly results: ExperimentResults;
  /** Fits of this call; the others were there. */
  readonly computed: number;
}

/**
 * Runs every experiment of Unterthiner et al. 2020 on zoos, and writes `results.json` and what `render` draws of it. Each fit that is finished
 * outlasts an interruption, and the same call goes on after one; fits that other code computed are computed again. Fits that fail are listed in the results; the rest goes on.
 *
 * @throws UsageError where the request makes no sense, or another process is at work in the folder
 * @throws OutputExistsError where the folder holds something else, or another request's results without `force`
 * @throws InputError where a zoo cannot be read
 * @throws CancelledError once `signal` is aborted
 */
export async function reproduce(options: ReproduceOptions): Promise<ReproduceSummary> {
  return runReproduction(options, () => startProcessRunner(options.workers));
}

/** What `reproduce` does, by whatever runner. */
export async function runReproduction(
  options: ReproduceOptions,
  startRunner: () => JobRunner,
): Promise<ReproduceSummary> {
  const { folder, quick = false, protocol, checkpoint, target = DEFAULT_TARGET, seed } = options;
  const { onProgress, onNotice, signal } = options;
  const started = performance.now();
  if (options.split.kind === "paper" && protocol !== "paper") {
    throw new UsageError(
      "the split 'paper' stops early on the test part, which flatters the score; it goes with the protocol 'paper' only",
    );
  }
  requireSplitOfZoos(options.split, options.zoos.length);
  const zoos = await openZoos(options);
  const [first] = zoos;
  if (first === undefined) throw new UsageError("no zoo was given; a reproduction takes at least one");
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
  };
  // The full set holds the quick one.
  const goesOnWith = { ...asked, quick: true };
  const place = { name: CELLS, request: asked, goesOnWith, force: options.force, onNotice };
  return withJobStore(folder, place, async (store, lock) => {
    const largest = Math.max(...zoos.map(({ zoo }) => rowsByPart(zoo, options).test.length));
    const resamples = largest > RESAMPLES.largeRows ? RESAMPLES.large : RESAMPLES.standard;
    const request = { zoos, quick, checkpoint, target, split, protocol, seed, resamples };
    const plan = planExperiments(request);
    const done = await withRunner(startRunner(), signal, (runner) =>
      runJobs(jobsOf(plan), { store, runner, stage: "experiments", started, onProgress, signal }),
    );
    const results = assembleResults(request, plan, done);
    const files = new Map([[RESULTS, `${JSON.stringify(results)}\n`], ...(options.render?.(results) ?? [])]);
    await lock.assertHeld();
    for (const [name, text] of files) {
      await writeFileAtomic(join(folder, name), (file) => file.writeFile(text), { force: true });
    }
    return { results, computed: done.computed };
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
    const fingerprint = await zoo.fingerprint();
    const twin = zoos.find(({ record }) => record.fingerprint === fingerprint);
    if (twin !== undefined) throw new UsageError(`${path} and ${twin.path} are the same zoo; give it once`);
    const name = named.has(basename(path)) ? path : basename(path);
    named.add(name);
    zoos.push({ path, zoo, record: await describeZoo(zoo, { name, fingerprint }, { checkpoint, target }) });
  }
  return zoos;
}
