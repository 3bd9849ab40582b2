import { InputError } from "@weightcast/core";
import type { OpenFile } from "@weightcast/runtime";
import { readAt } from "../files/read-at.js";

/** One of the streams that an .xz file consists of, usually its only one. */
export interface XzStream {
  /** Where it stands in the file, in bytes. */
  readonly start: number;
  readonly end: number;
  /** In bytes. */
  readonly unpackedSize: number;
}

const MAGIC = [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00];
const FOOTER_MAGIC = [0x59, 0x5a];
/** The header of a stream is as long as its footer. */
const HEADER_BYTES = 12;
/** Far above any archive's, of which each block or stream takes some bytes: more is hostile. */
const MOST_INDEX_BYTES = 2 ** 22;
const MOST_STREAMS = 2 ** 16;
/** Zeros between and after streams come in groups of four; more of them than any tape's block are hostile. */
const PADDING_GROUP_BYTES = 4;
const MOST_PADDING_BYTES = 2 ** 20;
/** How a stream may be checked so that `xz-decompress` reads it: not at all, by CRC32, by CRC64. */
const READABLE_CHECKS = [0, 1, 4];

/**
 * The streams of an .xz file, as the indices at their ends tell, without unpacking: https://tukaani.org/xz/xz-file-format.txt.
 *
 * @throws InputError where the file is none, is cut off, or has checks that cannot be read
 */
export async function xzStreams(file: OpenFile): Promise<XzStream[]> {
  if (file.size === 0) throw new InputError("is empty", { file: file.path });
  const start = await readAt(file, 0, Math.min(HEADER_BYTES, file.size));
  if (!MAGIC.every((byte, i) => start[i] === byte)) {
    throw new InputError("is not an .xz file", { file: file.path, byte: 0 });
  }
  const streams: XzStream[] = [];
  for (let end = file.size; end > 0; end = streams[0]!.start) {
    end = await withoutPadding(file, end);
    if (streams.length === MOST_STREAMS) {
      throw new InputError(`consists of more than ${MOST_STREAMS} xz streams`, { file: file.path });
    }
    streams.unshift(await streamBefore(file, end));
  }
  return streams;
}

/** Where the zeros begin that pad an .xz file up to `end`; `end` where there are none, or not whole groups of them. */
async function withoutPadding(file: OpenFile, end: number): Promise<number> {
  const length = Math.min(end, MOST_PADDING_BYTES);
  if ((await readAt(file, end - 1, 1))[0] !== 0) return end;
  const bytes = await readAt(file, end - length, length);
  const zeros = length - 1 - bytes.findLastIndex((byte) => byte !== 0);
  return end - zeros + (zeros % PADDING_GROUP_BYTES);
}

/** The stream that ends at a position. */
async function streamBefore(file: OpenFile, end: number): Promise<XzStream> {
  const broken = () =>
    new InputError("is cut off or damaged: no xz stream ends here; get it anew", {
      file: file.path,
      byte: end,
    });
  if (end < 2 * HEADER_BYTES) throw broken();
  const footer = await readAt(file, end - HEADER_BYTES, HEADER_BYTES);
  if (!FOOTER_MAGIC.every((byte, i) => footer[10 + i] === byte)) throw broken();
  const check = footer[9]!;
  if (!READABLE_CHECKS.includes(check)) {
    const name = check === 10 ? "SHA-256" : `method ${check}`;
    throw new InputError(`is checked by ${name}, which is not supported; pack it with xz --check=crc64`, {
      file: file.path,
    });
  }
  const indexBytes = (new DataView(footer.buffer).getUint32(4, true) + 1) * 4;
  const indexStart = end - HEADER_BYTES - indexBytes;
  if (indexBytes > MOST_INDEX_BYTES || indexStart < HEADER_BYTES) throw broken();
  const sizes = readIndex(await readAt(file, indexStart, indexBytes));
  if (sizes === undefined || sizes.blockBytes > indexStart - HEADER_BYTES) throw broken();
  return { start: indexStart - sizes.blockBytes - HEADER_BYTES, end, unpackedSize: sizes.unpackedSize };
}

/** The sizes of a stream's blocks together, as its index has them; undefined where it is none. Its checksum is left to the unpacking. */
function readIndex(index: Uint8Array): { blockBytes: number; unpackedSize: number } | undefined {
  let at = 1;
  const readNumber = (): number => {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = index[at++] ?? 0;
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
  };
  if (index[0] !== 0) return undefined;
  let blockBytes = 0;
  let unpackedSize = 0;
  for (let blocks = readNumber(); blocks > 0; blocks--) {
    if (at >= index.length) return undefined;
    blockBytes += 4 * Math.ceil(readNumber() / 4);
    unpackedSize += readNumber();
  }
  return Number.isSafeInteger(blockBytes) && Number.isSafeInteger(unpackedSize)
    ? { blockBytes, unpackedSize }
    : undefined;
}
