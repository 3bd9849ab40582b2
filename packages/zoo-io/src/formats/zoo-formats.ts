import { oneOf } from "@weightcast/core";
import { arrowZooFormat } from "../arrow/arrow-format.js";
import { parquetZooFormat } from "../parquet/parquet-format.js";
import { npyZooFormat } from "../zoo/npy-folder.js";
import { FormatRegistry } from "./format-registry.js";
import type { ZooFormat } from "./zoo-format.js";

/** The file formats of zoos. The entry point for Node adds archives. */
export const zooFormats: FormatRegistry<ZooFormat> = new FormatRegistry<ZooFormat>("zoo format", [
  npyZooFormat,
  arrowZooFormat,
  parquetZooFormat,
]);

/** A zoo that was found among files: its format and the names of its files. */
export interface FoundZoo {
  readonly format: ZooFormat;
  readonly names: readonly string[];
  /** Whether the files include the zoo's weights. */
  readonly hasWeights: boolean;
}

/** Finds the zoos among the files of one folder, by the files' names. */
export function findZoos(names: readonly string[]): FoundZoo[] {
  return Array.from(zooFormats).flatMap((format) =>
    (format.groupFiles?.(names) ?? []).map((group) => ({ format, ...group })),
  );
}

/** A description of the formats that zoos can be opened from, for messages: `a folder with …, an .arrow file or …`. */
export function readableZooFormats(): string {
  const readable = Array.from(zooFormats)
    .filter(({ open, unpack }) => open !== undefined || unpack !== undefined)
    .map(({ description }) => description);
  return oneOf(readable);
}
