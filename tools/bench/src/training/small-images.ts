import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";

// Small sets of images in MNIST's format, made from Fashion-MNIST: as they are, and as another data set of ten classes.

const PARTS = [
  ["train", 6000],
  ["t10k", 2000],
] as const;
const CLASSES = 10;

/** Images of one part: [count, side, side] bytes, and a class each. */
interface Images {
  readonly side: number;
  readonly pixels: Uint8Array;
  readonly labels: Uint8Array;
}

/** Writes the first 6,000 training and 2,000 test images of a folder in MNIST's format, after a change, to another folder. */
export async function writeSmallImages(
  from: string,
  to: string,
  change: (images: Images) => Images = (images) => images,
): Promise<void> {
  await mkdir(to, { recursive: true });
  for (const [part, count] of PARTS) {
    const [images, classes] = [`${part}-images-idx3-ubyte`, `${part}-labels-idx1-ubyte`];
    const all = gunzipSync(await readFile(join(from, `${images}.gz`)));
    const side = all.readUInt32BE(8);
    const pixels = all.subarray(16, 16 + count * side * side);
    const labels = gunzipSync(await readFile(join(from, `${classes}.gz`))).subarray(8, 8 + count);
    const changed = change({ side, pixels, labels });
    await writeFile(join(to, images), idx([count, side, side], changed.pixels));
    await writeFile(join(to, classes), idx([count], changed.labels));
  }
}

/**
 * Another data set: images transposed and inverted; of each two neighbouring classes the darker half of the images is one class and the brighter half
 * the other.
 */
export function regrouped({ side, pixels, labels }: Images): Images {
  const size = side * side;
  const brightness = Array.from(labels, (_, image) =>
    pixels.subarray(image * size, (image + 1) * size).reduce((sum, value) => sum + value, 0),
  );
  const medians = Array.from({ length: CLASSES / 2 }, (_, pair) => {
    const own = brightness.filter((_, image) => labels[image]! >> 1 === pair).sort((a, b) => a - b);
    return own[own.length >> 1] ?? 0;
  });
  const turned = pixels.map((_, i) => {
    const [image, row, column] = [Math.floor(i / size), Math.floor((i % size) / side), i % side];
    return 255 - pixels[image * size + column * side + row]!;
  });
  return {
    side,
    pixels: turned,
    labels: labels.map((label, image) => {
      const pair = label >> 1;
      return 2 * pair + (brightness[image]! > medians[pair]! ? 1 : 0);
    }),
  };
}

/** A file of bytes in MNIST's format. */
function idx(shape: readonly number[], bytes: Uint8Array): Uint8Array {
  const header = Buffer.alloc(4 + 4 * shape.length);
  header.writeUInt32BE(0x0800 | shape.length);
  for (const [i, length] of shape.entries()) header.writeUInt32BE(length, 4 + 4 * i);
  return Buffer.concat([header, bytes]);
}
