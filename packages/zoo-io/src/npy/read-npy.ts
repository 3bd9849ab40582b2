import { decodeNpy, type NpyArray } from "@weightcast/npy";
import { readWholeFile } from "../files/read-whole-file.js";

/**
 * Reads a whole .npy file.
 *
 * @throws InputError where the file is missing, or is not a sound .npy file
 */
export async function readNpy(path: string): Promise<NpyArray> {
  return decodeNpy(await readWholeFile(path), path);
}
