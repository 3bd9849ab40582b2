import { InputError } from "@weightcast/core";
import type { IdxArray } from "./idx.js";

/** Images and their classes. */
export interface ImageSet {
  readonly count: number;
  /** The height and width of an image, in pixels. */
  readonly height: number;
  readonly width: number;
  /** 1 where images are grey, 3 where they are in colour; any number can be trained on. */
  readonly channels: number;
  /** [count, height, width, channels], row-major: u8 x, which networks see as -1 + 2 * (x / 255); or f32 in -1 to 1, as networks see them. */
  readonly pixels: Uint8Array | Float32Array;
  /** The class of each image, counted from 0: [count] u8. */
  readonly labels: Uint8Array;
}

/** The images that networks are trained on, and those that they are tested on. */
export interface ImageDataSet {
  /** The data set's name in the column `config.dataset` and in the paths of checkpoints. */
  readonly name: string;
  /** The number of classes, which is one more than the largest label of the training images. */
  readonly classes: number;
  readonly train: ImageSet;
  readonly test: ImageSet;
}

/** The names of the images and labels in error messages. */
export interface ImageFiles {
  readonly images?: string | undefined;
  readonly labels?: string | undefined;
  /** Whether errors name bytes of IDX files, which is the default, or rows of arrays. */
  readonly positions?: "idx" | "rows" | undefined;
}

/**
 * Grey images and their labels, checked; views of what `images` and `labels` view.
 *
 * @param files named in errors
 * @throws InputError where there are no images, the arrays are no grey images and labels, or there are more of one than of the other
 */
export function imageSet(images: IdxArray, labels: IdxArray, files: ImageFiles = {}): ImageSet {
  if (images.shape.length !== 3) {
    const problem = `holds an array of shape (${images.shape.join(", ")}); grey images are (count, height, width)`;
    throw new InputError(problem, { file: files.images, byte: 3 });
  }
  if (labels.shape.length !== 1) {
    const problem = `holds an array of shape (${labels.shape.join(", ")}); labels are (count)`;
    throw new InputError(problem, { file: files.labels, byte: 3 });
  }
  const [count, height, width] = images.shape as [number, number, number];
  if (count === 0) throw new InputError("holds no images", { file: files.images, byte: 4 });
  if (labels.data.length !== count) {
    throw new InputError(`holds ${labels.data.length} labels for ${count} images`, {
      file: files.labels,
      byte: 4,
    });
  }
  return { count, height, width, channels: 1, pixels: images.data, labels: labels.data };
}

/** The sizes in bytes of an IDX file's header before the first label, and before the dimensions. */
const LABELS_HEADER = 8;
const DIMENSIONS_BYTE = 8;

/**
 * Makes a data set; the labels of the training images determine the number of classes.
 *
 * @param testFiles named in errors
 * @throws InputError where the images to test on have another size or type than those to train on, or classes
 * that those have not
 */
export function imageDataSet(
  name: string,
  train: ImageSet,
  test: ImageSet,
  testFiles: ImageFiles = {},
): ImageDataSet {
  const { images: file, labels: labelFile, positions = "idx" } = testFiles;
  const sizes = ({ height, width, channels }: ImageSet) => `${height} x ${width} x ${channels}`;
  if (sizes(train) !== sizes(test)) {
    const problem = `its images have ${sizes(test)} values, those to train on ${sizes(train)}`;
    throw new InputError(problem, positions === "idx" ? { file, byte: DIMENSIONS_BYTE } : { file });
  }
  const type = ({ pixels }: ImageSet) => (pixels instanceof Uint8Array ? "uint8" : "floats");
  if (type(train) !== type(test)) {
    throw new InputError(`its images are ${type(test)}, those to train on ${type(train)}`, { file });
  }
  const classes = train.labels.reduce((most, label) => Math.max(most, label), 0) + 1;
  const bad = test.labels.findIndex((label) => label >= classes);
  if (bad >= 0) {
    const problem = `label ${bad} is ${test.labels[bad]}; the classes of the images to train on are 0 to ${classes - 1}`;
    const place = positions === "idx" ? { byte: LABELS_HEADER + bad } : { row: bad };
    throw new InputError(problem, { file: labelFile, ...place });
  }
  return { name, classes, train, test };
}
