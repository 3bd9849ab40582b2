import { randomUUID } from "node:crypto";
import { type FileHandle, mkdir, open, readdir, rename, rm, rmdir, stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { OutputExistsError, throwIfCancelled } from "@weightcast/core";
import { isDiskFull, isThere, outputError } from "./output-error.js";

export interface AtomicOptions {
  /** Whether an output that exists is replaced; else it is refused. */
  readonly force?: boolean | undefined;
  /** Once it is aborted, nothing is put in the output's place and what was written is removed. */
  readonly signal?: AbortSignal | undefined;
}

export interface FolderOptions extends AtomicOptions {
  /** A file that every such folder holds: with `force`, only an empty folder or one that holds it is replaced. */
  readonly marker: string;
}

/**
 * Refuses an output path that exists or where nothing can be written, so that long work can fail before it starts.
 *
 * @throws OutputExistsError where it exists, unless `force`
 * @throws OutputUnwritableError where a parent is a file, or takes no new files, or the name is too long
 */
export async function refuseExisting(path: string, options: AtomicOptions = {}): Promise<void> {
  await refuseWithoutForce(path, options);
  // What has to be made first: the output, or a parent. Permissions do not tell all, so it is tried.
  let first = path;
  while (!(await isThere(dirname(first)))) first = dirname(first);
  const trial = besidePath(first);
  try {
    await mkdir(trial);
    await rmdir(trial);
  } catch (cause) {
    throw await outputError(path, cause);
  }
}

/**
 * Makes a folder with the parents that it needs.
 *
 * @returns the first that was made; undefined where all were there
 * @throws OutputUnwritableError where it or a parent is a file, or a parent takes no new folders
 */
export async function makeFolder(path: string): Promise<string | undefined> {
  return refusing(path, makeFolders(resolve(path)));
}

/** As `mkdir` with `recursive`, which never returns where a parent such as /proc takes no folders. */
async function makeFolders(path: string): Promise<string | undefined> {
  if (await isFolder(path)) return undefined;
  const firstMade = dirname(path) === path ? undefined : await makeFolders(dirname(path));
  try {
    await mkdir(path);
  } catch (error) {
    // Another may have made it in the meantime.
    if (await isFolder(path)) return firstMade;
    if (firstMade !== undefined) await removeEmptyFolders(dirname(path), firstMade);
    throw error;
  }
  return firstMade ?? path;
}

/**
 * Writes a file so that a reader finds the old one or the whole new one, never a part: `write` fills a file beside it,
 * which is flushed to disk and renamed. Missing parent folders are made. Nothing stays behind when `write` fails.
 *
 * @throws OutputExistsError where `path` exists, unless `force` and it is no folder
 * @throws OutputUnwritableError where no file can be made there
 * @throws CancelledError once `signal` is aborted; only before the output is in its place
 */
export async function writeFileAtomic(
  path: string,
  write: (file: FileHandle) => Promise<void>,
  options: AtomicOptions = {},
): Promise<void> {
  await refuseFile(path, options);
  await beside(path, async (partial) => {
    const file = await refusing(path, open(partial, "wx"));
    try {
      await write(file);
      await file.sync();
    } finally {
      await file.close();
    }
    throwIfCancelled(options.signal, `writing ${path}`);
    // It may have come into being while `write` worked.
    await refuseFile(path, options);
    await rename(partial, path);
  });
}

/**
 * As `writeFileAtomic`, for a folder: `write` fills the folder whose path it is given. A folder that is replaced is missing
 * for an instant, between two renames.
 *
 * @throws OutputExistsError where `path` exists, unless `force` and it is empty or holds the marker
 * @throws OutputUnwritableError where no folder can be made there
 * @throws CancelledError once `signal` is aborted; only before the output is in its place
 */
export async function writeFolderAtomic(
  path: string,
  write: (folder: string) => Promise<void>,
  options: FolderOptions,
): Promise<void> {
  await refuseFolder(path, options);
  await beside(path, async (partial) => {
    await refusing(path, mkdir(partial));
    await write(partial);
    throwIfCancelled(options.signal, `writing ${path}`);
    await refuseFolder(path, options);
    if (options.force === true && (await isThere(path))) await replaceFolder(path, partial);
    else await putFolder(partial, path);
  });
}

async function replaceFolder(path: string, replacement: string): Promise<void> {
  const old = `${replacement}-old`;
  await rename(path, old);
  try {
    await putFolder(replacement, path);
  } catch (error) {
    // Where something else took the place in between, the old folder is replaced already.
    if (error instanceof OutputExistsError) await rm(old, { recursive: true });
    else await rename(old, path);
    throw error;
  }
  await rm(old, { recursive: true });
}

/** Renames a folder to a path where nothing was an instant ago. */
async function putFolder(folder: string, path: string): Promise<void> {
  try {
    await rename(folder, path);
  } catch (error) {
    if (!(await isThere(path))) throw error;
    throw new OutputExistsError(path, "it was written by something else in the meantime");
  }
}

/** Calls `work` with a fresh path in the folder of `path`, and removes that and the parents that it made if it fails. */
async function beside(path: string, work: (partial: string) => Promise<void>): Promise<void> {
  const parent = dirname(resolve(path));
  const firstMade = await refusing(path, makeFolders(parent));
  const partial = besidePath(path);
  try {
    await work(partial);
  } catch (error) {
    // What went wrong first is told, not that there is nothing to remove.
    await rm(partial, { recursive: true, force: true }).catch(() => {});
    if (firstMade !== undefined) await removeEmptyFolders(parent, firstMade);
    throw isDiskFull(error) ? await outputError(path, error) : error;
  }
}

/** A path in the same folder that nothing else has. */
function besidePath(path: string): string {
  return `${resolve(path)}.partial-${randomUUID()}`;
}

/** What the system makes; where it refuses, the error that names the output path. */
async function refusing<Made>(path: string, making: Promise<Made>): Promise<Made> {
  return making.catch(async (cause: unknown) => {
    throw await outputError(path, cause);
  });
}

/** Removes `folder` and its parents up to `last`, as far as they are empty: others may have written there since. */
async function removeEmptyFolders(folder: string, last: string): Promise<void> {
  try {
    for (let at = folder; at.startsWith(last); at = dirname(at)) await rmdir(at);
  } catch {
    // Not empty, or gone already: either way it is not ours to remove.
  }
}

async function refuseWithoutForce(path: string, options: AtomicOptions): Promise<void> {
  if (options.force === true || !(await isThere(path))) return;
  throw new OutputExistsError(path, "choose another path, or have it replaced", { isReplaceable: true });
}

async function refuseFile(path: string, options: AtomicOptions): Promise<void> {
  await refuseWithoutForce(path, options);
  if (await isFolder(path)) throw new OutputExistsError(path, "it is a folder, which a file never replaces");
}

async function refuseFolder(path: string, options: FolderOptions): Promise<void> {
  await refuseWithoutForce(path, options);
  if (!(await isThere(path))) return;
  const names = (await isFolder(path)) ? await readdir(path) : undefined;
  if (names === undefined || (names.length > 0 && !names.includes(options.marker))) {
    throw new OutputExistsError(
      path,
      `it holds no ${options.marker}, so it is never replaced; choose another path`,
    );
  }
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}
