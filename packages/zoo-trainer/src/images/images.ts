import { InputError } from "@weightcast/core";
import type { IdxArray } from "./idx.js";

/** Grey images and what they show. */
export interface ImageSet {
  readonly count: number;
  /** Pixels along each side. */
  readonly side: number;
  /** [count, side, side] u8, row-major. */
  readonly pixels: Uint8Array;
  /** [count] u8, each less than CLASSES. */
  readonly labels: Uint8Array;
}

/** The images that networks are trained on, and those that they are tested on. */
export interface ImageDataSet {
  /** As in the column `config.dataset` and in the checkpoints' paths. */
  readonly name: string;
  readonly train: ImageSet;
  readonly test: ImageSet;
}

/** The networks tell ten classes apart. */
export const CLASSES = 10;

const LABELS_HEADER = 8;

/**
 * Images and their labels, checked; views of what `images` and `labels` view.
 *
 * @param files named in errors
 * @throws InputError where the images are not square, a label is none of the ten, or there are more of one than of the other
 */
export function imageSet(
  images: IdxArray,
  labels: IdxArray,
  files: { readonly images?: string; readonly labels?: string } = {},
): ImageSet {
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
  if (height !== width) {
    const problem = `its images have ${height} x ${width} pixels; square ones are trained on`;
    throw new InputError(problem, { file: files.images, byte: 8 });
  }
  if (labels.data.length !== count) {
    throw new InputError(`holds ${labels.data.length} labels for ${count} images`, {
      file: files.labels,
      byte: 4,
    });
  }
  const bad = labels.data.findIndex((label) => label >= CLASSES);
  if (bad >= 0) {
    throw new InputError(`label ${bad} is ${labels.data[bad]}; the classes are 0 to ${CLASSES - 1}`, {
      file: files.labels,
      byte: LABELS_HEADER + bad,
    });
  }
  return { count, side: height, pixels: images.data, labels: labels.data };
}
