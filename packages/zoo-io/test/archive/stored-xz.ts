import { crc32 } from "node:zlib";

const STORED_CHUNK_BYTES = 1 << 16;

/** An .xz file with one block of bytes as they are, so that tests can make archives of any content. */
export function storedXz(content: Uint8Array): Uint8Array {
  const flags = [0, 1];
  const header = Buffer.concat([Buffer.of(0xfd, 0x37, 0x7a, 0x58, 0x5a, 0), checked(flags)]);
  const blockHeader = checked([2, 0, 0x21, 1, 0x10, 0, 0, 0]);
  const chunks: Uint8Array[] = [];
  for (let at = 0; at < content.length; at += STORED_CHUNK_BYTES) {
    const chunk = content.subarray(at, at + STORED_CHUNK_BYTES);
    const most = chunk.length - 1;
    chunks.push(Uint8Array.of(at === 0 ? 1 : 2, most >> 8, most & 255), chunk);
  }
  const data = Buffer.concat([...chunks, Uint8Array.of(0)]);
  const unpadded = blockHeader.length + data.length + 4;
  const block = Buffer.concat([blockHeader, padded(data), littleEndian(crc32(content))]);
  const index = checked(padded(Uint8Array.of(0, 1, ...variable(unpadded), ...variable(content.length))));
  const footer = [...littleEndian(index.length / 4 - 1), ...flags];
  const end = [littleEndian(crc32(Uint8Array.from(footer))), Uint8Array.from(footer), Buffer.from("YZ")];
  return Buffer.concat([header, block, index, ...end]);
}

/** With the CRC32 behind it. */
function checked(bytes: ArrayLike<number>): Uint8Array {
  const array = Uint8Array.from(bytes);
  return Buffer.concat([array, littleEndian(crc32(array))]);
}

function padded(bytes: Uint8Array): Uint8Array {
  return Buffer.concat([bytes, new Uint8Array(-bytes.length & 3)]);
}

function littleEndian(value: number): Uint8Array {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function variable(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...variable(Math.floor(value / 128))];
}
