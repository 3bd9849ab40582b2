import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { InputError } from "@weightcast/core";
import { type AtomicOptions, writeFolderAtomic } from "@weightcast/runtime/node";
import type { Model } from "./model.js";
import { MANIFEST_FILE, modelFiles, modelFromFiles } from "./model-files.js";

/**
 * Writes a model folder; all of it or nothing.
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

/** @throws InputError where the folder is missing, or is not a model's */
export async function loadModel(folder: string): Promise<Model> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true }).catch(
    (cause: NodeJS.ErrnoException) => {
      const problem = cause.code === "ENOENT" ? "does not exist" : "is not a folder";
      throw new InputError(
        `${problem}; a model is a folder that saveModel wrote`,
        { file: folder },
        { cause },
      );
    },
  );
  const files = new Map<string, Uint8Array>();
  for (const entry of found.filter((one) => one.isFile())) {
    const path = join(entry.parentPath, entry.name);
    files.set(relative(folder, path).replaceAll("\\", "/"), await readFile(path));
  }
  return modelFromFiles(files, folder);
}
