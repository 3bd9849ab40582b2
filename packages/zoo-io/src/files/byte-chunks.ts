/** Pieces of this size keep what unpacks and parses them busy without holding much. */
const CHUNK_BYTES = 1 << 20;

/** Yields the bytes in pieces, which are views. */
export async function* bytesInChunks(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let first = 0; first < bytes.length; first += CHUNK_BYTES) {
    yield bytes.subarray(first, first + CHUNK_BYTES);
  }
}

/** Yields the UTF-8 bytes of texts. */
export async function* encodedChunks(texts: Iterable<string>): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  for (const text of texts) yield encoder.encode(text);
}

/** Makes a stream of the pieces. `ReadableStream.from` is not used because not all browsers have it. */
export function byteStream(chunks: AsyncIterable<Uint8Array>): ReadableStream<Uint8Array<ArrayBuffer>> {
  const iterator = chunks[Symbol.asyncIterator]();
  return new ReadableStream({
    async pull(controller) {
      const next = await iterator.next();
      if (next.done === true) controller.close();
      else controller.enqueue(next.value as Uint8Array<ArrayBuffer>);
    },
    async cancel() {
      await iterator.return?.();
    },
  });
}

/** Yields the pieces of a stream, and cancels the stream if its reader leaves early. */
export async function* chunksOf(stream: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = stream.getReader();
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value;
  } finally {
    // A stream that has failed or ended cannot be cancelled, which is not an error.
    await reader.cancel().catch(() => {});
  }
}

/** Joins pieces. */
export function concatenate(chunks: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(chunks.reduce((total, { length }) => total + length, 0));
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}
