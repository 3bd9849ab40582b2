import { readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { OutputExistsError } from "@weightcast/core";
import { type Lock, makeFolder, withLock, writeFileAtomic } from "@weightcast/runtime/node";
import * as v from "valibot";
import { claimFolder, keepRequest, REQUEST, type ResultsRequest } from "../reproduce/results-request.js";
import type { Job, OutcomeOf } from "./job.js";
import { sha256 } from "./sha256.js";

const LOCK = "experiments.lock";
const PARTIAL = ".partial-";

/** What the file of a finished job holds. */
interface StoredJob {
  readonly format: 2;
  /** The digest of the code that computed the outcome. */
  readonly code: string;
  /** Wall time from the end of the job before it to its own, in seconds. The sum over all files is how long all took. */
  readonly elapsed: number;
  readonly request: unknown;
  readonly outcome: unknown;
}

const StoredSchema = v.object({
  format: v.literal(2),
  code: v.string(),
  elapsed: v.number(),
  request: v.unknown(),
  outcome: v.unknown(),
});

export interface FinishedJob<Kind extends Job> {
  readonly outcome: OutcomeOf<Kind>;
  readonly elapsed: number;
}

/** The outcomes of finished jobs in a folder: what an interrupted run has done outlasts it. */
export class JobStore {
  private hasTold = false;

  /**
   * @param folder holds a file for each finished job
   * @param onNotice is told once where outcomes that other code computed are left out
   */
  constructor(
    private readonly folder: string,
    private readonly lock: Lock,
    private readonly onNotice?: ((notice: string) => void) | undefined,
  ) {}

  /**
   * The outcome of the same request in an earlier run.
   *
   * @param code the digest of the code that would compute it now
   * @returns undefined where there is no outcome, its file is damaged, or other code computed it
   */
  async find<Kind extends Job>(job: Kind, code: string): Promise<FinishedJob<Kind> | undefined> {
    const text = await readFile(this.fileOf(job), "utf8").catch((error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return undefined;
      throw error;
    });
    const stored = text === undefined ? undefined : parseStored(text);
    if (stored === undefined || JSON.stringify(stored.request) !== JSON.stringify(requestOf(job))) {
      return undefined;
    }
    if (stored.code !== code) {
      this.tellOfOtherCode();
      return undefined;
    }
    return { outcome: stored.outcome as OutcomeOf<Kind>, elapsed: stored.elapsed };
  }

  /** Keeps the outcome of a job, computed by the code with this digest. */
  async keep<Kind extends Job>(
    job: Kind,
    { outcome, elapsed }: FinishedJob<Kind>,
    code: string,
  ): Promise<void> {
    await this.lock.assertHeld();
    const stored: StoredJob = { format: 2, code, elapsed, request: requestOf(job), outcome };
    // A file of an earlier run may be there: damaged, or of other code.
    await writeFileAtomic(this.fileOf(job), (file) => file.writeFile(`${JSON.stringify(stored)}\n`), {
      force: true,
    });
  }

  private fileOf(job: Job): string {
    return join(this.folder, `${sha256(JSON.stringify(requestOf(job)))}.json`);
  }

  private tellOfOtherCode(): void {
    if (this.hasTold) return;
    this.hasTold = true;
    this.onNotice?.(`fits in ${this.folder} were computed by other code than this; they are computed again`);
  }
}

/** A job without the paths of its zoos, for a zoo that was moved is the same, and with the hash of a long list of runs in its place. */
function requestOf(job: Job): unknown {
  const text = JSON.stringify(job, (key, value) => {
    if (key === "path") return undefined;
    return key === "assigned" && value !== null ? sha256(JSON.stringify(value)) : value;
  });
  return JSON.parse(text);
}

function parseStored(text: string): StoredJob | undefined {
  try {
    return v.parse(StoredSchema, JSON.parse(text));
  } catch {
    return undefined;
  }
}

export interface JobStoreOptions {
  /** The folder inside for the outcomes of jobs. */
  readonly name: string;
  readonly request: ResultsRequest;
  /** Another request whose results those of `request` may replace, because they hold them. */
  readonly goesOnWith?: ResultsRequest | undefined;
  /** Remove what an earlier call, of whatever request, has written. */
  readonly force?: boolean | undefined;
  /** Told in one sentence where outcomes in the folder cannot be used. */
  readonly onNotice?: ((notice: string) => void) | undefined;
}

/**
 * Runs `work` while this process alone works in `folder`, which is made where it is missing, and keeps there what the request is.
 *
 * @throws OutputExistsError where the folder holds something else, or another request's results without `force`
 * @throws OutputUnwritableError where it cannot be written in
 * @throws UsageError where another process is at work in it
 */
export async function withJobStore<Result>(
  folder: string,
  { name, request, goesOnWith, force, onNotice }: JobStoreOptions,
  work: (store: JobStore, lock: Lock) => Promise<Result>,
): Promise<Result> {
  await makeFolder(folder);
  const others = (await readdir(folder)).filter((found) => found !== LOCK && !found.includes(PARTIAL));
  if (others.length > 0 && !others.includes(REQUEST)) {
    throw new OutputExistsError(folder, `it holds no ${REQUEST}, so nothing to go on with; choose another`);
  }
  return withLock(join(folder, LOCK), async (lock) => {
    if (force === true) {
      // The request goes last: what is left after a crash is still known as ours.
      for (const found of [...others.filter((other) => other !== REQUEST), REQUEST]) {
        await rm(join(folder, found), { recursive: true, force: true });
      }
    }
    await claimFolder(folder, request, goesOnWith);
    const jobs = join(folder, name);
    await makeFolder(jobs);
    for (const inside of [folder, jobs]) await removePartials(inside);
    const result = await work(new JobStore(jobs, lock, onNotice), lock);
    // Until now the folder held the results of the request that this one went on with.
    if (goesOnWith !== undefined) await keepRequest(folder, request);
    return result;
  });
}

/** Files that were written aside when a crash cut the writing short. */
async function removePartials(folder: string): Promise<void> {
  for (const found of (await readdir(folder)).filter((name) => name.includes(PARTIAL))) {
    await rm(join(folder, found), { recursive: true, force: true });
  }
}
