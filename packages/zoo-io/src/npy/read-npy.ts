import { readFile } from "node:fs/promises";
import { unreadable } from "../files/open-for-reading.js";
import { decodeNpy, type NpyArray } from "./npy.js";

/**
 * Reads a whole .npy file.
 *
 * @throws InputError where the file is missing, or is not a sound .npy file
 */
export async function readNpy(path: string): Promise<NpyArray> {
  const bytes = await readFile(path).catch((cause) => {
    throw unreadable(path, cause);
  });
  return decodeNpy(bytes, path);
}
