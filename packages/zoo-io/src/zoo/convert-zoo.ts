import { extname } from "node:path";
import { type ProgressListener, UsageError } from "@weightcast/core";
import { type AtomicOptions, refuseExisting } from "@weightcast/runtime/node";
import type { Zoo } from "@weightcast/zoo";
import { writeChunks } from "../files/write-chunks.js";
import type { ZooEncoder } from "../formats/zoo-format.js";
import { zooFormats } from "../formats/zoo-formats.js";
import { tableFormats } from "../table/table-formats.js";
import { writeEncodedFolder } from "./write-zoo.js";

/** Options of `convertZoo`. */
export interface ConvertOptions extends AtomicOptions {
  /** The row numbers to write, in this order; by default all rows. */
  readonly rows?: Int32Array | undefined;
  /**
   * Whether the weights are written, which takes long. This is only for formats in which they are optional
   * (`parquet`).
   */
  readonly weights?: boolean | undefined;
  /** Called with the number of rows that have been read. */
  readonly onProgress?: ProgressListener | undefined;
}

/** The names of the formats that `convertZoo` writes. */
export function writableZooFormats(): string[] {
  return Array.from(zooFormats)
    .filter(({ encoder }) => encoder !== undefined)
    .map(({ name }) => name);
}

/**
 * Checks that an output path and `weights` fit the format, so that long work can fail before it starts.
 *
 * @throws UsageError where the format is unknown or cannot be written, the path of a file does not have the format's extension, the path of a
 *   folder has the extension of a file, or `weights` is given for a format that always has the weights
 */
export function requireZooOutput(
  format: string,
  path: string,
  { weights }: Pick<ConvertOptions, "weights"> = {},
): void {
  const { output, ...encoder } = encoderOf(format);
  const extension = extname(path).toLowerCase();
  if (encoder.weights === "always" && weights !== undefined) {
    throw new UsageError(
      `the format ${format} always includes the weights; whether to write them cannot be chosen`,
    );
  }
  if (output === "folder") {
    const endings = [...zooFormats, ...tableFormats].flatMap(({ extensions }) => extensions);
    if (![...endings, ".gz"].includes(extension)) return;
    throw new UsageError(
      `the format ${format} is a folder, but ${path} has the extension ${extension} of a file; choose a path without it`,
    );
  }
  const { extensions } = zooFormats.named(format);
  if (extensions.includes(extension)) return;
  throw new UsageError(
    `the format ${format} is a file with the extension ${extensions.join(" or ")}, which ${path} does not have; choose another path`,
  );
}

function encoderOf(format: string): ZooEncoder {
  const { encoder } = zooFormats.named(format);
  if (encoder !== undefined) return encoder;
  throw new UsageError(
    `zoos cannot be written as ${format}; choose one of ${writableZooFormats().join(", ")}`,
  );
}

/**
 * Writes a zoo in a format of `zooFormats`, completely or not at all, in bounded memory: `arrow` is one IPC file that `openZoo` opens; `parquet` is a
 * table of the metrics and, with `weights`, of the weights; `npy` is a folder in the format of the Small CNN Zoo.
 *
 * @param format the name of a format that can be written
 * @throws UsageError as `requireZooOutput` does
 * @throws OutputExistsError where `path` exists, except with `force`
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

/** Wraps a zoo so that reading its weights reports progress and can be cancelled by `signal`. */
function watchedZoo(zoo: Zoo, total: number, { onProgress, signal }: ConvertOptions): Zoo {
  return {
    name: zoo.name,
    rows: zoo.rows,
    layout: zoo.layout,
    metrics: zoo.metrics,
    fingerprint: (options) => zoo.fingerprint(options),
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
