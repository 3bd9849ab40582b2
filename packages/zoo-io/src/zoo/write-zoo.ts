import { join } from "node:path";
import { type AtomicOptions, writeFolderAtomic } from "@weightcast/runtime/node";
import { writeChunks } from "../files/write-chunks.js";
import type { EncodedFile } from "../formats/zoo-format.js";
import { encodeZooFolder, ZOO_FILE_NAMES, type ZooContents } from "./encode-zoo-folder.js";

/**
 * Writes a zoo folder in the Small CNN Zoo's format; all of it or nothing. The same zoo gives the same bytes.
 *
 * @throws OutputExistsError where `folder` exists, unless `force` and it is a zoo
 * @throws CancelledError once `signal` is aborted; nothing is left at `folder`
 * @throws RangeError where the blocks do not fit the layout, or hold more or fewer rows than the metrics
 */
export async function writeZoo(folder: string, zoo: ZooContents, options: AtomicOptions = {}): Promise<void> {
  await writeEncodedFolder(folder, encodeZooFolder(zoo), ZOO_FILE_NAMES.weights, options);
}

/**
 * Writes files into a new folder; all of them or nothing.
 *
 * @param marker the file by which a folder that may be replaced is known
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
