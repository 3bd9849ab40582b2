import { extname } from "node:path";
import { type Matrix, type ProgressListener, UsageError } from "@weightcast/core";
import { type AtomicOptions, refuseExisting } from "@weightcast/runtime/node";
import { gatherMetrics, type WeightBlock, type Zoo, zooWithBlocks } from "@weightcast/zoo";
import { zooBatches } from "../arrow/arrow.js";
import { arrowFileBytes } from "../arrow/arrow-bytes.js";
import { writeChunks } from "../files/write-chunks.js";
import { zooParquetBytes } from "../parquet/parquet-zoo.js";
import { writeZoo } from "./write-zoo.js";

/** What a zoo can be converted to. */
export const ZOO_FORMATS = ["arrow", "parquet", "npy"] as const;
export type ZooFormat = (typeof ZOO_FORMATS)[number];

export interface ConvertOptions extends AtomicOptions {
  /** The rows to take; all of them unless told. */
  readonly rows?: Int32Array | undefined;
  /** Whether a Parquet file holds the weights too, which takes long; not to be given for the other formats, which always do. */
  readonly weights?: boolean | undefined;
  readonly onProgress?: ProgressListener | undefined;
}

/** Names that end so are of files, ours or those that we read. */
const FILE_EXTENSIONS = [".arrow", ".parquet", ".npy", ".csv", ".gz"];

/**
 * Refuses an output path that does not go with the format, and `weights` where there is no choice, so that long work can fail before it
 * starts.
 *
 * @throws UsageError where `arrow` is not to go to an .arrow file, `parquet` not to a .parquet file, or `npy`, a folder, to a path that
 * ends as a file's; where `weights` is given for another format than `parquet`
 */
export function requireZooFormat(
  format: ZooFormat,
  path: string,
  { weights }: Pick<ConvertOptions, "weights"> = {},
): void {
  const extension = extname(path).toLowerCase();
  if (format !== "parquet" && weights !== undefined) {
    throw new UsageError(`${format} always holds the weights; leave --weights out, it is for parquet`);
  }
  if (format === "npy") {
    if (!FILE_EXTENSIONS.includes(extension)) return;
    throw new UsageError(
      `npy writes a folder, and ${path} ends in ${extension} as a file does; choose a path without it`,
    );
  }
  if (extension === `.${format}`) return;
  throw new UsageError(
    `${format} writes a file whose name ends in .${format}, unlike ${path}; choose such a name`,
  );
}

/**
 * Writes a zoo in another format, through bounded memory: `arrow`, one IPC file that `openZoo` opens; `parquet`, a table of the metrics
 * and, if asked for, of the weights; `npy`, a folder as the Small CNN Zoo's. All of it or nothing.
 *
 * @throws UsageError as `requireZooFormat`
 * @throws OutputExistsError where `path` exists, unless `force`
 * @throws OutputUnwritableError where nothing can be written at `path`
 * @throws InputError where a metrics column is named as the weights are
 * @throws CancelledError once `signal` is aborted; nothing is left at `path`
 */
export async function convertZoo(
  zoo: Zoo,
  format: ZooFormat,
  path: string,
  options: ConvertOptions = {},
): Promise<void> {
  requireZooFormat(format, path, options);
  await refuseExisting(path, options);
  const rows = options.rows ?? Int32Array.from({ length: zoo.rows }, (_, row) => row);
  const watched = watchedZoo(zoo, rows.length, options);
  switch (format) {
    case "arrow": {
      const { schema, batches } = zooBatches(watched, { rows, reuse: true });
      return writeChunks(path, arrowFileBytes(schema, batches), options);
    }
    case "parquet":
      return writeChunks(path, zooParquetBytes(watched, rows, options.weights ?? false), options);
    case "npy": {
      const metrics = gatherMetrics(zoo.metrics, rows);
      return writeZoo(
        path,
        { layout: zoo.layout, metrics, weights: weightsOf(watched.blocks({ rows, reuse: true })) },
        options,
      );
    }
    default:
      return format satisfies never;
  }
}

async function* weightsOf(blocks: AsyncIterable<WeightBlock>): AsyncGenerator<Matrix<Float32Array>> {
  for await (const { weights } of blocks) yield weights;
}

/** The same zoo; tells how many rows of its blocks have been used. */
function watchedZoo(zoo: Zoo, total: number, { onProgress, signal }: ConvertOptions): Zoo {
  return zooWithBlocks(zoo, async function* (blockOptions) {
    let done = 0;
    for await (const block of zoo.blocks({ ...blockOptions, signal })) {
      yield block;
      done += block.rows.length;
      onProgress?.({ stage: "convert", done, total, unit: "rows" });
    }
  });
}
