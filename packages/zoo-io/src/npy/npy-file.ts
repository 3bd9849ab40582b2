import { type Matrix, matrix } from "@weightcast/core";
import {
  checkDataSize,
  decodeElements,
  itemSize,
  NPY_PREFIX_BYTES,
  type NpyHeader,
  npyHeaderBytes,
  parseNpyHeader,
  toFloat32,
} from "@weightcast/npy";
import type { OpenFile, StoredFile } from "@weightcast/runtime";
import type { WeightReader, WeightSource } from "@weightcast/zoo";
import { type FilePart, fillParts } from "../files/fill-parts.js";
import { bytesFor, fillAt, readAt } from "../files/read-at.js";
import { checkWeightsShape } from "./weights-matrix.js";

/**
 * A matrix of weights in a .npy file of any size, whose rows are read at their positions in the file. Elements of any numeric type are converted to
 * f32. A file in Fortran order is read column by column, which is slow.
 */
export class NpyFile implements WeightSource {
  private constructor(
    private readonly file: StoredFile,
    readonly header: NpyHeader,
  ) {}

  /**
   * Reads and checks the header only.
   *
   * @throws InputError where the file is missing, its header is malformed or does not fit the file's size, or the array is not a matrix
   * @throws CancelledError once `signal` is aborted, where a server is waited for
   */
  static async inspect(stored: StoredFile, signal?: AbortSignal): Promise<NpyFile> {
    const file = await stored.open(signal);
    try {
      const { path, size } = file;
      const readUpTo = (length: number) => readAt(file, 0, Math.min(length, size));
      const header = parseNpyHeader(
        await readUpTo(npyHeaderBytes(await readUpTo(NPY_PREFIX_BYTES), path)),
        path,
      );
      checkDataSize(header, size, path);
      checkWeightsShape(header.shape, path);
      return new NpyFile(stored, header);
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
    const file = await this.file.open();
    const take = this.header.fortranOrder ? this.takeColumns : this.takeRows;
    return { take: (rows, memory) => take.call(this, file, rows, memory), close: () => file.close() };
  }

  /** Reads each span of consecutive rows with one read. */
  private async takeRows(
    file: OpenFile,
    rows: Int32Array,
    memory?: Float32Array,
  ): Promise<Matrix<Float32Array>> {
    const rowBytes = this.columns * itemSize(this.header.dtype);
    const bytes = bytesFor(rows.length * rowBytes, this.header.dtype === "f4" ? memory : undefined);
    const parts: FilePart[] = [];
    for (let first = 0; first < rows.length; ) {
      let end = first + 1;
      while (end < rows.length && rows[end] === rows[end - 1]! + 1) end++;
      const target = bytes.subarray(first * rowBytes, end * rowBytes);
      parts.push({ target, position: this.header.dataStart + rows[first]! * rowBytes });
      first = end;
    }
    await fillParts(file, parts);
    return matrix(this.decode(bytes), rows.length, this.columns);
  }

  /** Reads rows of a file in Fortran order, with one read for each column, from the first to the last row. */
  private async takeColumns(file: OpenFile, rows: Int32Array): Promise<Matrix<Float32Array>> {
    const size = itemSize(this.header.dtype);
    const low = rows.reduce((a, b) => Math.min(a, b), this.rows);
    const high = rows.reduce((a, b) => Math.max(a, b), -1) + 1;
    const data = new Float32Array(rows.length * this.columns);
    const bytes = new Uint8Array(Math.max(0, high - low) * size);
    for (let column = 0; column < this.columns; column++) {
      await fillAt(file, bytes, this.header.dataStart + (column * this.rows + low) * size);
      const elements = this.decode(bytes);
      for (let i = 0; i < rows.length; i++) data[i * this.columns + column] = elements[rows[i]! - low]!;
    }
    return matrix(data, rows.length, this.columns);
  }

  private decode(bytes: Uint8Array): Float32Array {
    return toFloat32(decodeElements(bytes, this.header.dtype, this.header.littleEndian));
  }
}
