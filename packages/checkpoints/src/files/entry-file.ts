import type { OpenFile } from "@weightcast/runtime";
import { readEntry, type ZipEntry } from "./zip-entries.js";

/**
 * An entry of a zip file as a file of its own, under the path of the zip file. One that is stored is read part by part; one that is packed
 * is unpacked into memory.
 *
 * @throws InputError where a packed entry is larger than a header may be, or damaged
 */
export async function entryFile(entry: ZipEntry, file: OpenFile): Promise<OpenFile> {
  const close = async () => {};
  if (!entry.isStored) {
    const bytes = await readEntry(entry, file);
    const read = async (target: Uint8Array, position: number) => {
      const part = bytes.subarray(position, position + target.length);
      target.set(part);
      return part.length;
    };
    return { path: file.path, size: bytes.length, read, close };
  }
  async function read(target: Uint8Array, position: number): Promise<number> {
    const end = Math.min(position + target.length, entry.size);
    let at = 0;
    for await (const piece of entry.bytes(Math.min(position, end), end)) {
      target.set(piece, at);
      at += piece.length;
    }
    return at;
  }
  return { path: file.path, size: entry.size, joinGapBytes: file.joinGapBytes, read, close };
}
