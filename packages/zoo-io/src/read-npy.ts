import { readFile } from "node:fs/promises";
import { decodeNpy, type NpyArray } from "./npy.js";
import { unreadable } from "./open-for-reading.js";

/**
 * Reads a whole .npy file.
 *
 * @throws InputError where the file is missing or not what it should be
 */
export async function readNpy(path: string): Promise<NpyArray> {
  const bytes = await readFile(path).catch((cause) => {
    throw unreadable(path, cause);
  });
  return decodeNpy(bytes, path);
}
