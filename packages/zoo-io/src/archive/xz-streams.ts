import { InputError } from "@weightcast/core";
import type { OpenFile } from "@weightcast/runtime";
import { readAt } from "../files/read-at.js";

/** A stream of an .xz file, which usually has only one. */
export interface XzStream {
  /** The position of the stream's first byte in the file. */
  readonly start: number;
  readonly end: number;
  /** The size of the unpacked data in bytes. */
  readonly unpackedSize: number;
}

const MAGIC = [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00];
const FOOTER_MAGIC = [0x59, 0x5a];
/** The size of a stream's header, which is that of its footer too, in bytes. */
const HEADER_BYTES = 12;
/** The maximum size of an index. It is far above that of any sound archive, so a larger one is hostile. */
const MOST_INDEX_BYTES = 2 ** 22;
const MOST_STREAMS = 2 ** 16;
/**
 * Zero bytes between and after streams come in groups of this size. Archives on tapes are padded to whole
 * blocks, which are at most as large as the padding that is accepted; longer padding is hostile.
 */
const PADDING_GROUP_BYTES = 4;
const MOST_PADDING_BYTES = 2 ** 20;
/** The integrity checks that `xz-decompress` reads: none, CRC32, CRC64. */
const READABLE_CHECKS = [0, 1, 4];

/**
 * Reads the streams of an .xz file from the index at the end of each stream, without unpacking: https://tukaani.org/xz/xz-file-format.txt.
 *
 * @throws InputError where the file is not an .xz file, is truncated, or has an integrity check that is not supported
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

/**
 * Returns the position at which the zeros begin that pad an .xz file up to `end`; `end` if there are none, or
 * if they are not whole groups.
 */
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
    new InputError("is truncated or damaged: no xz stream ends here; get the file again", {
      file: file.path,
      byte: end,
    });
  if (end < 2 * HEADER_BYTES) throw broken();
  const footer = await readAt(file, end - HEADER_BYTES, HEADER_BYTES);
  if (!FOOTER_MAGIC.every((byte, i) => footer[10 + i] === byte)) throw broken();
  const check = footer[9]!;
  if (!READABLE_CHECKS.includes(check)) {
    const name = check === 10 ? "SHA-256" : `method ${check}`;
    throw new InputError(
      `has the integrity check ${name}, which is not supported; compress it with xz --check=crc64`,
      {
        file: file.path,
      },
    );
  }
  const indexBytes = (new DataView(footer.buffer).getUint32(4, true) + 1) * 4;
  const indexStart = end - HEADER_BYTES - indexBytes;
  if (indexBytes > MOST_INDEX_BYTES || indexStart < HEADER_BYTES) throw broken();
  const sizes = readIndex(await readAt(file, indexStart, indexBytes));
  if (sizes === undefined || sizes.blockBytes > indexStart - HEADER_BYTES) throw broken();
  return { start: indexStart - sizes.blockBytes - HEADER_BYTES, end, unpackedSize: sizes.unpackedSize };
}

/** The total sizes of a stream's blocks, from its index; undefined where the bytes are not an index. The checksum is verified when unpacking. */
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
