import { InputError } from "@weightcast/core";
import type { StoredFile } from "./stored-file.js";

/** A file that was given to a page, or a Blob in memory, as a `StoredFile`. Only the parts that are read take memory. */
export function blobFile(blob: Blob, path: string): StoredFile {
  const read = async (target: Uint8Array, position: number) => {
    const part = await blob
      .slice(position, position + target.length)
      .arrayBuffer()
      .catch((cause: Error) => {
        throw new InputError(`cannot be read (${cause.message})`, { file: path }, { cause });
      });
    target.set(new Uint8Array(part));
    return part.byteLength;
  };
  return { path, open: async () => ({ path, size: blob.size, read, close: async () => {} }) };
}
