import { extname } from "node:path";
import { type ProgressListener, UsageError } from "@weightcast/core";
import { type AtomicOptions, refuseExisting } from "@weightcast/runtime/node";
import type { Zoo } from "@weightcast/zoo";
import { writeChunks } from "../files/write-chunks.js";
import type { ZooEncoder } from "../formats/zoo-format.js";
import { zooFormats } from "../formats/zoo-formats.js";
import { tableFormats } from "../table/table-formats.js";
import { writeEncodedFolder } from "./write-zoo.js";

export interface ConvertOptions extends AtomicOptions {
  /** The rows to take, in this order; all rows where left out. */
  readonly rows?: Int32Array | undefined;
  /** Whether a format that may do without weights (`parquet`) holds them, which takes long; not for formats that always hold them. */
  readonly weights?: boolean | undefined;
  /** Told how many rows have been read. */
  readonly onProgress?: ProgressListener | undefined;
}

/** The names of the formats that `convertZoo` writes. */
export function writableZooFormats(): string[] {
  return Array.from(zooFormats)
    .filter(({ encoder }) => encoder !== undefined)
    .map(({ name }) => name);
}

/**
 * Refuses an output path that does not go with the format, and `weights` where there is no choice, so that long work can fail before it
 * starts.
 *
 * @throws UsageError where the format is unknown or not written; where a format that is one file does not go to a path with its extension,
 * or one that is a folder goes to a path that ends as a file's; where `weights` is given for a format that always holds the weights
 */
export function requireZooOutput(
  format: string,
  path: string,
  { weights }: Pick<ConvertOptions, "weights"> = {},
): void {
  const { output, ...encoder } = encoderOf(format);
  const extension = extname(path).toLowerCase();
  if (encoder.weights === "always" && weights !== undefined) {
    throw new UsageError(`${format} always holds the weights; they cannot be asked for or left out`);
  }
  if (output === "folder") {
    const endings = [...zooFormats, ...tableFormats].flatMap(({ extensions }) => extensions);
    if (![...endings, ".gz"].includes(extension)) return;
    throw new UsageError(
      `${format} writes a folder, and ${path} ends in ${extension} as a file does; choose a path without it`,
    );
  }
  const { extensions } = zooFormats.named(format);
  if (extensions.includes(extension)) return;
  throw new UsageError(
    `${format} writes a file whose name ends in ${extensions.join(" or ")}, unlike ${path}; choose such a name`,
  );
}

function encoderOf(format: string): ZooEncoder {
  const { encoder } = zooFormats.named(format);
  if (encoder !== undefined) return encoder;
  throw new UsageError(
    `zoos are not written as ${format}; the formats that are written: ${writableZooFormats().join(", ")}`,
  );
}

/**
 * Writes a zoo in another format of `zooFormats`, through bounded memory: `arrow`, one IPC file that `openZoo` opens; `parquet`, a table
 * of the metrics and, if asked for, of the weights; `npy`, a folder as the Small CNN Zoo's. All of it or nothing.
 *
 * @param format the name of a format
 * @throws UsageError as `requireZooOutput` does
 * @throws OutputExistsError where `path` exists, unless `force`
 * @throws OutputUnwritableError where nothing can be written at `path`
 * @throws InputError where a metrics column has the name of the weights' column
 * @throws CancelledError once `signal` is aborted; nothing is left at `path`
 */
export async function convertZoo(
  zoo: Zoo,
  format: string,
  path: string,
  options: ConvertOptions = {},
): Promise<void> {
  requireZooOutput(format, path, options);
  await refuseExisting(path, options);
  const rows = options.rows ?? Int32Array.from({ length: zoo.rows }, (_, row) => row);
  const { output, encode } = encoderOf(format);
  const files = encode(watchedZoo(zoo, rows.length, options), { rows, weights: options.weights ?? false });
  const [first] = files;
  if (first === undefined) throw new RangeError(`the zoo format ${format} encodes no file`);
  if (output === "file") await writeChunks(path, first.bytes, options);
  else await writeEncodedFolder(path, files, first.name, options);
}

/** The same zoo; tells how many rows have been read, and ends with `signal`. */
function watchedZoo(zoo: Zoo, total: number, { onProgress, signal }: ConvertOptions): Zoo {
  return {
    name: zoo.name,
    rows: zoo.rows,
    layout: zoo.layout,
    metrics: zoo.metrics,
    fingerprint: () => zoo.fingerprint(),
    async *blocks(blockOptions) {
      let done = 0;
      for await (const block of zoo.blocks({ ...blockOptions, signal })) {
        yield block;
        done += block.rows.length;
        onProgress?.({ stage: "convert", done, total, unit: "rows" });
      }
    },
  };
}
