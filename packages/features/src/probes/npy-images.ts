import { InputError } from "@weightcast/core";
import { decodeNpy, encodeNpy } from "@weightcast/npy";

/** The .npy file of f32 images of one shape. */
export function encodeImages(images: Float32Array, shape: readonly number[]): Uint8Array {
  return encodeNpy(images, shape);
}

/**
 * Reads the images of a .npy file.
 *
 * @param shape the expected shape of the array
 * @throws InputError where the file is malformed, its array is not f32 of this shape in C order, or a pixel is outside [-1, 1]
 */
export function decodeImages(bytes: Uint8Array, shape: readonly number[], file: string): Float32Array {
  const array = decodeNpy(bytes, file);
  const isExpected =
    array.dtype === "f4" && !array.fortranOrder && array.shape.join(", ") === shape.join(", ");
  if (!isExpected) throw new InputError(`is not an f32 array of the shape (${shape.join(", ")})`, { file });
  const images = array.data as Float32Array;
  const stray = images.findIndex((value) => !(value >= -1 && value <= 1));
  if (stray >= 0) {
    throw new InputError(`the pixel ${images[stray]} at position ${stray} is outside [-1, 1]`, { file });
  }
  return images;
}
