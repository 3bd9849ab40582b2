import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { RandomStream } from "@weightcast/core";
import { encodeNpy } from "@weightcast/npy";

const SIDE = 28;
const CLASSES = 10;

/**
 * Writes a folder of made-up images in grey, 28 x 28 u8: stripes whose direction and width are the class's, at a random place, under noise.
 *
 * @param count of all images; a sixth of them is tested on
 */
export async function writeStripedImages(folder: string, count: number): Promise<void> {
  const random = new RandomStream(1, "striped images");
  const labels = Uint8Array.from({ length: count }, (_, image) => image % CLASSES);
  const pixels = new Uint8Array(count * SIDE * SIDE);
  for (const [image, label] of labels.entries()) {
    const angle = (Math.PI * (label % 5)) / 5;
    const period = label < 5 ? 5 : 8;
    const phase = random.uniform() * period;
    for (let i = 0; i < SIDE * SIDE; i++) {
      const across = (i % SIDE) * Math.cos(angle) + Math.floor(i / SIDE) * Math.sin(angle) + phase;
      const stripe = across - period * Math.floor(across / period) < period / 2 ? 140 : 40;
      pixels[image * SIDE * SIDE + i] = stripe + random.below(110) - 20;
    }
  }
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "images.npy"), encodeNpy(pixels, [count, SIDE, SIDE]));
  await writeFile(join(folder, "labels.npy"), encodeNpy(labels));
}
