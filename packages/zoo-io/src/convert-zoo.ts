import { gatherMetrics, type Matrix, type WeightBlock, type Zoo } from "@weightcast/core";
import type { ProgressListener } from "@weightcast/runtime";
import type { AtomicOptions } from "@weightcast/runtime/node";
import { zooBatches } from "./arrow.js";
import { arrowFileBytes } from "./arrow-bytes.js";
import { zooParquetBytes } from "./parquet-zoo.js";
import { writeChunks } from "./write-chunks.js";
import { writeZoo } from "./write-zoo.js";

/** What a zoo can be converted to. */
export const ZOO_FORMATS = ["arrow", "parquet", "npy"] as const;
export type ZooFormat = (typeof ZOO_FORMATS)[number];

export interface ConvertOptions extends AtomicOptions {
  /** The rows to take; all of them unless told. */
  readonly rows?: Int32Array | undefined;
  /** Whether a Parquet file holds the weights too, which takes long; the other formats always do. */
  readonly weights?: boolean | undefined;
  readonly onProgress?: ProgressListener | undefined;
}

/**
 * Writes a zoo in another format, through bounded memory: `arrow`, one IPC file that `openZoo` opens; `parquet`, a table of the metrics
 * and, if asked for, of the weights; `npy`, a folder as the Small CNN Zoo's. All of it or nothing.
 *
 * @throws OutputExistsError where `path` exists, unless `force`
 * @throws InputError where a metrics column is named as the weights are
 */
export async function convertZoo(
  zoo: Zoo,
  format: ZooFormat,
  path: string,
  options: ConvertOptions = {},
): Promise<void> {
  const rows = options.rows ?? Int32Array.from({ length: zoo.rows }, (_, row) => row);
  const watched = watchedZoo(zoo, rows.length, options.onProgress);
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
function watchedZoo(zoo: Zoo, total: number, onProgress: ProgressListener | undefined): Zoo {
  const { name, rows, layout, metrics } = zoo;
  return {
    name,
    rows,
    layout,
    metrics,
    async *blocks(options) {
      let done = 0;
      for await (const block of zoo.blocks(options)) {
        yield block;
        done += block.rows.length;
        onProgress?.({ stage: "convert", done, total, unit: "rows" });
      }
    },
  };
}
