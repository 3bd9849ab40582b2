import { type FileHandle, readFile } from "node:fs/promises";
import { type Matrix, matrix } from "@weightcast/core";
import { checkDataSize, decodeNpy, type NpyArray } from "./npy.js";
import { decodeElements, itemSize, toFloat32 } from "./npy-dtype.js";
import { NPY_PREFIX_BYTES, type NpyHeader, npyHeaderBytes, parseNpyHeader } from "./npy-header.js";
import { openForReading, unreadable } from "./open-for-reading.js";
import { bytesFor, fillAt } from "./read-at.js";
import { checkWeightsShape, type WeightReader, type WeightSource } from "./zoo.js";

/**
 * Reads a whole .npy file.
 *
 * @throws InputError where the file is missing or not what it should be
 */
export async function readNpy(path: string): Promise<NpyArray> {
  const bytes = await readFile(path).catch((cause) => {
    throw unreadable(path, cause);
  });
  return decodeNpy(bytes, path);
}

/**
 * A matrix of weights in a .npy file of any size, read by rows at their positions in the file. Elements of any numeric type
 * become f32; a file in Fortran order is read piece by piece, which is slow.
 */
export class NpyFile implements WeightSource {
  private constructor(
    readonly path: string,
    readonly header: NpyHeader,
  ) {}

  /**
   * Reads and checks the header only.
   *
   * @throws InputError where the file is missing, its header is malformed or lies about the size, or it holds no matrix
   */
  static async inspect(path: string): Promise<NpyFile> {
    const file = await openForReading(path);
    try {
      const { size } = await file.stat();
      const prefix = await readUpTo(file, NPY_PREFIX_BYTES);
      const header = parseNpyHeader(await readUpTo(file, npyHeaderBytes(prefix, path)), path);
      checkDataSize(header, size, path);
      checkWeightsShape(header.shape, path);
      return new NpyFile(path, header);
    } finally {
      await file.close();
    }
  }

  get rows(): number {
    return this.header.shape[0]!;
  }

  get columns(): number {
    return this.header.shape[1]!;
  }

  async open(): Promise<WeightReader> {
    const file = await openForReading(this.path);
    const take = this.header.fortranOrder ? this.takeColumns : this.takeRows;
    return { take: (rows, memory) => take.call(this, file, rows, memory), close: () => file.close() };
  }

  /** One read for each span of consecutive rows. */
  private async takeRows(
    file: FileHandle,
    rows: Int32Array,
    memory?: Float32Array,
  ): Promise<Matrix<Float32Array>> {
    const rowBytes = this.columns * itemSize(this.header.dtype);
    const bytes = bytesFor(rows.length * rowBytes, this.header.dtype === "f4" ? memory : undefined);
    for (let first = 0; first < rows.length; ) {
      let end = first + 1;
      while (end < rows.length && rows[end] === rows[end - 1]! + 1) end++;
      const target = bytes.subarray(first * rowBytes, end * rowBytes);
      await fillAt(file, target, this.header.dataStart + rows[first]! * rowBytes, this.path);
      first = end;
    }
    return matrix(this.decode(bytes), rows.length, this.columns);
  }

  /** Of a file in Fortran order: one read a column, from the first to the last of the rows. */
  private async takeColumns(file: FileHandle, rows: Int32Array): Promise<Matrix<Float32Array>> {
    const size = itemSize(this.header.dtype);
    const low = rows.reduce((a, b) => Math.min(a, b), this.rows);
    const high = rows.reduce((a, b) => Math.max(a, b), -1) + 1;
    const data = new Float32Array(rows.length * this.columns);
    const bytes = new Uint8Array(Math.max(0, high - low) * size);
    for (let column = 0; column < this.columns; column++) {
      await fillAt(file, bytes, this.header.dataStart + (column * this.rows + low) * size, this.path);
      const elements = this.decode(bytes);
      for (let i = 0; i < rows.length; i++) data[i * this.columns + column] = elements[rows[i]! - low]!;
    }
    return matrix(data, rows.length, this.columns);
  }

  private decode(bytes: Uint8Array): Float32Array {
    return toFloat32(decodeElements(bytes, this.header.dtype, this.header.littleEndian));
  }
}

/** The first `length` bytes of a file, or all of it where it is shorter. */
async function readUpTo(file: FileHandle, length: number): Promise<Uint8Array> {
  const { buffer, bytesRead } = await file.read(new Uint8Array(length), 0, length, 0);
  return buffer.subarray(0, bytesRead);
}
