import { readFile } from "node:fs/promises";
import { unreadable } from "./open-for-reading.js";

/**
 * Reads a whole file.
 *
 * @throws InputError where the file is missing or cannot be read
 */
export async function readWholeFile(path: string): Promise<Uint8Array> {
  return readFile(path).catch((cause) => {
    throw unreadable(path, cause);
  });
}
