import type { Metrics } from "@weightcast/zoo";
import { decodeChunks } from "../files/decode-text.js";
import { gunzip, isGzip } from "../files/gzip.js";
import { MetricsParser } from "./metrics-csv.js";

/**
 * Reads a metrics table that arrives in pieces, gzipped or not. Only the parsed columns are kept in memory, not the text.
 *
 * @param weightRows the number of rows of the zoo's weights, where it is known; a table with many more rows is not read to its end
 * @throws InputError where the file is damaged, or is not a metrics table
 */
export async function readMetrics(
  chunks: AsyncIterable<Uint8Array>,
  file: string,
  weightRows?: number,
): Promise<Metrics> {
  const parser = new MetricsParser(file, weightRows);
  for await (const text of decodeChunks(unpacked(chunks, file), file)) parser.push(text);
  return parser.end();
}

async function* unpacked(chunks: AsyncIterable<Uint8Array>, file: string): AsyncGenerator<Uint8Array> {
  const iterator = chunks[Symbol.asyncIterator]();
  const first = await iterator.next();
  const all = { [Symbol.asyncIterator]: () => resume(first, iterator) };
  const isPacked = file.endsWith(".gz") || (first.done !== true && isGzip(first.value));
  yield* isPacked ? gunzip(all, file) : all;
}

/** The pieces again, beginning with those that were read to recognise the format. */
async function* resume(
  first: IteratorResult<Uint8Array>,
  rest: AsyncIterator<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  try {
    for (let next = first; next.done !== true; next = await rest.next()) yield next.value;
  } finally {
    await rest.return?.();
  }
}
