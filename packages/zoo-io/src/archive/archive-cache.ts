import { createHash } from "node:crypto";
import { readdir, realpath, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { makeFolder, userCacheFolder, withLock } from "@weightcast/runtime/node";
import { unreadable } from "../files/open-for-reading.js";
import { ZOO_FILE_NAMES } from "../zoo/encode-zoo-folder.js";
import { type UnpackOptions, unpackZoo } from "./unpack-zoo.js";

/**
 * Unpacks an archive into the user's cache folder, unless it is there already, and returns the folder. Archives are unpacked because the rows of a
 * zoo are read at any position, which a compressed file does not allow. An archive that has changed is unpacked again.
 *
 * @throws TemporaryError where another process is unpacking the archive; otherwise as `unpackZoo` does
 */
export async function unpackedArchive(
  archive: string,
  options: Pick<UnpackOptions, "onProgress" | "signal"> = {},
): Promise<string> {
  const folder = join(userCacheFolder(), "archives", await cacheName(archive));
  if (await isUnpacked(folder)) return folder;
  await makeFolder(dirname(folder));
  await withLock(`${folder}.lock`, async () => {
    if (await isUnpacked(folder)) return;
    await removePartial(folder);
    await unpackZoo(archive, folder, { ...options, force: true });
  });
  return folder;
}

/** A name for an archive in the cache, made from its path, its size and the time of its last change. */
async function cacheName(archive: string): Promise<string> {
  const unreadableArchive = (cause: unknown) => {
    throw unreadable(archive, cause);
  };
  const path = await realpath(archive).catch(unreadableArchive);
  const { size, mtimeMs } = await stat(path).catch(unreadableArchive);
  const hash = createHash("sha256")
    .update(JSON.stringify([path, size, mtimeMs]))
    .digest("hex");
  return `${basename(path).replace(/\..*$/, "")}-${hash.slice(0, 16)}`;
}

async function isUnpacked(folder: string): Promise<boolean> {
  return stat(join(folder, ZOO_FILE_NAMES.weights)).then(
    () => true,
    () => false,
  );
}

/** Removes the incomplete folder of a process that was killed. */
async function removePartial(folder: string): Promise<void> {
  for (const name of await readdir(dirname(folder))) {
    if (!name.startsWith(`${basename(folder)}.partial-`)) continue;
    await rm(join(dirname(folder), name), { recursive: true, force: true });
  }
}
