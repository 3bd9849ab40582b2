import { randomUUID } from "node:crypto";
import { constants, readFileSync, rmSync } from "node:fs";
import { type FileHandle, lstat, open, rm, stat } from "node:fs/promises";
import { hostname } from "node:os";
import { setTimeout } from "node:timers/promises";
import { OutputUnwritableError, TemporaryError } from "@weightcast/core";
import { cleanUpAtExit } from "./exit-cleanups.js";
import { outputError } from "./output-error.js";
import { isRunning, ownIdentity, type ProcessIdentity } from "./process-identity.js";

/**
 * The intervals at which the holder of a lock touches the lock file, and after which an untouched lock is
 * stale if its holder cannot be checked.
 */
const TOUCH_MILLISECONDS = 10_000;
const STALE_MILLISECONDS = 60_000;
/** The time that a killed process may take to end. */
const GRACE_MILLISECONDS = 1500;
const POLL_MILLISECONDS = 50;

/** More bytes than any lock file has. */
const MOST_LOCK_BYTES = 4096;

interface Holder extends ProcessIdentity {
  readonly host: string;
  /** Distinguishes two processes that had the same process id at different times. */
  readonly token: string;
}

/** A lock that is held. */
export interface Lock {
  /** @throws TemporaryError where another process has taken over the lock, which can happen if this process was stopped for a minute */
  assertHeld(): Promise<void>;
}

/** Tokens of the locks that this process holds. */
const held = new Set<string>();

/**
 * Runs `work` while it holds the lock file `path`, which is removed at the end, or when the process exits before. A lock is taken over if its process has ended, or if it
 * belongs to another machine or container and has not been touched for a minute by the clock of the file system. A lock of a process on the
 * same machine and in the same container is never taken over while that process runs or is stopped.
 *
 * @throws TemporaryError where another process, or other work of this process, holds the lock
 * @throws OutputUnwritableError where no file can be made at `path`, or `path` is a link, a folder or a device
 */
export async function withLock<Result>(path: string, work: (lock: Lock) => Promise<Result>): Promise<Result> {
  const holder: Holder = { ...(await ownIdentity()), host: hostname(), token: randomUUID() };
  held.add(holder.token);
  try {
    const file = await acquire(path, holder);
    // The file is written rather than its time set, so that the time is the file system's. The open file belongs to this process even if it was moved.
    const touch = () => file.write(JSON.stringify(holder), 0).catch(() => {});
    const timer = setInterval(touch, TOUCH_MILLISECONDS);
    timer.unref();
    const forget = cleanUpAtExit(() => {
      if (parseHolder(readFileSync(path, "utf8"))?.token === holder.token) rmSync(path);
    });
    try {
      return await work({ assertHeld: () => assertHeld(path, holder) });
    } finally {
      clearInterval(timer);
      forget();
      await file.close();
      if (await isHeldBy(path, holder)) await rm(path, { force: true });
    }
  } finally {
    held.delete(holder.token);
  }
}

async function acquire(path: string, holder: Holder): Promise<FileHandle> {
  const deadline = performance.now() + GRACE_MILLISECONDS;
  for (;;) {
    const file = await create(path, holder);
    if (file !== undefined) return file;
    const found = await readLock(path);
    if (found === undefined) continue;
    if (await isStale(path, found, holder)) await removeStale(path, found);
    else if (isOurs(found) || performance.now() > deadline) throw busy(path, found.holder);
    else await setTimeout(POLL_MILLISECONDS);
  }
}

/** Creates the lock file; undefined where it exists already. */
async function create(path: string, holder: Holder): Promise<FileHandle | undefined> {
  let file: FileHandle | undefined;
  try {
    file = await open(path, "wx");
    await file.write(JSON.stringify(holder), 0);
    return file;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return undefined;
    // The file was made, but nothing could be written into it: the disk is full.
    await file?.close();
    if (file !== undefined) await rm(path, { force: true });
    throw await outputError(path, error);
  }
}

interface FoundLock {
  /** Undefined where the file has no holder yet, because it was just created or a crash cut it short. */
  readonly holder: Holder | undefined;
  readonly touched: number;
}

/**
 * Reads a lock file.
 *
 * @returns undefined where the file does not exist
 * @throws OutputUnwritableError where the path is not a file but a link (even a broken one), a folder or a device
 */
