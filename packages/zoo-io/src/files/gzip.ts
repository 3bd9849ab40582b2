import { InputError } from "@weightcast/core";
import { byteStream, chunksOf } from "./byte-chunks.js";

/** Far above any metrics table: a file that unpacks to more is broken or hostile. */
const MOST_BYTES = 2 ** 30;

/** Whether `bytes` start as a gzip file does. */
export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/**
 * Unpacks a gzip file that comes in pieces, piece by piece.
 *
 * @throws InputError where the file is truncated or corrupt, or unpacks to more than `most` bytes
 */
export async function* gunzip(
  packed: AsyncIterable<Uint8Array>,
  file?: string,
  most: number = MOST_BYTES,
): AsyncGenerator<Uint8Array> {
  let total = 0;
  try {
    for await (const chunk of chunksOf(byteStream(packed).pipeThrough(new DecompressionStream("gzip")))) {
      total += chunk.length;
      if (total > most) throw new InputError(`unpacks to more than ${most} bytes`, { file });
      yield chunk;
    }
  } catch (cause) {
    if (cause instanceof InputError) throw cause;
    throw new InputError(`is a broken gzip file (${reasonOf(cause)})`, { file }, { cause });
  }
}

/** Engines differ in where they say what went wrong. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.message || (error.cause instanceof Error ? error.cause.message : "corrupt");
}

const OPERATING_SYSTEM_BYTE = 9;
const UNKNOWN_OPERATING_SYSTEM = 255;

/** Packs piece by piece, without a time stamp or the machine's name for itself: the same bytes in, the same bytes out. */
export async function* gzip(unpacked: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let at = 0;
  for await (const chunk of chunksOf(byteStream(unpacked).pipeThrough(new CompressionStream("gzip")))) {
    const index = OPERATING_SYSTEM_BYTE - at;
    if (index >= 0 && index < chunk.length) chunk[index] = UNKNOWN_OPERATING_SYSTEM;
    at += chunk.length;
    yield chunk;
  }
}
