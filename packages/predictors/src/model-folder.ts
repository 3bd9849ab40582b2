import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
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
    for (const [name, bytes] of files) await writeFile(join(partial, name), bytes);
  };
  await writeFolderAtomic(folder, write, { ...options, marker: MANIFEST_FILE });
}

/** @throws InputError where the folder is missing, or is not a model's */
export async function loadModel(folder: string): Promise<Model> {
  const names = await readdir(folder).catch((cause: NodeJS.ErrnoException) => {
    const problem = cause.code === "ENOENT" ? "does not exist" : "is not a folder";
    throw new InputError(`${problem}; a model is a folder that \`fit\` wrote`, { file: folder }, { cause });
  });
  const files = new Map<string, Uint8Array>();
  for (const name of names) files.set(name, await readFile(join(folder, name)));
  return modelFromFiles(files, folder);
}
