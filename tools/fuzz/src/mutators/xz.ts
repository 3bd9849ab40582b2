import { crc32 } from "node:zlib";
import { damageBytes, joined } from "./bytes.js";
import type { Mutator } from "./mutator.js";

const STORED_CHUNK_BYTES = 2 ** 16;

/** Damages an .xz file: its bytes, or zeros and other streams after it. */
export const damageXz: Mutator = (packed, dice) => {
  if (dice.chance(0.8)) return damageBytes(packed, dice);
  return joined(
    packed,
    dice.pick([new Uint8Array(4 * dice.below(300)), new Uint8Array(3), packed, dice.bytes(40)]),
  );
};

/** An .xz file of one block that holds the content as it is, so that damaged content can be packed without a compressor. */
export function storedXz(content: Uint8Array): Uint8Array<ArrayBuffer> {
  const flags = Uint8Array.of(0, 1);
  const header = joined(Uint8Array.of(0xfd, 0x37, 0x7a, 0x58, 0x5a, 0), sealed(flags));
  const blockHeader = sealed(Uint8Array.of(2, 0, 0x21, 1, 0x10, 0, 0, 0));
  const chunks: Uint8Array[] = [];
  for (let at = 0; at < content.length; at += STORED_CHUNK_BYTES) {
    const chunk = content.subarray(at, at + STORED_CHUNK_BYTES);
    const most = chunk.length - 1;
    chunks.push(Uint8Array.of(at === 0 ? 1 : 2, most >> 8, most & 255), chunk);
  }
  const data = padded(joined(...chunks, Uint8Array.of(0)));
  const unpadded = blockHeader.length + joined(...chunks).length + 1 + 4;
  const block = joined(blockHeader, data, word(crc32(content)));
  const index = sealed(padded(Uint8Array.of(0, 1, ...variable(unpadded), ...variable(content.length))));
  const footer = joined(word(index.length / 4 - 1), flags);
  return joined(header, block, index, word(crc32(footer)), footer, Buffer.from("YZ"));
}

function sealed(bytes: Uint8Array): Uint8Array {
  return joined(bytes, word(crc32(bytes)));
}

function padded(bytes: Uint8Array): Uint8Array {
  return joined(bytes, new Uint8Array(-bytes.length & 3));
}

function word(value: number): Uint8Array {
  return new Uint8Array(Uint32Array.of(value).buffer);
}

function variable(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...variable(Math.floor(value / 128))];
}
