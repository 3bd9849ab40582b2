import {
  Z_BUF_ERROR,
  Z_NO_FLUSH,
  Z_OK,
  Z_STREAM_END,
  ZStream,
  zlibInflate,
  zlibInflateInit2,
  zlibInflateReset,
} from "pako";

/** The number of bytes that are unpacked at a time. */
const PIECE_BYTES = 1 << 16;
/** Asks zlib for the largest window (15 bits) in the gzip format (16 more). */
const GZIP_WINDOW_BITS = 15 + 16;

/**
 * Unpacks a gzip file of any number of members, with zero bytes between or after them (RFC 1952 and `gzip -dc`); checks the length and the
 * checksum of each member. The engines' `DecompressionStream` refuses what follows the first member in some versions and not in others,
 * and does not tell where the member ended.
 *
 * @param packed the file, in pieces
 * @throws Error where the file is truncated or corrupt
 */
export async function* unpackMembers(packed: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const stream = new ZStream();
  zlibInflateInit2(stream, GZIP_WINDOW_BITS);
  let isBetweenMembers = false;
  let hasMembers = false;
  for await (const piece of packed) {
    stream.input = piece;
    stream.next_in = 0;
    stream.avail_in = piece.length;
    while (stream.avail_in > 0) {
      if (isBetweenMembers) {
        skipZeros(stream);
        if (stream.avail_in === 0) break;
        zlibInflateReset(stream);
        isBetweenMembers = false;
      }
      do {
        stream.output = new Uint8Array(PIECE_BYTES);
        stream.next_out = 0;
        stream.avail_out = PIECE_BYTES;
        const status = zlibInflate(stream, Z_NO_FLUSH);
        if (status === Z_STREAM_END) isBetweenMembers = true;
        else if (status !== Z_OK && status !== Z_BUF_ERROR) throw new Error(stream.msg || "corrupt");
        if (stream.next_out > 0) yield stream.output.subarray(0, stream.next_out);
      } while (stream.avail_out === 0 && !isBetweenMembers);
      hasMembers ||= isBetweenMembers;
    }
  }
  if (!isBetweenMembers) throw new Error(hasMembers ? "its last member is cut off" : "it is cut off");
}

function skipZeros(stream: ZStream): void {
  while (stream.avail_in > 0 && stream.input[stream.next_in] === 0) {
    stream.next_in++;
    stream.avail_in--;
  }
}
