import { statfs } from "node:fs/promises";
import { basename, join } from "node:path";
import { InputError, OutputUnwritableError, type ProgressListener } from "@weightcast/core";
import type { OpenFile, StoredFile } from "@weightcast/runtime";
import { writeFolderAtomic } from "@weightcast/runtime/node";
import { diskFile } from "../files/disk-file.js";
import { quoted } from "../files/quoted.js";
import { writeChunks } from "../files/write-chunks.js";
import { ZOO_FILE_NAMES } from "../zoo/encode-zoo-folder.js";
import { MOST_LAYOUT_BYTES, npyZooFormat, type ZooFileRole, zooFileRole } from "../zoo/npy-folder.js";
import { type TarEntry, tarEntries } from "./tar-entries.js";
import { unpackXz } from "./unpack-xz.js";
import { xzStreams } from "./xz-streams.js";

/** Options of `unpackZoo`. */
export interface UnpackOptions {
  /** Called with the number of bytes of the archive that have been read. */
  readonly onProgress?: ProgressListener | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Whether an existing folder is replaced if it is a zoo. */
  readonly force?: boolean | undefined;
}

/**
 * Unpacks the three files of a zoo from a .tar.xz archive into a folder, completely or not at all, in bounded memory. In the archive the files may be
 * in any folder, but must be in the same one. Paths and links in the archive are never followed, and other entries are left out.
 *
 * @throws InputError where the archive is damaged, is compressed in a way that is not supported, or does not have exactly one sound zoo
 * @throws OutputExistsError where `folder` exists, except with `force` for a zoo
 * @throws OutputUnwritableError where no folder can be made at this path, or the disk has too little space
 * @throws CancelledError once `signal` is aborted
 */
export async function unpackZoo(
  archive: string,
  folder: string,
  { onProgress, signal, force }: UnpackOptions = {},
): Promise<void> {
  const file = await diskFile(archive).open();
  try {
    const streams = await xzStreams(file);
    const onRead = (done: number) =>
      onProgress?.({ stage: `unpack ${basename(archive)}`, done, total: file.size, unit: "bytes" });
    const write = async (partial: string) => {
      const size = streams.reduce((total, { unpackedSize }) => total + unpackedSize, 0);
      await requireRoom(partial, folder, size);
      const unpacked = unpackXz(file, streams, { onRead, signal });
      try {
        await writeFiles(tarEntries(unpacked, archive), archive, partial, signal);
      } finally {
        await unpacked.return(undefined);
      }
    };
    await writeFolderAtomic(folder, write, { force, marker: ZOO_FILE_NAMES.weights });
  } finally {
    await file.close();
  }
}

async function requireRoom(partial: string, folder: string, bytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(partial);
  const free = bavail * bsize;
  if (bytes <= free) return;
  const gigabytes = (count: number) => `${(count / 1e9).toFixed(1)} GB`;
  const reason = `it takes ${gigabytes(bytes)}, but the disk has ${gigabytes(free)} free; free some space or choose another path`;
  throw new OutputUnwritableError(folder, reason);
}

async function writeFiles(
  entries: AsyncIterable<TarEntry>,
  archive: string,
  folder: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  const found = new Map<ZooFileRole, TarEntry>();
  const files = new Map<string, StoredFile>();
  for await (const entry of entries) {
    const name = basename(entry.path);
    const role = zooFileRole(name);
    if (role === undefined) continue;
    requirePlainFile(entry, role, archive);
    requireSameZoo(entry, role, found, archive);
    found.set(role, entry);
    // Copies of the collections name the files differently; this is the usual name.
    const usual = name.replace(/^all_/, "");
    await writeChunks(join(folder, usual), entry.pieces, { signal });
    files.set(usual, named(diskFile(join(folder, usual)), `${archive}/${entry.path}`));
  }
  await npyZooFormat.open?.(files, archive, { signal });
}

function requirePlainFile({ path, type, size }: TarEntry, role: ZooFileRole, archive: string): void {
  const parts = path.split("/");
  const problem =
    path.startsWith("/") || parts.includes("..")
      ? "leads out of the archive"
      : type !== "file"
        ? `is not a file but a ${type}`
        : role === "layout" && size > MOST_LAYOUT_BYTES
          ? `has ${size} bytes, too many for a layout`
          : undefined;
  if (problem === undefined) return;
  throw new InputError(`its entry ${quoted(path)} ${problem}; the archive is not unpacked`, {
    file: archive,
  });
}

function requireSameZoo(
  { path }: TarEntry,
  own: ZooFileRole,
  found: ReadonlyMap<ZooFileRole, TarEntry>,
  archive: string,
): void {
  for (const [role, other] of found) {
    if (folderOf(other.path) !== folderOf(path)) {
      throw new InputError(`holds several zoos: ${quoted(other.path)} and ${quoted(path)}`, {
        file: archive,
      });
    }
    if (role === own) {
      throw new InputError(`holds its ${role} twice: ${quoted(other.path)} and ${quoted(path)}`, {
        file: archive,
      });
    }
  }
}

/** The folder of a path, so that `./zoo/weights.npy` and `zoo/layout.csv` are in the same folder. */
function folderOf(path: string): string {
  return path
    .split("/")
    .slice(0, -1)
    .filter((part) => part !== "" && part !== ".")
    .join("/");
}

/** Returns the same file with another name for error messages. */
function named(stored: StoredFile, path: string): StoredFile {
  return {
    path,
    async open(): Promise<OpenFile> {
      return { ...(await stored.open()), path };
    },
  };
}
