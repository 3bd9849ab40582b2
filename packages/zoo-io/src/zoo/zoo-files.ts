import type { StoredFile } from "@weightcast/runtime";
import type { Zoo } from "@weightcast/zoo";
import type { OpenZooOptions } from "../formats/zoo-format.js";
import { findZoos } from "../formats/zoo-formats.js";
import { npyZooFormat } from "./npy-folder.js";

/**
 * Opens the zoo among files from any source (`diskFile`, `blobFile`, `httpFile`), in any format of `zooFormats` that is read file by file. Reads the
 * metrics and the layout; weights are read when rows are requested.
 *
 * @param files the files by name: weights.npy, metrics.csv.gz and layout.csv, or one .arrow file
 * @param name the zoo's name, also for error messages
 * @throws InputError where files are missing or malformed (one error reports all three files), or do not fit together
 * @throws CancelledError once `signal` is aborted; requests to a server end with it
 */
export async function openZooFiles(
  files: ReadonlyMap<string, StoredFile>,
  name: string,
  options: OpenZooOptions = {},
): Promise<Zoo> {
  const found = findZoos(Array.from(files.keys()));
  const zoo = found.find(({ hasWeights }) => hasWeights) ?? found[0];
  if (zoo?.format.open === undefined) return npyZooFormat.open!(files, name, options);
  const own = new Map(Array.from(files).filter(([file]) => zoo.names.includes(file)));
  return zoo.format.open(own, name, options);
}
