import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { InputError } from "@weightcast/core";
import type { Zoo } from "@weightcast/zoo";
import { unpackedArchive } from "../archive/archive-cache.js";
import { isZooArchive, type UnpackOptions } from "../archive/unpack-zoo.js";
import { openArrowZoo } from "../arrow/arrow-zoo.js";
import { diskFile } from "../files/disk-file.js";
import { unreadable } from "../files/open-for-reading.js";
import { isArrowFile, isWeightsFile, isZooFile, openZooFiles } from "./zoo-files.js";

export type OpenOptions = Pick<UnpackOptions, "onProgress" | "signal">;

/**
 * Opens a zoo: a folder (or one that holds just one), a .tar.xz archive of one, or an Arrow file that `convertZoo` wrote. Reads the metrics
 * and the layout, and of the weights only where they stand. An archive is first unpacked into the user's cache folder, where it stays.
 *
 * @throws InputError where files are missing or malformed (it tells of each), or do not fit together
 * @throws OutputUnwritableError where the cache has no room for an archive's zoo
 * @throws UsageError where another process is unpacking the archive
 * @throws CancelledError once `signal` is aborted
 */
export async function openZoo(path: string, options: OpenOptions = {}): Promise<Zoo> {
  if (isArrowFile(path)) return openArrowZoo(diskFile(path), options.signal);
  const folder = isZooArchive(path) ? await unpackedArchive(path, options) : await findZooFolder(path);
  const names = (await listFolder(folder)).filter((name) => isZooFile(name) && !isArrowFile(name));
  return openZooFiles(new Map(names.map((name) => [name, diskFile(join(folder, name))])), path, options);
}

/** The folder itself, or the one folder in it that holds weights. */
async function findZooFolder(path: string): Promise<string> {
  const names = await listFolder(path);
  if (names.some(isWeightsFile)) return path;
  const inner: string[] = [];
  for (const name of names) {
    const inside = await readdir(join(path, name)).catch(() => []);
    if (inside.some(isWeightsFile)) inner.push(name);
  }
  if (inner.length > 1) throw new InputError(`holds several zoos: ${inner.join(", ")}`, { file: path });
  return inner.length === 1 ? join(path, inner[0]!) : path;
}

async function listFolder(path: string): Promise<string[]> {
  return readdir(path).catch((cause) => {
    if ((cause as NodeJS.ErrnoException).code !== "ENOTDIR") throw unreadable(path, cause);
    throw new InputError(
      "is not a folder; a zoo is a folder with weights.npy, metrics.csv.gz and layout.csv, a .tar.xz of one, or an .arrow file",
      { file: path },
    );
  });
}
