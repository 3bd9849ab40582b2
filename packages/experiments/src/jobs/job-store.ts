import { readdir, readFile, rm, rmdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { OutputExistsError, type Shard } from "@weightcast/core";
import { type Lock, makeFolder, withLock, writeFileAtomic } from "@weightcast/runtime/node";
import * as v from "valibot";
import { claimFolder, keepRequest, REQUEST, type ResultsRequest } from "../reproduce/results-request.js";
import type { Job, OutcomeOf } from "./job.js";
import { type Made, madeNow } from "./made.js";
import { OUTCOME_SCHEMAS } from "./outcome-schemas.js";
import { sha256 } from "./sha256.js";
import { formatStoredJob, parseStoredJob, type StoredJob } from "./stored-job.js";

/** The name of the lock of work on one part of the jobs, `experiments-3-of-16.lock`, or of work on all. */
const LOCK = /^experiments(-\d+-of-\d+)?\.lock$/;
const LOCK_OF_ALL = "experiments.lock";
const PARTIAL = ".partial-";
/** Writing a file takes an instant: a temporary file of this age was left by a crash, not by a process that works on another part. */
const CRASHED_MILLISECONDS = 600_000;

export interface FinishedJob<Kind extends Job> {
  readonly outcome: OutcomeOf<Kind>;
  readonly elapsed: number;
}

/** A finished job that was found, with the time and the machine that it ended at. */
export interface FoundJob<Kind extends Job> extends FinishedJob<Kind> {
  readonly made: Made;
}

/** The outcomes of finished jobs, kept in a folder so that an interrupted run can be continued. */
export class JobStore {
  private hasTold = false;

  /**
   * @param folder the folder with a file for each finished job
   * @param onNotice called once if outcomes are ignored because another version of the code computed them
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
   * @returns undefined where there is no outcome, its file is damaged or has no outcome of this kind of job, or another version of the code computed it
   */
  async find<Kind extends Job>(job: Kind, code: string): Promise<FoundJob<Kind> | undefined> {
    const stored = await this.read(job, code);
    if (stored === undefined || stored.problem !== undefined) return undefined;
    const { elapsed, made } = stored;
    const { success, output } = v.safeParse(OUTCOME_SCHEMAS[job.kind], stored.outcome);
    return success ? { outcome: output as OutcomeOf<Kind>, elapsed, made } : undefined;
  }

  /** Why the job failed in work on another part; undefined where it did not, or has not ended. */
  async findFailure(job: Job, code: string): Promise<string | undefined> {
    return (await this.read(job, code))?.problem;
  }

  private async read(job: Job, code: string): Promise<StoredJob | undefined> {
    const text = await readFile(this.fileOf(job), "utf8").catch((error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return undefined;
      throw error;
    });
    const stored = text === undefined ? undefined : parseStoredJob(text);
    if (stored === undefined || JSON.stringify(stored.request) !== JSON.stringify(requestOf(job))) {
      return undefined;
    }
    if (stored.code !== code) {
      this.tellOfOtherCode();
      return undefined;
    }
    return stored;
  }

  /** Keeps the outcome of a job, computed by the code with this digest on this machine just now. */
  async keep<Kind extends Job>(
    job: Kind,
    { outcome, elapsed }: FinishedJob<Kind>,
    code: string,
  ): Promise<Made> {
    const made = madeNow();
    await this.write(job, { format: 4, code, elapsed, made, request: requestOf(job), outcome });
    return made;
  }

  /** Keeps that a job failed, and why. */
  async keepFailure(job: Job, problem: string, code: string): Promise<void> {
    const request = requestOf(job);
    await this.write(job, { format: 4, code, elapsed: 0, made: madeNow(), request, outcome: null, problem });
  }

  private async write(job: Job, stored: StoredJob): Promise<void> {
    await this.lock.assertHeld();
    // An earlier run may have left a file that is damaged or was computed by another version of the code.
    await writeFileAtomic(this.fileOf(job), (file) => file.writeFile(formatStoredJob(stored)), {
      force: true,
    });
  }

  private fileOf(job: Job): string {
    return join(this.folder, `${sha256(JSON.stringify(requestOf(job)))}.json`);
  }

  private tellOfOtherCode(): void {
    if (this.hasTold) return;
    this.hasTold = true;
    this.onNotice?.(
      `the fits in ${this.folder} were computed by another version of the code; they are computed again`,
    );
  }
}

/**
 * The identity of a job: its paths of zoos are left out, because a zoo may be moved, and a list of runs is
 * replaced by its hash.
 */
function requestOf(job: Job): unknown {
  const text = JSON.stringify(job, (key, value) => {
    if (key === "path") return undefined;
    return key === "assigned" && value !== null ? sha256(JSON.stringify(value)) : value;
  });
  return JSON.parse(text);
}

export interface JobStoreOptions {
  /** The name of the subfolder for the outcomes of jobs. */
  readonly name: string;
  readonly request: ResultsRequest;
  /** Other requests, whose results may be replaced because those of `request` include them. */
  readonly goesOnWith?: readonly ResultsRequest[] | undefined;
  /** Whether everything that earlier calls have written is removed, whatever their request was. */
  readonly force?: boolean | undefined;
  /** The part of the jobs that the work does; other processes may work on other parts in the same folder. By default the work is on all. */
  readonly shard?: Shard | undefined;
  /** Called with one sentence if outcomes in the folder cannot be used. */
  readonly onNotice?: ((notice: string) => void) | undefined;
}

/**
 * Locks `folder`, which is made where it is missing, writes the request into it, and runs `work`. A folder that was made and is still empty at the
 * end is removed.
 *
 * @throws OutputExistsError where the folder has other content, or the results of another request and `force` is not set
 * @throws OutputUnwritableError where nothing can be written in the folder
 * @throws TemporaryError where another process is working in the folder, on the same part if the work is on one
 */
export async function withJobStore<Result>(
  folder: string,
  options: JobStoreOptions,
  work: (store: JobStore, lock: Lock) => Promise<Result>,
): Promise<Result> {
  const made = await makeFolder(folder);
  try {
    return await withStoreIn(folder, options, work);
  } finally {
    // This fails, as it should, if the folder is not empty.
    if (made !== undefined) await rmdir(folder).catch(() => {});
  }
}

async function withStoreIn<Result>(
  folder: string,
  { name, request, goesOnWith, force, shard, onNotice }: JobStoreOptions,
  work: (store: JobStore, lock: Lock) => Promise<Result>,
): Promise<Result> {
  const others = (await readdir(folder)).filter((found) => !LOCK.test(found) && !found.includes(PARTIAL));
  if (others.length > 0 && !others.includes(REQUEST)) {
    throw new OutputExistsError(
      folder,
      `it has no ${REQUEST} and therefore no results to continue; choose another folder`,
    );
  }
  const lockName = shard === undefined ? LOCK_OF_ALL : `experiments-${shard.part}-of-${shard.parts}.lock`;
  return withLock(join(folder, lockName), async (lock) => {
    if (force === true) {
      // The request is removed last, so that after a crash the folder is still recognised.
      for (const found of [...others.filter((other) => other !== REQUEST), REQUEST]) {
        await rm(join(folder, found), { recursive: true, force: true });
      }
    }
    await claimFolder(folder, request, goesOnWith);
    const jobs = join(folder, name);
    await makeFolder(jobs);
    const isAlone = (await readdir(folder)).every((found) => found === lockName || !LOCK.test(found));
    for (const inside of [folder, jobs]) await removePartials(inside, isAlone ? 0 : CRASHED_MILLISECONDS);
    const result = await work(new JobStore(jobs, lock, onNotice), lock);
    // Until now, the folder belonged to the earlier request whose results this call has continued.
    if (goesOnWith !== undefined && shard === undefined) await keepRequest(folder, request);
    return result;
  });
}

/** Removes temporary files of at least this age, which a crash has left. */
async function removePartials(folder: string, leastAge: number): Promise<void> {
  for (const found of (await readdir(folder)).filter((name) => name.includes(PARTIAL))) {
    const path = join(folder, found);
    const age = leastAge === 0 ? 0 : Date.now() - ((await stat(path).catch(() => undefined))?.mtimeMs ?? 0);
    if (age >= leastAge) await rm(path, { recursive: true, force: true });
  }
}
