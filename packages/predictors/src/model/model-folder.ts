import { constants } from "node:fs";
import { lstat, mkdir, open, stat, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { InputError } from "@weightcast/core";
import { type AtomicOptions, writeFolderAtomic } from "@weightcast/runtime/node";
import { parseFileList, requireListed } from "./file-list.js";
import { parseManifest } from "./manifest.js";
import { checkManifestFile } from "./manifest-file.js";
import type { Model } from "./model.js";
import { MANIFEST_FILE, modelFiles, modelFromFiles } from "./model-files.js";

/** The maximum size of a manifest in bytes; the names of a million columns take less. */
const MOST_MANIFEST_BYTES = 2 ** 26;
const A_MODEL_IS = "a model is a folder that saveModel wrote";

/**
 * Writes a model folder, either completely or not at all.
 *
 * @throws OutputExistsError where `folder` exists, unless `force` and it is a model
 */
export async function saveModel(model: Model, folder: string, options: AtomicOptions = {}): Promise<void> {
  const files = await modelFiles(model);
  const write = async (partial: string) => {
    for (const [path, bytes] of files) {
      await mkdir(dirname(join(partial, path)), { recursive: true });
      await writeFile(join(partial, path), bytes);
    }
  };
  await writeFolderAtomic(folder, write, { ...options, marker: MANIFEST_FILE });
}

/**
 * Reads a model folder: its manifest, which must have the checksum that it tells, and the files that the manifest lists, which must be
 * regular files of the size and with the checksum that it tells. What else lies in the folder is not touched; links are not followed.
 *
 * @throws InputError where the folder is missing, or is not a model's
 */
export async function loadModel(folder: string): Promise<Model> {
  await requireFolder(folder);
  const manifestPath = join(folder, MANIFEST_FILE);
  const manifest = await readPlainFile(manifestPath, MOST_MANIFEST_BYTES);
  const files = new Map([[MANIFEST_FILE, manifest]]);
  const text = new TextDecoder().decode(manifest);
  // The error for a model in another format says that it is a model.
  parseManifest(text, manifestPath);
  const list = parseFileList(text, manifestPath);
  await checkManifestFile(text, manifestPath);
  for (const [path, record] of Object.entries(list)) {
    await requireNoLinks(folder, path);
    const file = join(folder, path);
    const bytes = await readPlainFile(file, record.bytes);
    await requireListed(bytes, record, file);
    files.set(path, bytes);
  }
  return modelFromFiles(files, folder);
}

async function requireFolder(folder: string): Promise<void> {
  const found = await stat(folder).catch((cause: NodeJS.ErrnoException) => {
    const problem = cause.code === "ENOENT" ? "does not exist" : `cannot be read (${cause.code})`;
    throw new InputError(`${problem}; ${A_MODEL_IS}`, { file: folder }, { cause });
  });
  if (!found.isDirectory()) throw new InputError(`is not a folder; ${A_MODEL_IS}`, { file: folder });
}

/** @throws InputError where a folder on the way to a listed file is a link, which may lead anywhere */
async function requireNoLinks(folder: string, path: string): Promise<void> {
  for (let parent = dirname(path); parent !== "."; parent = dirname(parent)) {
    const found = await lstat(join(folder, parent)).catch(() => undefined);
    if (found?.isSymbolicLink()) {
      throw new InputError("is a link; the files of a model lie in its folder", {
        file: join(folder, parent),
      });
    }
  }
}

/** The bytes of a regular file of at most `most` bytes. Opening neither follows a link nor waits for a pipe's writer. */
async function readPlainFile(path: string, most: number): Promise<Uint8Array> {
  const { O_RDONLY, O_NOFOLLOW = 0, O_NONBLOCK = 0 } = constants;
  const handle = await open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK).catch(
    (cause: NodeJS.ErrnoException) => {
      if (cause.code === "ENOENT") {
        throw new InputError(`holds no ${basename(path)}; ${A_MODEL_IS}`, { file: dirname(path) }, { cause });
      }
      const problem =
        cause.code === "ELOOP"
          ? "is a link; the files of a model lie in its folder"
          : `cannot be read (${cause.code})`;
      throw new InputError(problem, { file: path }, { cause });
    },
  );
  try {
    const found = await handle.stat();
    if (!found.isFile()) throw new InputError("is not a regular file", { file: path });
    if (found.size > most) {
      throw new InputError(`has ${found.size} bytes, more than the ${most} expected`, { file: path });
    }
    const bytes = Buffer.alloc(found.size);
    const { bytesRead } = await handle.read(bytes, 0, found.size, 0);
    return bytes.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}
