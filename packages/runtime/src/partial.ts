import { createHash, randomBytes } from "node:crypto";
import { readdir, rename, rm } from "node:fs/promises";
import { hostname } from "node:os";
import { basename, dirname, join, resolve } from "node:path";
import { isThere } from "./output-error.js";
import { isRunning, ownIdentity } from "./process-identity.js";

/** What follows the output's name in the name of a temporary file or folder: the process, where it runs, and random digits. */
const SUFFIX = /^\.partial-(\d+)\.(\d+)-([0-9a-f]{8})-[0-9a-f]{16}(-old)?$/;

/** An unused path beside an output, whose name tells which process writes there. */
export async function partialPath(path: string): Promise<string> {
  const { pid, started, place } = await self();
  return `${resolve(path)}.partial-${pid}.${started}-${place}-${randomBytes(8).toString("hex")}`;
}

/** The path for the earlier version of a folder while `partial` takes its place. */
export function oldPath(partial: string): string {
  return `${partial}-old`;
}

/**
 * Removes what processes that have ended left beside an output. Where one ended between the two renames that replace a folder, nothing is at
 * the output's path: the folder that was to come, which was complete by then, is put there.
 */
export async function removeAbandoned(path: string): Promise<void> {
  const output = resolve(path);
  const beginning = basename(output);
  const names = await readdir(dirname(output)).catch((): string[] => []);
  // A folder that was to come is looked at before the earlier version, whose name is longer.
  for (const name of names.sort()) {
    if (!name.startsWith(`${beginning}.partial-`)) continue;
    if (!(await isAbandoned(name.slice(beginning.length)))) continue;
    const left = join(dirname(output), name);
    const wasReplacing = names.includes(oldPath(name)) || name.endsWith(oldPath(""));
    // Another process may do the same at the same time: what it has moved already is no failure.
    if (wasReplacing && !(await isThere(output))) await rename(left, output).catch(() => {});
    await rm(left, { recursive: true, force: true }).catch(() => {});
  }
}

async function isAbandoned(suffix: string): Promise<boolean> {
  const [, pid, started, place] = SUFFIX.exec(suffix) ?? [];
  const own = await self();
  // Processes of other machines and containers cannot be asked for.
  if (pid === undefined || place !== own.place) return false;
  return !(await isRunning({ pid: Number(pid), started: started === "0" ? undefined : started }));
}

let identity: Promise<{ readonly pid: number; readonly started: string; readonly place: string }> | undefined;

function self() {
  identity ??= ownIdentity().then(({ pid, space, started = "0" }) => {
    const place = createHash("sha256").update(`${hostname()} ${space}`).digest("hex").slice(0, 8);
    return { pid, started, place };
  });
  return identity;
}
