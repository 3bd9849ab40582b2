import { InputError, type WorkOptions } from "@weightcast/core";
import { type OpenFile, takeTurns } from "@weightcast/runtime";

/**
 * Fills `target` from a position in a file.
 *
 * @throws InputError where the file ends too early
 */
export async function fillAt(file: OpenFile, target: Uint8Array, position: number): Promise<void> {
  for (let at = 0; at < target.length; ) {
    const count = await file.read(target.subarray(at), position + at);
    if (count === 0) {
      throw new InputError("became shorter while it was read", { file: file.path, byte: position + at });
    }
    at += count;
  }
}

/** Reads `length` bytes from a position in a file into new memory; throws as `fillAt` does. */
export async function readAt(file: OpenFile, position: number, length: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  await fillAt(file, bytes, position);
  return bytes;
}

/**
 * The bytes of a whole file, in pieces. Between pieces, events such as an abort are handled.
 *
 * @param onProgress called with the bytes that have been read, once the reader asks for more
 * @throws CancelledError once `signal` is aborted
 */
export async function* wholeFile(
  file: OpenFile,
  { onProgress, signal }: WorkOptions = {},
): AsyncGenerator<Uint8Array> {
  const giveTurn = takeTurns(signal, `reading ${file.path}`);
  for (let at = 0; at < file.size; at += PIECE_BYTES) {
    await giveTurn();
    const piece = await readAt(file, at, Math.min(PIECE_BYTES, file.size - at));
    yield piece;
    onProgress?.({ stage: "reading", done: at + piece.length, total: file.size, unit: "bytes" });
  }
}

/** The size of a piece, which is large enough to parse efficiently and takes little memory. */
const PIECE_BYTES = 1 << 20;

/** Memory for `length` bytes: that of `memory`, or new memory, which in Node is not zeroed. */
export function bytesFor(length: number, memory: Float32Array | undefined): Uint8Array {
  if (memory !== undefined) return new Uint8Array(memory.buffer, memory.byteOffset, length);
  const { Buffer } = globalThis as { Buffer?: { allocUnsafeSlow(length: number): Uint8Array } };
  return Buffer?.allocUnsafeSlow(length) ?? new Uint8Array(length);
}
