import { randomUUID } from "node:crypto";
import { open, readFile, rename, rm, stat, utimes } from "node:fs/promises";
import { hostname } from "node:os";
import { setTimeout } from "node:timers/promises";
import { UsageError } from "@weightcast/core";
import { outputError } from "./output-error.js";

/** How often a holder touches its lock, and for how long an untouched one counts when its holder cannot be asked. */
const TOUCH_MILLISECONDS = 10_000;
const STALE_MILLISECONDS = 60_000;
/** A process that was killed takes a moment to end. */
const GRACE_MILLISECONDS = 1500;
const POLL_MILLISECONDS = 50;

interface Holder {
  readonly pid: number;
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
 * is one of another machine (or container) that has not been touched for a minute.
 *
 * @throws UsageError where another process, or other work of this one, holds the lock
 * @throws OutputUnwritableError where no file can be made at `path`
 */
export async function withLock<Result>(path: string, work: (lock: Lock) => Promise<Result>): Promise<Result> {
  const holder: Holder = { pid: process.pid, host: hostname(), token: randomUUID() };
  held.add(holder.token);
  try {
    await acquire(path, holder);
    const touch = () => utimes(path, new Date(), new Date()).catch(() => {});
    const timer = setInterval(touch, TOUCH_MILLISECONDS);
    timer.unref();
    try {
      return await work({ assertHeld: () => assertHeld(path, holder) });
    } finally {
      clearInterval(timer);
      if (await isHeldBy(path, holder)) await rm(path, { force: true });
    }
  } finally {
    held.delete(holder.token);
  }
}

async function acquire(path: string, holder: Holder): Promise<void> {
  const deadline = performance.now() + GRACE_MILLISECONDS;
  while (!(await create(path, holder))) {
    const found = await readLock(path);
    if (found === undefined) continue;
    if (await isStale(found)) await removeStale(path, found);
    else if (isOurs(found) || performance.now() > deadline) throw busy(path, found.holder);
    else await setTimeout(POLL_MILLISECONDS);
  }
}

/** Whether the lock was free and now is ours. */
async function create(path: string, holder: Holder): Promise<boolean> {
  try {
    const file = await open(path, "wx");
    try {
      await file.writeFile(JSON.stringify(holder));
    } finally {
      await file.close();
    }
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw await outputError(path, error);
  }
}

interface FoundLock {
  /** Undefined where the file does not say: it was only just created, or a crash cut it short. */
  readonly holder: Holder | undefined;
  readonly touched: number;
}

async function readLock(path: string): Promise<FoundLock | undefined> {
  try {
    const { mtimeMs } = await stat(path);
    return { holder: parseHolder(await readFile(path, "utf8")), touched: mtimeMs };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

function parseHolder(text: string): Holder | undefined {
  try {
    const { pid, host, token } = JSON.parse(text);
    if (Number.isInteger(pid) && typeof host === "string" && typeof token === "string")
      return { pid, host, token };
  } catch {
    // Cut short.
  }
  return undefined;
}

function isOurs({ holder }: FoundLock): boolean {
  return holder !== undefined && held.has(holder.token);
}

async function isStale(found: FoundLock): Promise<boolean> {
  const { holder, touched } = found;
  if (isOurs(found)) return false;
  if (Date.now() - touched > STALE_MILLISECONDS) return true;
  if (holder === undefined || holder.host !== hostname()) return false;
  // An earlier process may have had our number.
  return holder.pid === process.pid || !(await isRunning(holder.pid));
}

async function isRunning(pid: number): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
  // Linux keeps a process that has ended until its parent asks for it.
  const status = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  return !/\) [ZX] /.test(status);
}

/** Of several processes that find the same stale lock, one moves it away; what another created since is put back. */
async function removeStale(path: string, stale: FoundLock): Promise<void> {
  const aside = `${path}.partial-${randomUUID()}`;
  try {
    await rename(path, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return;
    throw error;
  }
  const moved = await readLock(aside);
  if (moved?.holder?.token === stale.holder?.token) await rm(aside, { force: true });
  else await rename(aside, path);
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
