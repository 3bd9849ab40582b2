import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

export interface ImageCounts {
  readonly train: number;
  readonly test: number;
  /** Pixels of an image's side. */
  readonly side: number;
}

/** Writes made-up images and labels in the four IDX files of MNIST. */
export function writeImages(folder: string, { train, test, side }: ImageCounts): void {
  mkdirSync(folder);
  for (const [name, count] of Object.entries({ train, t10k: test })) {
    const pixels = Uint8Array.from({ length: count * side * side }, (_, i) => (i * 7919) % 256);
    const labels = Uint8Array.from({ length: count }, (_, i) => i % 10);
    writeFileSync(join(folder, `${name}-images-idx3-ubyte`), encodeIdx([count, side, side], pixels));
    writeFileSync(join(folder, `${name}-labels-idx1-ubyte`), encodeIdx([count], labels));
  }
}

function encodeIdx(shape: readonly number[], data: Uint8Array): Buffer {
  const header = Buffer.alloc(4 + 4 * shape.length);
  header.writeUInt32BE(0x0800 | shape.length);
  for (const [i, length] of shape.entries()) header.writeUInt32BE(length, 4 + 4 * i);
  return Buffer.concat([header, data]);
}
