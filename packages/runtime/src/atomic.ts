import { type FileHandle, mkdir, open, readdir, rename, rm, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { OutputExistsError } from "@weightcast/core";

export interface AtomicOptions {
  /** Replace what is there. */
  readonly force?: boolean | undefined;
}

export interface FolderOptions extends AtomicOptions {
  /** A file that every such folder holds: with `force`, only an empty folder or one that holds it is replaced. */
  readonly marker: string;
}

/**
 * Refuses an output path that exists, so that long work can fail before it starts.
 *
 * @throws OutputExistsError unless `force`
 */
export async function refuseExisting(path: string, options: AtomicOptions = {}): Promise<void> {
  if (options.force === true || !(await exists(path))) return;
  throw new OutputExistsError(path, "choose another path or add --force to replace it");
}

/**
 * Writes a file so that a reader finds the old one or the whole new one, never a part: `write` fills a file beside it,
 * which is flushed to disk and renamed. Missing parent folders are made. Nothing stays behind when `write` fails.
 */
export async function writeFileAtomic(
  path: string,
  write: (file: FileHandle) => Promise<void>,
  options: AtomicOptions = {},
): Promise<void> {
  await refuseExisting(path, options);
  await beside(path, async (partial) => {
    const file = await open(partial, "wx");
    try {
      await write(file);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(partial, path);
  });
}

/** As `writeFileAtomic`, for a folder: `write` fills the folder whose path it is given. */
export async function writeFolderAtomic(
  path: string,
  write: (folder: string) => Promise<void>,
  options: FolderOptions,
): Promise<void> {
  await refuseExisting(path, options);
  const replacing = await exists(path);
  if (replacing) await refuseStrangeFolder(path, options.marker);
  await beside(path, async (partial) => {
    await mkdir(partial);
    await write(partial);
    if (replacing) {
      const old = `${partial}-old`;
      await rename(path, old);
      await rename(partial, path);
      await rm(old, { recursive: true });
    } else {
      await rename(partial, path);
    }
  });
}

/** Calls `work` with a fresh path in the folder of `path`, and removes what is left there if it fails. */
async function beside(path: string, work: (partial: string) => Promise<void>): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const partial = `${path.replace(/\/+$/, "")}.partial-${process.pid}`;
  try {
    await work(partial);
  } catch (error) {
    await rm(partial, { recursive: true, force: true });
    throw error;
  }
}

async function refuseStrangeFolder(path: string, marker: string): Promise<void> {
  const names = (await stat(path)).isDirectory() ? await readdir(path) : undefined;
  if (names === undefined || (names.length > 0 && !names.includes(marker))) {
    throw new OutputExistsError(path, `it holds no ${marker}, so it is not replaced even with --force`);
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
