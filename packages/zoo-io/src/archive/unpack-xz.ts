import { CancelledError, InputError } from "@weightcast/core";
import type { OpenFile } from "@weightcast/runtime";
import xz from "xz-decompress";
import { byteStream } from "../files/byte-chunks.js";
import { readAt } from "../files/read-at.js";
import type { XzStream } from "./xz-streams.js";

/** The size of the pieces that are unpacked. It is small because a piece may grow thousands of times, and cancelling takes effect between pieces. */
const PIECE_BYTES = 1 << 16;

export interface UnpackXzOptions {
  /** Called with the number of bytes of the file that have been read. */
  readonly onRead?: ((bytes: number) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Unpacks the streams of an .xz file, one after the other, in pieces. Only a few pieces are in memory at a time.
 *
 * @throws InputError where the file is damaged, or compressed in a way that is not supported
 * @throws CancelledError once `signal` is aborted
 */
export async function* unpackXz(
  file: OpenFile,
  streams: readonly XzStream[],
  options: UnpackXzOptions = {},
): AsyncGenerator<Uint8Array> {
  // An empty stream has no blocks to unpack.
  for (const stream of streams) if (stream.unpackedSize > 0) yield* unpackStream(file, stream, options);
}

async function* unpackStream(
  file: OpenFile,
  { start, end, unpackedSize }: XzStream,
  { onRead, signal }: UnpackXzOptions,
): AsyncGenerator<Uint8Array> {
  let left = false;
  async function* pieces() {
    for (let at = start; at < end; ) {
      if (signal?.aborted) throw new CancelledError(`unpacking ${file.path} was cancelled`);
      if (left) throw new Error("its reader has left");
      const piece = await readAt(file, at, Math.min(PIECE_BYTES, end - at));
      at += piece.length;
      onRead?.(at);
      yield piece;
    }
  }
  const unpacked = new xz.XzReadableStream(byteStream(pieces())).getReader();
  let size = 0;
  let ended = false;
  try {
    for (;;) {
      const next = await unpacked.read().catch((cause) => {
        ended = true;
        throw xzError(file.path, cause);
      });
      if (next.done) break;
      size += next.value.length;
      // The index told how much memory is needed; bytes beyond that size are not written.
      if (size > unpackedSize) throw indexMisfit(file);
      yield next.value;
    }
    ended = true;
  } finally {
    // The library must not be cancelled while it works, and does not unpack another file until it has finished this one.
    left = true;
    while (!ended)
      ended = await unpacked.read().then(
        ({ done }) => done,
        () => true,
      );
  }
  if (size !== unpackedSize) throw indexMisfit(file);
}

function indexMisfit(file: OpenFile): InputError {
  return new InputError("is damaged: its xz index does not fit it", { file: file.path });
}

/** Numbers of the errors of xz-embedded, which `xz-decompress` is built of. */
const MEMORY_LIMIT = 4;
const OPTIONS = 6;

function xzError(file: string, cause: unknown): unknown {
  if (cause instanceof InputError || cause instanceof CancelledError) return cause;
  const message = cause instanceof Error ? cause.message : String(cause);
  const code = Number(/error code (\d+)/.exec(message)?.[1]);
  return new InputError(problemOf(code), { file }, { cause });
}

function problemOf(code: number): string {
  switch (code) {
    case MEMORY_LIMIT:
      return "needs a larger dictionary than is supported (64 MiB); compress it with xz -9 or less";
    case OPTIONS:
      return "is compressed with filters that are not supported; compress it with xz and no filters";
    default:
      return "is damaged: its xz data cannot be unpacked; get the file again";
  }
}
