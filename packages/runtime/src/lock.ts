import { randomUUID } from "node:crypto";
import { constants } from "node:fs";
import { type FileHandle, lstat, open, rm, stat } from "node:fs/promises";
import { hostname } from "node:os";
import { setTimeout } from "node:timers/promises";
import { OutputUnwritableError, UsageError } from "@weightcast/core";
import { outputError } from "./output-error.js";
import { isRunning, ownIdentity, type ProcessIdentity } from "./process-identity.js";

/** How often a holder touches its lock, and for how long an untouched one counts when its holder cannot be asked. */
const TOUCH_MILLISECONDS = 10_000;
const STALE_MILLISECONDS = 60_000;
/** A process that was killed takes a moment to end. */
const GRACE_MILLISECONDS = 1500;
const POLL_MILLISECONDS = 50;

/** More than any lock has. */
const MOST_LOCK_BYTES = 4096;

interface Holder extends ProcessIdentity {
  readonly host: string;
  /** Distinguishes two holds by processes of the same number. */
  readonly token: string;
}

/** A lock that is held. */
export interface Lock {
  /** @throws UsageError where another process has taken the lock over, as it may when this one was stopped for a minute */
  assertHeld(): Promise<void>;
}

/** Tokens of the locks that this process holds. */
const held = new Set<string>();

/**
 * Runs `work` while it alone holds the lock file `path`, which is removed at the end. A lock whose process has ended is taken over, so
 * is one of another machine or container that has not been touched for a minute, by the clock of the file system. A lock whose process
 * this one can ask for and which runs, or is stopped, is never taken over.
 *
 * @throws UsageError where another process, or other work of this one, holds the lock
 * @throws OutputUnwritableError where no file can be made at `path`, or a link, folder or device stands there
 */
export async function withLock<Result>(path: string, work: (lock: Lock) => Promise<Result>): Promise<Result> {
  const holder: Holder = { ...(await ownIdentity()), host: hostname(), token: randomUUID() };
  held.add(holder.token);
  try {
    const file = await acquire(path, holder);
    // Written, not set: the time is then the file system's. The open file stays ours where another has moved it away.
    const touch = () => file.write(JSON.stringify(holder), 0).catch(() => {});
    const timer = setInterval(touch, TOUCH_MILLISECONDS);
    timer.unref();
    try {
      return await work({ assertHeld: () => assertHeld(path, holder) });
    } finally {
      clearInterval(timer);
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

/** The lock file, open, where it was free and now is ours. */
async function create(path: string, holder: Holder): Promise<FileHandle | undefined> {
  let file: FileHandle | undefined;
  try {
    file = await open(path, "wx");
    await file.write(JSON.stringify(holder), 0);
    return file;
  } catch (error) {
    await file?.close();
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return undefined;
    throw await outputError(path, error);
  }
}

interface FoundLock {
  /** Undefined where the file does not say: it was only just created, or a crash cut it short. */
  readonly holder: Holder | undefined;
  readonly touched: number;
}

/**
 * @returns undefined where no lock is there
 * @throws OutputUnwritableError where something stands there that is no lock: a link, even to nowhere, a folder, a device
 */
async function readLock(path: string): Promise<FoundLock | undefined> {
  try {
    const { mtimeMs } = await lstat(path).then((found) => {
      if (found.isFile() && found.size <= MOST_LOCK_BYTES) return found;
      throw new OutputUnwritableError(path, "what stands there is no lock file; remove it");
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
    // Cut short.
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
    // Without a start in it, a lock of our number is one of an earlier process.
    const isEarlier = holder.pid === self.pid && holder.started === undefined;
    return isEarlier || !(await isRunning(holder));
  }
  return (await fileSystemTime(path)) - touched > STALE_MILLISECONDS;
}

/** Whether the file was not there and now is. */
async function createEmpty(path: string): Promise<boolean> {
  try {
    await (await open(path, "wx")).close();
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw await outputError(path, error);
  }
}

/** Whether the holder's number means the same process here as there: the same host, and on it the same container. */
function canAskFor(holder: Holder, self: Holder): boolean {
  return holder.host === self.host && (holder.space === undefined || holder.space === self.space);
}

/** The time as the file system has it that a lock lies on: clocks of machines that share it may differ by minutes. */
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
 * Removes a stale lock, unless another has done so: of several processes that find it, one at a time looks again and removes it, so that
 * none removes the lock that another has made since.
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

/** A process that was killed while it removed a stale lock has left the guard. */
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

function busy(path: string, holder: Holder | undefined): UsageError {
  const who =
    holder === undefined
      ? "another process"
      : `process ${holder.pid}${holder.host === hostname() ? "" : ` of ${holder.host}`}`;
  return new UsageError(`${path}: ${who} is at work here; wait for its end, or stop it`);
}
