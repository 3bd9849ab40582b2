import { InputError } from "@weightcast/core";

/** An array of bytes from an IDX file. */
export interface IdxArray {
  readonly shape: readonly number[];
  /** The bytes, row-major: a view of the file's bytes. */
  readonly data: Uint8Array;
}

const UNSIGNED_BYTE = 0x08;
/** Images in colour have four: number, height, width and channels. */
const MOST_DIMENSIONS = 4;

/**
 * Reads an IDX file of unsigned bytes, the format of MNIST (LeCun): two zero bytes, the element type, the number of dimensions, each
 * dimension as a big-endian u32, then the elements. A dimension may be 0.
 *
 * @param bytes the file, unpacked
 * @throws InputError with the byte where the file is wrong, truncated or too long
 */
export function parseIdx(bytes: Uint8Array, file?: string): IdxArray {
  if (bytes.length < 4) throw truncatedHeader(bytes, file);
  if (bytes[0] !== 0 || bytes[1] !== 0) {
    throw new InputError("is not an IDX file: it does not start with two zero bytes", { file, byte: 0 });
  }
  if (bytes[2] !== UNSIGNED_BYTE) {
    const type = `0x${bytes[2]!.toString(16).padStart(2, "0")}`;
    throw new InputError(`holds elements of type ${type}; unsigned bytes (0x08) are read`, { file, byte: 2 });
  }
  const dimensions = bytes[3]!;
  if (dimensions > MOST_DIMENSIONS) {
    throw new InputError(`has ${dimensions} dimensions; at most ${MOST_DIMENSIONS} are read`, {
      file,
      byte: 3,
    });
  }
  const dataStart = 4 + 4 * dimensions;
  if (bytes.length < dataStart) throw truncatedHeader(bytes, file);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const shape = Array.from({ length: dimensions }, (_, i) => view.getUint32(4 + 4 * i));
  const size = shape.reduce((product, side) => product * side, 1);
  const found = bytes.length - dataStart;
  if (found !== size) {
    const problem = found < size ? "is truncated" : "is too long";
    throw new InputError(
      `${problem}: its shape (${shape.join(", ")}) calls for ${size} bytes of data, ${found} are there`,
      { file, byte: found < size ? bytes.length : dataStart + size },
    );
  }
  return { shape, data: bytes.subarray(dataStart) };
}

function truncatedHeader(bytes: Uint8Array, file?: string): InputError {
  return new InputError("ends inside its IDX header: the file is truncated", { file, byte: bytes.length });
}
