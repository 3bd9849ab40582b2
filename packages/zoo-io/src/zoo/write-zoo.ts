import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Matrix } from "@weightcast/core";
import { type AtomicOptions, writeFolderAtomic } from "@weightcast/runtime/node";
import type { Layout, Metrics } from "@weightcast/zoo";
import { formatLayout } from "../csv/layout-csv.js";
import { metricsText } from "../csv/metrics-csv.js";
import { encodedChunks } from "../files/byte-chunks.js";
import { gzip } from "../files/gzip.js";
import { writeChunks } from "../files/write-chunks.js";
import { encodeElements } from "../npy/npy-dtype.js";
import { formatNpyHeader } from "../npy/npy-header.js";

/** The files of a zoo folder that we write. */
export const ZOO_FILE_NAMES = {
  weights: "weights.npy",
  metrics: "metrics.csv.gz",
  layout: "layout.csv",
} as const;

export interface ZooContents {
  readonly layout: Layout;
  readonly metrics: Metrics;
  /** [rows, parameters] in blocks of any number of rows, in row order; a block is not used after the next is asked for. */
  readonly weights: AsyncIterable<Matrix<Float32Array>>;
}

/**
 * Writes a zoo folder in the Small CNN Zoo's format; all of it or nothing. The same zoo gives the same bytes.
 *
 * @throws OutputExistsError where `folder` exists, unless `force` and it is a zoo
 * @throws CancelledError once `signal` is aborted; nothing is left at `folder`
 * @throws RangeError where the blocks do not fit the layout, or hold more or fewer rows than the metrics
 */
export async function writeZoo(folder: string, zoo: ZooContents, options: AtomicOptions = {}): Promise<void> {
  const write = async (partial: string) => {
    const { layout, metrics } = zoo;
    const { signal } = options;
    await writeChunks(join(partial, ZOO_FILE_NAMES.weights), weightBytes(zoo), { signal });
    const text = encodedChunks(metricsText(metrics));
    await writeChunks(join(partial, ZOO_FILE_NAMES.metrics), gzip(text), { signal });
    await writeFile(join(partial, ZOO_FILE_NAMES.layout), formatLayout(layout));
  };
  await writeFolderAtomic(folder, write, { ...options, marker: ZOO_FILE_NAMES.weights });
}

/** The bytes of weights.npy; throws as `writeZoo` does. */
async function* weightBytes({ layout, metrics, weights }: ZooContents): AsyncGenerator<Uint8Array> {
  const shape = [metrics.rows, layout.parameters];
  yield formatNpyHeader({ dtype: "f4", littleEndian: true, fortranOrder: false, shape });
  let rows = 0;
  for await (const { data, rows: count, columns, stride } of weights) {
    if (columns !== shape[1] || stride !== columns) {
      throw new RangeError(
        `a block has ${columns} columns, ${stride} elements apart; the layout has ${shape[1]}`,
      );
    }
    yield encodeElements(data.subarray(0, count * columns), "f4", true);
    rows += count;
  }
  if (rows !== shape[0]) throw new RangeError(`the blocks hold ${rows} rows, the metrics ${shape[0]}`);
}
