import { InputError } from "@weightcast/core";
import type { OpenFile } from "@weightcast/runtime";

/** The size of a piece in bytes: small enough for memory, large enough for few requests to a server. */
const PIECE_BYTES = 4 << 20;

/**
 * `length` bytes from a position in a file, in memory of their own. The caller has checked the length.
 *
 * @throws InputError where the file ends before
 */
export async function readRange(
  file: OpenFile,
  position: number,
  length: number,
): Promise<Uint8Array<ArrayBuffer>> {
  if (position + length > file.size) {
    throw new InputError(`is truncated: it ends at byte ${file.size}, before byte ${position + length}`, {
      file: file.path,
      byte: file.size,
    });
  }
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length; ) {
    const count = await file.read(bytes.subarray(at), position + at);
    if (count === 0) {
      throw new InputError("became shorter while it was read", { file: file.path, byte: position + at });
    }
    at += count;
  }
  return bytes;
}

/** Yields the bytes of a range in pieces; throws the errors of `readRange`. */
export async function* rangePieces(file: OpenFile, start: number, end: number): AsyncGenerator<Uint8Array> {
  for (let at = start; at < end; at += PIECE_BYTES)
    yield await readRange(file, at, Math.min(PIECE_BYTES, end - at));
}
