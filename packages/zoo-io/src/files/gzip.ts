import { InputError, WeightcastError } from "@weightcast/core";
import { byteStream, chunksOf } from "./byte-chunks.js";
import { unpackMembers } from "./gzip-members.js";

/** The maximum size of unpacked data. It is far above that of any metrics table, so a larger file is damaged or hostile. */
const MOST_BYTES = 2 ** 30;

/** Returns whether `bytes` start as a gzip file does. */
export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/**
 * Unpacks a gzip file that arrives in pieces. It may have several members, with zero bytes after them.
 *
 * @throws InputError where the file is truncated or corrupt, or unpacks to more than `most` bytes; errors of `packed` are passed on
 */
export async function* gunzip(
  packed: AsyncIterable<Uint8Array>,
  file?: string,
  most: number = MOST_BYTES,
): AsyncGenerator<Uint8Array> {
  let total = 0;
  try {
    for await (const piece of unpackMembers(packed)) {
      total += piece.length;
      if (total > most) throw new InputError(`unpacks to more than ${most} bytes`, { file });
      yield piece;
    }
  } catch (cause) {
    if (cause instanceof WeightcastError) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new InputError(`is a damaged gzip file (${reason})`, { file }, { cause });
  }
}

const OPERATING_SYSTEM_BYTE = 9;
const UNKNOWN_OPERATING_SYSTEM = 255;

/** Compresses piece by piece, without a time stamp or an operating system in the header, so that the same input gives the same output. */
export async function* gzip(unpacked: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let at = 0;
  for await (const chunk of chunksOf(byteStream(unpacked).pipeThrough(new CompressionStream("gzip")))) {
    const index = OPERATING_SYSTEM_BYTE - at;
    if (index >= 0 && index < chunk.length) chunk[index] = UNKNOWN_OPERATING_SYSTEM;
    at += chunk.length;
    yield chunk;
  }
}
