import { join } from "node:path";
import { InputError, RandomStream, throwIfCancelled } from "@weightcast/core";
import { type NpyArray, toRowMajor } from "@weightcast/npy";
import { readNpy } from "@weightcast/zoo-io/node";
import type { ImageSplit } from "./data-set.js";
import type { ImageFiles, ImageSet } from "./images.js";

/** Files of a folder that holds images in numpy's format, already split or not. */
export const NPY_FILES = {
  train: { images: "train-images.npy", labels: "train-labels.npy" },
  test: { images: "test-images.npy", labels: "test-labels.npy" },
  whole: { images: "images.npy", labels: "labels.npy" },
} as const;

/**
 * If a folder does not separate test images, one of this number of images becomes a test image, at least one
 * in all.
 */
const IMAGES_PER_TEST_IMAGE = 6;
/** The maximum number of classes, because labels are stored in bytes. */
const MOST_CLASSES = 256;

/** Images and labels of one pair of files. */
interface NpySet {
  readonly set: ImageSet;
  readonly hasNegative: boolean;
}

/** The images, and the file names that errors about the test images use. */
export interface NpySplit extends ImageSplit {
  readonly testFiles: ImageFiles;
}

/**
 * Reads a folder of `train-images.npy`, `train-labels.npy`, `test-images.npy` and `test-labels.npy`; or of
 * `images.npy` and `labels.npy`, of which a random sixth becomes the test images; the choice depends only on
 * the number of images.
 *
 * Images are [count, height, width] or [count, height, width, channels], u8 or floats; floats in 0 to 1
 * become -1 to 1 unless some value of the folder is negative, in which case they are -1 to 1 already. Labels
 * are [count] integers from 0 to 255.
 *
 * @throws InputError where a file is missing or not what it should be; names the row where one image or label
 * is wrong
 * @throws CancelledError once `signal` is aborted
 */
export async function readNpyFolder(
  folder: string,
  isSplit: boolean,
  signal?: AbortSignal,
): Promise<NpySplit> {
  const pair = (names: { readonly images: string; readonly labels: string }) => ({
    images: join(folder, names.images),
    labels: join(folder, names.labels),
  });
  if (!isSplit) {
    const files = pair(NPY_FILES.whole);
    const { set, hasNegative } = await readSet(files, signal);
    return { ...splitAtRandom(scaled(set, hasNegative), files), testFiles: { ...files, positions: "rows" } };
  }
  const files = pair(NPY_FILES.test);
  const train = await readSet(pair(NPY_FILES.train), signal);
  const test = await readSet(files, signal);
  const hasNegative = train.hasNegative || test.hasNegative;
  return {
    train: scaled(train.set, hasNegative),
    test: scaled(test.set, hasNegative),
    testFiles: { ...files, positions: "rows" },
  };
}

async function readSet(
  files: { readonly images: string; readonly labels: string },
  signal?: AbortSignal,
): Promise<NpySet> {
  throwIfCancelled(signal, `reading ${files.images}`);
  const array = toRowMajor(await readNpy(files.images));
  const { shape } = array;
  if (shape.length !== 3 && shape.length !== 4) {
    const problem = `holds an array of shape (${shape.join(", ")}); images are (count, height, width) or (count, height, width, channels)`;
    throw new InputError(problem, { file: files.images });
  }
  const [count, height, width, channels = 1] = shape as [number, number, number, number?];
  if (count * height * width * channels === 0) {
    throw new InputError(`holds no images: its shape is (${shape.join(", ")})`, { file: files.images });
  }
  const { pixels, hasNegative } = pixelsOf(array, height * width * channels, files.images);
  const labels = labelsOf(await readNpy(files.labels), count, files.labels);
  return { set: { count, height, width, channels, pixels, labels }, hasNegative };
}

function pixelsOf(
  { data, dtype }: NpyArray,
  imageValues: number,
  file: string,
): { readonly pixels: Uint8Array | Float32Array; readonly hasNegative: boolean } {
  if (dtype === "u1") return { pixels: data, hasNegative: false };
  if (dtype !== "f2" && dtype !== "f4" && dtype !== "f8") {
    throw new InputError(`holds ${dtype} elements; images are uint8 (u1) or floats (f2, f4, f8)`, { file });
  }
  let hasNegative = false;
  for (let i = 0; i < data.length; i++) {
    const value = data[i]!;
    if (!(value >= -1 && value <= 1)) {
      const problem = `holds the value ${value}; floats are 0 to 1, or -1 to 1`;
      throw new InputError(problem, { file, row: Math.floor(i / imageValues) });
    }
    hasNegative ||= value < 0;
  }
  return { pixels: dtype === "f8" ? Float32Array.from(data) : data, hasNegative };
}

/** Makes images of floats, which are the values that networks see. */
function scaled(set: ImageSet, hasNegative: boolean): ImageSet {
  if (set.pixels instanceof Uint8Array || hasNegative) return set;
  return { ...set, pixels: set.pixels.map((value) => 2 * value - 1) };
}

function labelsOf({ shape, data, dtype }: NpyArray, count: number, file: string): Uint8Array {
  if (/^[fb]/.test(dtype)) throw new InputError(`holds ${dtype} elements; labels are integers`, { file });
  if (shape.length !== 1 || data.length !== count) {
    const problem = `holds an array of shape (${shape.join(", ")}); the labels of ${count} images are (${count})`;
    throw new InputError(problem, { file });
  }
  const labels = new Uint8Array(count);
  for (let row = 0; row < count; row++) {
    const label = Number(data[row]);
    if (!(label >= 0 && label < MOST_CLASSES)) {
      throw new InputError(`label ${label} is out of range (0 to ${MOST_CLASSES - 1})`, { file, row });
    }
    labels[row] = label;
  }
  return labels;
}

function splitAtRandom(set: ImageSet, { images }: { readonly images: string }): ImageSplit {
  if (set.count < 2) {
    throw new InputError("holds one image; some are needed to train on and some to test on", {
      file: images,
    });
  }
  const order = new RandomStream(0, "test images").permutation(set.count);
  const tests = Math.max(1, Math.floor(set.count / IMAGES_PER_TEST_IMAGE));
  return {
    train: gather(set, order.subarray(tests).toSorted()),
    test: gather(set, order.subarray(0, tests).toSorted()),
  };
}

/** Returns the images of these rows. */
function gather(set: ImageSet, rows: Int32Array): ImageSet {
  const { pixels, labels } = set;
  const values = pixels.length / set.count;
  const gathered =
    pixels instanceof Uint8Array
      ? new Uint8Array(rows.length * values)
      : new Float32Array(rows.length * values);
  for (const [to, from] of rows.entries()) {
    gathered.set(pixels.subarray(from * values, (from + 1) * values), to * values);
  }
  return {
    ...set,
    count: rows.length,
    pixels: gathered,
    labels: Uint8Array.from(rows, (row) => labels[row]!),
  };
}
