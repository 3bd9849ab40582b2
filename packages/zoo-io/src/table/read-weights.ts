import type { Matrix } from "@weightcast/core";
import { readWholeFile } from "../files/read-whole-file.js";
import { decodeWeights } from "./table-formats.js";

/**
 * Reads the weights of networks from a file, by the table format to which the extension of the file's name belongs.
 *
 * @returns the weights of one or several networks: [networks, parameters] f32
 * @throws InputError where the file is missing or malformed, or networks are not read from its format
 */
export async function readWeights(path: string): Promise<Matrix<Float32Array>> {
  return decodeWeights(await readWholeFile(path), path);
}
