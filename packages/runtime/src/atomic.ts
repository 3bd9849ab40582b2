import { rmdirSync, rmSync } from "node:fs";
import { type FileHandle, mkdir, open, readdir, rename, rm, rmdir, stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { OutputExistsError, throwIfCancelled, UsageError } from "@weightcast/core";
import { cleanUpAtExit } from "./exit-cleanups.js";
import { flushFolder, flushTree } from "./flush.js";
import { isDiskFull, isThere, outputError } from "./output-error.js";
import { oldPath, partialPath, removeAbandoned } from "./partial.js";

/** Options of writing an output. */
export interface AtomicOptions {
  /** Whether an existing output is replaced; by default it is refused with an OutputExistsError. */
  readonly force?: boolean | undefined;
  /** Cancels the writing: once this signal is aborted, the output stays as it was and everything written so far is removed. */
  readonly signal?: AbortSignal | undefined;
}

/** Options of writing a folder. */
export interface FolderOptions extends AtomicOptions {
  /** The name of a file that every folder of this kind has. With `force`, a folder is replaced only if it is empty or has this file. */
  readonly marker: string;
}

/**
 * Refuses an output path that exists, or at which nothing can be written, so that long work can fail before it starts. What a process that was
 * killed left beside the path is removed.
 *
 * @throws OutputExistsError where the path exists, except with `force`
 * @throws UsageError where the path is empty
 * @throws OutputUnwritableError where a parent is a file or not writable, or the name is too long
 */
export async function refuseExisting(path: string, options: AtomicOptions = {}): Promise<void> {
  await removeAbandoned(path);
  await refuseWithoutForce(path, options);
  // The first path that would have to be made is the output or one of its parents. Permissions alone do not decide whether that works, so it is tried.
  let first = path;
  while (!(await isThere(dirname(first)))) first = dirname(first);
  const trial = await partialPath(first);
  try {
    await mkdir(trial);
    await rmdir(trial);
  } catch (cause) {
    throw await outputError(path, cause);
  }
}

/**
 * Makes a folder and its missing parents.
 *
 * @returns the topmost folder that was made; undefined where all folders existed
 * @throws OutputUnwritableError where the path or a parent is a file, or a parent is not writable
 */
export async function makeFolder(path: string): Promise<string | undefined> {
  return refusing(path, makeFolders(resolve(path)));
}

/**
 * Works like `mkdir` with `recursive`, which never returns if a parent such as /proc does not allow new
 * folders.
 */
async function makeFolders(path: string): Promise<string | undefined> {
  if (await isFolder(path)) return undefined;
  const firstMade = dirname(path) === path ? undefined : await makeFolders(dirname(path));
  try {
    await mkdir(path);
  } catch (error) {
    // Another process may have made the folder in the meantime.
    if (await isFolder(path)) return firstMade;
    if (firstMade !== undefined) await removeEmptyFolders(dirname(path), firstMade);
    throw error;
  }
  return firstMade ?? path;
}

/**
 * Writes a file so that a reader finds either the old file or the complete new one: `write` fills a temporary file in the same folder, which
 * is then flushed to disk and renamed. Missing parent folders are made. If `write` fails, the temporary file and those folders are removed.
 *
 * @throws OutputExistsError where `path` exists, except for a file with `force`
 * @throws OutputUnwritableError where no file can be made at `path`
 * @throws CancelledError once `signal` is aborted, if the file has not been renamed yet
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
      // Flushing a large file takes seconds.
      throwIfCancelled(options.signal, `writing ${path}`);
      await file.sync();
    } finally {
      await file.close();
    }
    throwIfCancelled(options.signal, `writing ${path}`);
    // The output may have been made by another process while `write` worked.
    await refuseFile(path, options);
    await rename(partial, path);
    await flushFolder(dirname(resolve(path)));
  });
}

/**
 * Writes a folder as `writeFileAtomic` writes a file: `write` gets the path of a temporary folder and fills it. When a folder is replaced,
 * nothing exists at its path for an instant, between two renames; if the process is killed then, the next writing or `refuseExisting` of
 * the same path puts the new folder there.
 *
 * @throws OutputExistsError where `path` exists, except with `force` for a folder that is empty or has the marker file
 * @throws OutputUnwritableError where no folder can be made at `path`
 * @throws CancelledError once `signal` is aborted, if the folder has not been renamed yet
 */
export async function writeFolderAtomic(
  path: string,
  write: (folder: string) => Promise<void>,
  options: FolderOptions,
): Promise<void> {
  await removeAbandoned(path);
  await refuseFolder(path, options);
  await beside(path, async (partial) => {
    await refusing(path, mkdir(partial));
    await write(partial);
    throwIfCancelled(options.signal, `writing ${path}`);
    await flushTree(partial);
    await refuseFolder(path, options);
    if (options.force === true && (await isThere(path))) await replaceFolder(path, partial);
    else await putFolder(partial, path);
    await flushFolder(dirname(resolve(path)));
  });
}

async function replaceFolder(path: string, replacement: string): Promise<void> {
  const old = oldPath(replacement);
  await rename(path, old);
  try {
    await putFolder(replacement, path);
  } catch (error) {
    // If another process has written to the path in the meantime, its folder is the one that replaces the old one.
    if (error instanceof OutputExistsError) await rm(old, { recursive: true });
    else await rename(old, path);
    throw error;
  }
  await rm(old, { recursive: true });
}

/** Renames a folder to a path at which nothing existed an instant ago. */
async function putFolder(folder: string, path: string): Promise<void> {
  try {
    await rename(folder, path);
  } catch (error) {
    if (!(await isThere(path))) throw error;
    throw new OutputExistsError(path, "another process wrote it in the meantime");
  }
}

/**
 * Calls `work` with the path of a temporary file or folder beside `path`. If `work` fails or the process exits before its end, that and the
 * parents made for it are removed.
 */
async function beside(path: string, work: (partial: string) => Promise<void>): Promise<void> {
  const parent = dirname(resolve(path));
  const firstMade = await refusing(path, makeFolders(parent));
  const partial = await partialPath(path);
  const forget = cleanUpAtExit(() => {
    rmSync(partial, { recursive: true, force: true });
    if (firstMade !== undefined) for (const folder of foldersUpTo(parent, firstMade)) rmdirSync(folder);
  });
  try {
    await work(partial);
  } catch (error) {
    // The error of `work` is reported instead of the failure to remove the folder.
    await rm(partial, { recursive: true, force: true }).catch(() => {});
    if (firstMade !== undefined) await removeEmptyFolders(parent, firstMade);
    throw isDiskFull(error) ? await outputError(path, error) : error;
  } finally {
    forget();
  }
}

/** Waits for a file or folder to be made; if the system refuses, throws the error that names the output path. */
async function refusing<Made>(path: string, making: Promise<Made>): Promise<Made> {
  return making.catch(async (cause: unknown) => {
    throw await outputError(path, cause);
  });
}

/** Removes `folder` and its parents up to `last` as long as they are empty, since other processes may have written there. */
async function removeEmptyFolders(folder: string, last: string): Promise<void> {
  try {
    for (const at of foldersUpTo(folder, last)) await rmdir(at);
  } catch {
    // A folder that is not empty, or was removed already, is left alone.
  }
}

function* foldersUpTo(folder: string, last: string): Generator<string> {
  for (let at = folder; at.startsWith(last); at = dirname(at)) yield at;
}

async function refuseWithoutForce(path: string, options: AtomicOptions): Promise<void> {
  // Resolved, it would be the working folder itself: a script's variable was empty.
  if (path === "") throw new UsageError("the path of the output is empty; choose a path");
  if (options.force === true || !(await isThere(path))) return;
  throw new OutputExistsError(path, "choose another path, or allow replacing it", { isReplaceable: true });
}

async function refuseFile(path: string, options: AtomicOptions): Promise<void> {
  await refuseWithoutForce(path, options);
  if (await isFolder(path))
    throw new OutputExistsError(
      path,
      "it is a folder, and a file does not replace a folder; choose another path",
    );
}

async function refuseFolder(path: string, options: FolderOptions): Promise<void> {
  await refuseWithoutForce(path, options);
  if (!(await isThere(path))) return;
  const names = (await isFolder(path)) ? await readdir(path) : undefined;
  if (names === undefined || (names.length > 0 && !names.includes(options.marker))) {
    throw new OutputExistsError(
      path,
      `it has no ${options.marker} and is therefore not replaced; choose another path`,
    );
  }
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}
