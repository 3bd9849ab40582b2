import { join } from "node:path";
import { type AtomicOptions, writeFolderAtomic } from "@weightcast/runtime/node";
import { encodedChunks } from "../files/byte-chunks.js";
import { writeChunks } from "../files/write-chunks.js";
import type { EncodedFile } from "../formats/zoo-format.js";
import { encodeZooFolder, ZOO_FILE_NAMES, type ZooContents } from "./encode-zoo-folder.js";

/** Options of writing a zoo folder. */
export interface WriteZooOptions extends AtomicOptions {
  /** The texts of further files of the folder, by their names. */
  readonly further?: ReadonlyMap<string, string> | undefined;
}

/**
 * Writes a zoo folder in the Small CNN Zoo's format, completely or not at all. The same zoo gives the same bytes.
 *
 * @throws OutputExistsError where `folder` exists, except with `force` for a zoo
 * @throws CancelledError once `signal` is aborted; nothing is left at `folder`
 * @throws RangeError where the blocks do not fit the layout, or do not have as many rows as the metrics
 */
export async function writeZoo(
  folder: string,
  zoo: ZooContents,
  { further = new Map(), ...options }: WriteZooOptions = {},
): Promise<void> {
  const others = Array.from(further, ([name, text]) => ({ name, bytes: encodedChunks([text]) }));
  await writeEncodedFolder(folder, [...encodeZooFolder(zoo), ...others], ZOO_FILE_NAMES.weights, options);
}

/**
 * Writes files into a new folder, completely or not at all.
 *
 * @param marker the name of the file that identifies a folder that may be replaced
 */
export async function writeEncodedFolder(
  folder: string,
  files: readonly EncodedFile[],
  marker: string,
  options: AtomicOptions,
): Promise<void> {
  const write = async (partial: string) => {
    for (const { name, bytes } of files) {
      await writeChunks(join(partial, name), bytes, { signal: options.signal });
    }
  };
  await writeFolderAtomic(folder, write, { ...options, marker });
}
