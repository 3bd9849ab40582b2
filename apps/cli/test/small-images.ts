import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { RandomStream } from "@weightcast/core";

/** An IDX file of bytes. */
export function encodeIdx(shape: readonly number[], data: Uint8Array): Uint8Array {
  const header = new DataView(new ArrayBuffer(4 + 4 * shape.length));
  header.setUint32(0, 0x0800 | shape.length);
  for (const [i, side] of shape.entries()) header.setUint32(4 + 4 * i, side);
  return Buffer.concat([new Uint8Array(header.buffer), data]);
}

/** Writes a folder of random images in the four files of MNIST, those of the images packed. */
export async function writeImages(folder: string, train: number, test: number, side: number): Promise<void> {
  const random = new RandomStream(1, "small-images");
  const bytes = (count: number, below: number) =>
    Uint8Array.from({ length: count }, () => random.below(below));
  await mkdir(folder, { recursive: true });
  for (const [name, count] of [
    ["train", train],
    ["t10k", test],
  ] as const) {
    const images = encodeIdx([count, side, side], bytes(count * side * side, 256));
    await writeFile(join(folder, `${name}-images-idx3-ubyte.gz`), gzipSync(images));
    await writeFile(join(folder, `${name}-labels-idx1-ubyte`), encodeIdx([count], bytes(count, 10)));
  }
}
