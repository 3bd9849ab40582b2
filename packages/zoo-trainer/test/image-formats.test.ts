import { readFile, rm } from "node:fs/promises";
import { decodeNpy } from "@weightcast/npy";
import { expect, test } from "vitest";
import { CIFAR10 } from "../src/images/cifar10.js";
import { MNIST } from "../src/images/mnist.js";
import { SVHN_CROPPED } from "../src/images/svhn-cropped.js";
import { type ImageSet, toGrayscale } from "../src/index.js";
import { loadDataSet, loadImages } from "../src/node.js";
import { temporaryFolders } from "./folders.js";
import { unpackTar } from "./image-files.js";
import { goldenImages, smallVersion } from "./small-data-sets.js";

const newFolder = temporaryFolders();

/** The images that the script writes: from `first` on, with these labels. */
function expectPixels(set: ImageSet, first: number, labels: readonly number[]) {
  const { count, height, width, channels, pixels } = set;
  const expected = new Uint8Array(count * height * width * channels);
  let at = 0;
  for (let n = first; n < first + count; n++)
    for (let r = 0; r < height; r++)
      for (let c = 0; c < width; c++)
        for (let k = 0; k < channels; k++) expected[at++] = 101 * n + 7 * r + 3 * c + 53 * k;
  expect(Buffer.compare(pixels as Uint8Array, expected)).toBe(0);
  expect(Array.from(set.labels)).toEqual(labels);
}

const sizesOf = ({ height, width, channels }: ImageSet) => [height, width, channels];

test("MNIST's files, packed and not", async () => {
  const { train, test: tested } = await loadDataSet(smallVersion(MNIST, 4, 2), {
    folder: goldenImages("mnist"),
  });
  expect(sizesOf(train)).toEqual([28, 28, 1]);
  expectPixels(train, 0, [0, 1, 2, 3]);
  expectPixels(tested, 4, [0, 1]);
});

test("SVHN's files, packed with labels in f64, and plain among variables of other kinds", async () => {
  const {
    name,
    classes,
    train,
    test: tested,
  } = await loadDataSet(smallVersion(SVHN_CROPPED, 4, 3), {
    folder: goldenImages("svhn"),
  });
  expect([name, classes]).toEqual(["svhn_cropped", 10]);
  expect(sizesOf(train)).toEqual([32, 32, 3]);
  expectPixels(train, 0, [1, 0, 9, 2]);
  expectPixels(tested, 4, [0, 3, 1]);
});

const CIFAR_LABELS = [2, 3, 4, 5, 6, 7, 8, 9, 0, 1];

test("CIFAR-10's archive, and its batches unpacked, in their folder or without it", async () => {
  const dataSet = smallVersion(CIFAR10, 10, 2);
  const folder = await newFolder();
  await unpackTar(goldenImages("cifar10/cifar-10-binary.tar.gz"), folder);
  for (const from of [goldenImages("cifar10"), folder, `${folder}/cifar-10-batches-bin`]) {
    const { train, test: tested } = await loadDataSet(dataSet, { folder: from });
    expect(sizesOf(train)).toEqual([32, 32, 3]);
    expectPixels(train, 0, CIFAR_LABELS);
    expectPixels(tested, 10, [2, 3]);
  }
  await rm(`${folder}/cifar-10-batches-bin/data_batch_3.bin`);
  await expect(loadDataSet(dataSet, { folder })).rejects.toThrow(
    `${folder}/cifar-10-batches-bin/data_batch_3.bin: cannot be read (ENOENT)`,
  );
});

test("a folder of images and labels: a sixth is tested on, the same each time", async () => {
  const { name, classes, train, test: tested } = await loadImages(goldenImages("npy-whole"));
  expect([name, classes, train.count, tested.count]).toEqual(["npy-whole", 3, 10, 2]);
  expect(sizesOf(train)).toEqual([5, 4, 3]);
  // The first pixel of image n is 101 n mod 256, its label n mod 3.
  const numbers = [train, tested].map(({ count, pixels, labels }) =>
    Array.from({ length: count }, (_, i) => {
      const number = Array.from({ length: 12 }, (__, n) => (101 * n) % 256).indexOf(pixels[60 * i]!);
      expect(labels[i]).toBe(number % 3);
      return number;
    }),
  );
  expect(numbers.flat().toSorted((a, b) => a - b)).toEqual(Array.from({ length: 12 }, (_, n) => n));
  expect(numbers[1]).toEqual([0, 8]);
});

test.each(["npy-unit-f8", "npy-unit-f4", "npy-signed-f4", "npy-signed-f2"])(
  "a folder of floats, split: %s",
  async (folder) => {
    const { classes, train, test: tested } = await loadImages(goldenImages(folder));
    expect([classes, train.count, tested.count]).toEqual([3, 9, 3]);
    expect(Array.from(tested.labels)).toEqual([0, 1, 2]);
    for (const [set, first] of [
      [train, 0],
      [tested, 9],
    ] as const) {
      expect(set.pixels).toBeInstanceOf(Float32Array);
      const digits = folder.endsWith("f2") ? 3 : 6;
      for (const [i, value] of set.pixels.entries()) {
        const [n, r, c] = [first + Math.floor(i / 20), Math.floor(i / 4) % 5, i % 4];
        expect(value).toBeCloseTo(((101 * n + 7 * r + 3 * c) % 256) / 127.5 - 1, digits);
      }
    }
  },
);

test("colour images in grey are the means that numpy computes, bit for bit; grey ones stay", async () => {
  const colour = await loadDataSet(smallVersion(SVHN_CROPPED, 4, 3), { folder: goldenImages("svhn") });
  const { name, train, test: tested } = toGrayscale(colour);
  const { data } = decodeNpy(await readFile(goldenImages("grey.npy")));
  expect([name, train.channels, tested.channels, tested.pixels.length]).toEqual([
    "svhn_cropped",
    1,
    1,
    3 * 32 * 32,
  ]);
  expect(train.pixels).toEqual(data);
  const grey = await loadImages(goldenImages("npy-unit-f4"));
  expect(toGrayscale(grey)).toBe(grey);
});