async function readLock(path: string): Promise<FoundLock | undefined> {
  try {
    const { mtimeMs } = await lstat(path).then((found) => {
      if (found.isFile() && found.size <= MOST_LOCK_BYTES) return found;
      throw new OutputUnwritableError(path, "it is not a lock file; remove it");
    });
    const file = await open(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0));
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(MOST_LOCK_BYTES), 0, MOST_LOCK_BYTES, 0);
      return { holder: parseHolder(buffer.toString("utf8", 0, bytesRead)), touched: mtimeMs };
    } finally {
      await file.close();
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

function parseHolder(text: string): Holder | undefined {
  try {
    const { pid, host, token, space, started } = JSON.parse(text);
    const isText = (value: unknown) => typeof value === "string";
    if (Number.isInteger(pid) && [host, token, space ?? "", started ?? ""].every(isText))
      return { pid, host, token, space, started };
  } catch {
    // The file was cut short.
  }
  return undefined;
}

function isOurs({ holder }: FoundLock): boolean {
  return holder !== undefined && held.has(holder.token);
}

async function isStale(path: string, found: FoundLock, self: Holder): Promise<boolean> {
  const { holder, touched } = found;
  if (isOurs(found)) return false;
  if (holder !== undefined && canAskFor(holder, self)) {
    // A lock with the id of this process but without a start time is one of an earlier process.
    const isEarlier = holder.pid === self.pid && holder.started === undefined;
    return isEarlier || !(await isRunning(holder));
  }
  // A holder that lives sets the time again and again: one far ahead is as old as one far behind.
  return Math.abs((await fileSystemTime(path)) - touched) > STALE_MILLISECONDS;
}

/** Creates a file; returns whether it did not exist before. */
async function createEmpty(path: string): Promise<boolean> {
  try {
    await (await open(path, "wx")).close();
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw await outputError(path, error);
  }
}

/**
 * Returns whether the holder's process id is valid for this process too: the same host, and the same
 * container on it.
 */
function canAskFor(holder: Holder, self: Holder): boolean {
  return holder.host === self.host && (holder.space === undefined || holder.space === self.space);
}

/** The time of the file system with the lock, because the clocks of machines that share it may differ by minutes. */
async function fileSystemTime(path: string): Promise<number> {
  const probe = `${path}.partial-${randomUUID()}`;
  try {
    await createEmpty(probe);
    return (await stat(probe)).mtimeMs;
  } finally {
    await rm(probe, { force: true });
  }
}

/**
 * Removes a stale lock, unless another process has done so. Of several processes that find the lock stale, only one at a time checks it again and
 * removes it, so that no process removes a lock that another has made in the meantime.
 */
async function removeStale(path: string, stale: FoundLock): Promise<void> {
  const guard = `${path}.partial-takeover`;
  if (!(await createEmpty(guard))) {
    await removeOldGuard(path, guard);
    await setTimeout(POLL_MILLISECONDS);
    return;
  }
  try {
    const found = await readLock(path);
    const isSame = found?.holder?.token === stale.holder?.token && found?.touched === stale.touched;
    if (isSame) await rm(path, { force: true });
  } finally {
    await rm(guard, { force: true });
  }
}

/** Removes the guard file of a process that was killed while it removed a stale lock. */
async function removeOldGuard(path: string, guard: string): Promise<void> {
  const found = await lstat(guard).catch(() => undefined);
  if (found === undefined || (await fileSystemTime(path)) - found.mtimeMs < STALE_MILLISECONDS) return;
  await rm(guard, { force: true });
}

async function isHeldBy(path: string, holder: Holder): Promise<boolean> {
  return (await readLock(path))?.holder?.token === holder.token;
}

async function assertHeld(path: string, holder: Holder): Promise<void> {
  if (!(await isHeldBy(path, holder))) throw busy(path, (await readLock(path))?.holder);
}

function busy(path: string, holder: Holder | undefined): TemporaryError {
  const who =
    holder === undefined
      ? "another process"
      : `process ${holder.pid}${holder.host === hostname() ? "" : ` of ${holder.host}`}`;
  return new TemporaryError(`${path}: ${who} is working here; wait until it ends, or stop it`);
}
