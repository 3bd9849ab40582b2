import { InputError } from "@weightcast/core";

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0];
const LENGTH_BYTES = 2;
const ALIGNMENT = 64;
const FLOAT_BYTES = 4;

/** A .npy file (version 1.0, little-endian f32, row-major) of images of one shape. */
export function encodeImages(images: Float32Array, shape: readonly number[]): Uint8Array {
  const header = headerOf(shape);
  const bytes = new Uint8Array(header.length + images.length * FLOAT_BYTES);
  bytes.set(header);
  const view = new DataView(bytes.buffer, header.length);
  for (const [i, value] of images.entries()) view.setFloat32(i * FLOAT_BYTES, value, true);
  return bytes;
}

/**
 * Reads images that `encodeImages` wrote.
 *
 * @param shape what the images must be
 * @throws InputError where the bytes are not those of images of this shape, or a pixel is outside [-1, 1]
 */
export function decodeImages(bytes: Uint8Array, shape: readonly number[], file: string): Float32Array {
  const header = headerOf(shape);
  if (header.some((byte, i) => bytes[i] !== byte)) {
    throw new InputError(`is not an f32 array of the shape (${shape.join(", ")})`, { file });
  }
  const count = shape.reduce((product, side) => product * side, 1);
  const expected = header.length + count * FLOAT_BYTES;
  if (bytes.length !== expected) {
    throw new InputError(`has ${bytes.length} bytes; expected ${expected}`, { file });
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset + header.length);
  const images = Float32Array.from({ length: count }, (_, i) => view.getFloat32(i * FLOAT_BYTES, true));
  const stray = images.findIndex((value) => !(value >= -1 && value <= 1));
  if (stray >= 0) {
    const location = { file, byte: header.length + stray * FLOAT_BYTES };
    throw new InputError(`the pixel ${images[stray]} is outside [-1, 1]`, location);
  }
  return images;
}

function headerOf(shape: readonly number[]): Uint8Array {
  const text = `{'descr': '<f4', 'fortran_order': False, 'shape': (${shape.join(", ")}), }`;
  const start = MAGIC.length + LENGTH_BYTES;
  const length = Math.ceil((start + text.length + 1) / ALIGNMENT) * ALIGNMENT;
  const bytes = new Uint8Array(length).fill(0x20);
  bytes.set(MAGIC);
  new DataView(bytes.buffer).setUint16(MAGIC.length, length - start, true);
  bytes.set(new TextEncoder().encode(text), start);
  bytes[length - 1] = 0x0a;
  return bytes;
}
