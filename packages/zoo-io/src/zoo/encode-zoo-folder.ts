import type { Matrix } from "@weightcast/core";
import { encodeElements, formatNpyHeader } from "@weightcast/npy";
import type { Layout, Metrics } from "@weightcast/zoo";
import { formatLayout } from "../csv/layout-csv.js";
import { metricsText } from "../csv/metrics-csv.js";
import { encodedChunks } from "../files/byte-chunks.js";
import { gzip } from "../files/gzip.js";
import type { EncodedFile } from "../formats/zoo-format.js";

/** The names of the files in a zoo's folder, as `writeZoo` writes them. */
export const ZOO_FILE_NAMES = {
  weights: "weights.npy",
  metrics: "metrics.csv.gz",
  layout: "layout.csv",
} as const;

/** The contents of a zoo's folder. */
export interface ZooContents {
  readonly layout: Layout;
  readonly metrics: Metrics;
  /** The weights, [rows, parameters], in blocks of any number of rows, in row order. A block is not used after the next is requested. */
  readonly weights: AsyncIterable<Matrix<Float32Array>>;
}

/** The files of a zoo's folder; the same zoo gives the same bytes. Reading the bytes throws as `writeZoo` does. */
export function encodeZooFolder(zoo: ZooContents): EncodedFile[] {
  return [
    { name: ZOO_FILE_NAMES.weights, bytes: weightBytes(zoo) },
    { name: ZOO_FILE_NAMES.metrics, bytes: gzip(encodedChunks(metricsText(zoo.metrics))) },
    { name: ZOO_FILE_NAMES.layout, bytes: encodedChunks([formatLayout(zoo.layout)]) },
  ];
}

/** The bytes of weights.npy; throws as `writeZoo` does. */
async function* weightBytes({ layout, metrics, weights }: ZooContents): AsyncGenerator<Uint8Array> {
  const shape = [metrics.rows, layout.parameters];
  yield formatNpyHeader({ dtype: "f4", littleEndian: true, fortranOrder: false, shape });
  let rows = 0;
  for await (const { data, rows: count, columns, stride } of weights) {
    if (columns !== shape[1] || stride !== columns) {
      throw new RangeError(
        `a block has ${columns} columns, ${stride} elements apart, but the layout has ${shape[1]} parameters`,
      );
    }
    yield encodeElements(data.subarray(0, count * columns), "f4", true);
    rows += count;
  }
  if (rows !== shape[0])
    throw new RangeError(`the blocks have ${rows} rows, but the metrics have ${shape[0]}`);
}
