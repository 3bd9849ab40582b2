import { readdir, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { InputError } from "@weightcast/core";
import type { StoredFile } from "@weightcast/runtime";
import type { Zoo } from "@weightcast/zoo";
import { zooArchiveFormat } from "../archive/archive-format.js";
import { diskFile } from "../files/disk-file.js";
import { unreadable } from "../files/open-for-reading.js";
import type { UnpackZooOptions } from "../formats/zoo-format.js";
import { findZoos, readableZooFormats, zooFormats } from "../formats/zoo-formats.js";
import { openZooFiles } from "./zoo-files.js";

// Archives are unpacked to a disk, so only the entry point for Node can open them.
zooFormats.register(zooArchiveFormat);

/**
 * Opens a zoo: a folder (or a folder with a single zoo folder in it), a .tar.xz archive of a zoo, an Arrow file that `convertZoo` wrote, or another
 * format of `zooFormats`. Reads the metrics and the layout; weights are read when rows are requested. An archive is first unpacked into the
 * user's cache folder, where it is kept.
 *
 * @throws InputError where files are missing or malformed (one error reports all of them), or do not fit together
 * @throws OutputUnwritableError where the disk of the cache folder has too little space for the zoo of an archive
 * @throws TemporaryError where another process is unpacking the archive
 * @throws CancelledError once `signal` is aborted
 */
export async function openZoo(path: string, options: UnpackZooOptions = {}): Promise<Zoo> {
  return openZooFiles(await findZooFiles(path, options), path, { signal: options.signal });
}

/**
 * Finds the files of the zoo at a path, by name, for `openZooFiles`. An archive is unpacked first; other files are not read.
 *
 * @throws InputError where `path` does not exist, or is not a zoo
 * @throws OutputUnwritableError, UsageError, CancelledError as `openZoo` does
 */
export async function findZooFiles(
  path: string,
  options: UnpackZooOptions = {},
): Promise<ReadonlyMap<string, StoredFile>> {
  const format = zooFormats.ofFile(path);
  if (format?.open !== undefined) return new Map([[basename(path), diskFile(path)]]);
  const folder = await (format?.unpack?.(path, options) ?? findZooFolder(path));
  const names = zoosOfFolder(await listFolder(folder)).flatMap(({ names }) => names);
  return new Map(names.map((name) => [name, diskFile(join(folder, name))]));
}

/** Returns whether a path names a zoo: a folder, or a file in a format of zoos. */
export async function isZooPath(path: string): Promise<boolean> {
  const format = zooFormats.ofFile(path);
  if (format?.open !== undefined || format?.unpack !== undefined) return true;
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

/** Finds the zoos that consist of several files of the folder together. */
function zoosOfFolder(names: readonly string[]) {
  return findZoos(names).filter(({ format }) => format.extensions.length === 0);
}

/** Returns the folder itself, or the only folder in it that contains weights. */
async function findZooFolder(path: string): Promise<string> {
  const holdsWeights = (names: readonly string[]) => zoosOfFolder(names).some(({ hasWeights }) => hasWeights);
  const names = await listFolder(path);
  if (holdsWeights(names)) return path;
  const inner: string[] = [];
  for (const name of names) {
    const inside = await readdir(join(path, name)).catch(() => []);
    if (holdsWeights(inside)) inner.push(join(path, name));
  }
  if (inner.length > 1) {
    throw new InputError(`holds several zoos: ${inner.map((folder) => basename(folder)).join(", ")}`, {
      file: path,
    });
  }
  return inner[0] ?? path;
}

async function listFolder(path: string): Promise<string[]> {
  return readdir(path).catch((cause) => {
    if ((cause as NodeJS.ErrnoException).code !== "ENOTDIR") throw unreadable(path, cause);
    const written = zooFormats.ofFile(path);
    const what =
      written === undefined ? "is not a folder" : `is ${written.description}, which is only written`;
    throw new InputError(`${what}; a zoo is ${readableZooFormats()}`, { file: path });
  });
}
