import { createReadStream } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { createGunzip, gzipSync } from "node:zlib";
import { RandomStream } from "@weightcast/core";
import { tarEntries } from "@weightcast/zoo-io/node";
import { type ImageDataSet, type ImageSet, imageDataSet, imageSet, parseIdx } from "../src/index.js";

/** An IDX file of bytes. */
export function encodeIdx(shape: readonly number[], data: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(4 + 4 * shape.length + data.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, 0x0800 | shape.length);
  for (const [i, side] of shape.entries()) view.setUint32(4 + 4 * i, side);
  bytes.set(data, 4 + 4 * shape.length);
  return bytes;
}

/** The files of images in which a bright square stands at one of ten places, by class; with noise. */
function smallImages(count: number, side: number, seed: number): { images: Uint8Array; labels: Uint8Array } {
  const random = new RandomStream(seed, "small-images");
  const pixels = Uint8Array.from({ length: count * side * side }, () => random.below(100));
  const labels = Uint8Array.from({ length: count }, () => random.below(10));
  const half = Math.floor(side / 2);
  for (let i = 0; i < count; i++) {
    const [top, left] = [labels[i]! % 5, labels[i]! < 5 ? 0 : half];
    for (let y = 0; y < 3; y++)
      pixels.fill(
        250,
        i * side * side + (top + y) * side + left,
        i * side * side + (top + y) * side + left + 3,
      );
  }
  return { images: encodeIdx([count, side, side], pixels), labels: encodeIdx([count], labels) };
}

export interface SmallDataSet {
  readonly files: Readonly<Record<string, Uint8Array>>;
  readonly dataSet: ImageDataSet;
}

/** A data set in the four files of MNIST. */
export function smallDataSet(name: string, trainCount = 512, testCount = 64, side = 8): SmallDataSet {
  const [train, test] = [smallImages(trainCount, side, 1), smallImages(testCount, side, 2)];
  const set = ({ images, labels }: typeof train): ImageSet => imageSet(parseIdx(images), parseIdx(labels));
  return {
    files: {
      "train-images-idx3-ubyte": train.images,
      "train-labels-idx1-ubyte": train.labels,
      "t10k-images-idx3-ubyte": test.images,
      "t10k-labels-idx1-ubyte": test.labels,
    },
    dataSet: imageDataSet(name, set(train), set(test)),
  };
}

export async function putFiles(
  folder: string,
  files: Readonly<Record<string, Uint8Array>>,
  packed = false,
): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const [name, bytes] of Object.entries(files)) {
    await writeFile(join(folder, packed ? `${name}.gz` : name), packed ? gzipSync(bytes) : bytes);
  }
}

/** Unpacks the files of a .tar.gz archive, in the folders that it has. */
export async function unpackTar(archive: string, folder: string): Promise<void> {
  const unpacked = createReadStream(archive).pipe(createGunzip());
  for await (const { path, pieces } of tarEntries(unpacked, archive)) {
    await mkdir(join(folder, dirname(path)), { recursive: true });
    await writeFile(join(folder, path), pieces);
  }
}
