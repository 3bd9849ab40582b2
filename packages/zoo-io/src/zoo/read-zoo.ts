import { decodeNpy } from "@weightcast/npy";
import { memorySource, StoredZoo, type Zoo } from "@weightcast/zoo";
import { parseLayout } from "../csv/layout-csv.js";
import { readMetrics } from "../csv/read-metrics.js";
import { bytesInChunks } from "../files/byte-chunks.js";
import { decodeText } from "../files/decode-text.js";
import { checkWeightsShape, weightsMatrix } from "../npy/weights-matrix.js";

/** The bytes of a zoo's three files; the metrics may be gzipped. */
export interface ZooFiles {
  readonly weights: Uint8Array;
  readonly metrics: Uint8Array;
  readonly layout: Uint8Array;
}

/**
 * Makes a zoo from the bytes of its files. Its blocks are views of `weights` where the rows are contiguous.
 *
 * @throws InputError where a file is malformed, or the three files do not fit together
 */
export async function readZoo(files: ZooFiles, name = "zoo"): Promise<Zoo> {
  const layout = parseLayout(decodeText(files.layout, "layout.csv"), "layout.csv");
  const array = decodeNpy(files.weights, "weights.npy");
  checkWeightsShape(array.shape, "weights.npy");
  const metrics = await readMetrics(bytesInChunks(files.metrics), "metrics.csv", array.shape[0]);
  return new StoredZoo(name, layout, metrics, memorySource(weightsMatrix(array, "weights.npy")));
}
