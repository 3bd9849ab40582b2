import { InputError, type Matrix, matrix } from "@weightcast/core";
import type { OpenFile, StoredFile } from "@weightcast/runtime";
import type { WeightReader, WeightSource } from "@weightcast/zoo";
import { DataType, type Field } from "apache-arrow";
import { type FilePart, fillParts } from "../files/fill-parts.js";
import { bytesFor } from "../files/read-at.js";
import { readPlaces } from "./arrow-columns.js";
import type { ArrowBuffer } from "./arrow-messages.js";

/** How the column of the weights is stored. */
export interface WeightsType {
  /** The number of a batch's buffers: the validity of the lists, for lists of any length their places, the validity of the items, the items. */
  readonly buffers: number;
  /** The size of a place in a list of any length; undefined for lists of one length. */
  readonly placeBytes: 4 | 8 | undefined;
  /** 4 for f32; 8 for f64, which are rounded to f32. */
  readonly itemBytes: 4 | 8;
}

/**
 * The storage of a column of lists of f32 or f64: lists of one length, or of any length that turn out to have the same.
 *
 * @param parameters the number of weights of a network
 * @throws InputError where the column is of another type
 */
export function weightsTypeOf({ name, type }: Field, parameters: number, file: string): WeightsType {
  const isFixed = DataType.isFixedSizeList(type) && type.listSize === parameters;
  const isLarge = DataType.isLargeList(type);
  const item = isFixed || isLarge || DataType.isList(type) ? type.children[0]?.type : undefined;
  const itemBytes = DataType.isFloat(item)
    ? item.ArrayType === Float32Array
      ? 4
      : item.ArrayType === Float64Array
        ? 8
        : undefined
    : undefined;
  if (itemBytes === undefined) {
    throw new InputError(
      `has the type ${type}, not a list of ${parameters} float32; cast it in the program that wrote the file`,
      { file, column: name },
    );
  }
  if (isFixed) return { buffers: 3, placeBytes: undefined, itemBytes };
  return { buffers: 4, placeBytes: isLarge ? 8 : 4, itemBytes };
}

/**
 * The number of the first item that belongs to a row, where the rows follow each other with `parameters` items each.
 *
 * @param places the bytes of the places of the rows' lists
 * @throws InputError where a row has another number of items
 */
export function firstItem(
  places: Uint8Array,
  placeBytes: 4 | 8,
  rows: number,
  parameters: number,
  at: { readonly file: string; readonly column: string; readonly firstRow: number },
): number {
  const numbers = readPlaces(places, rows + 1, placeBytes === 8);
  for (let row = 0; row < rows; row++) {
    const items = numbers[row + 1]! - numbers[row]!;
    if (items === parameters) continue;
    const { file, column, firstRow } = at;
    throw new InputError(`has ${items} weights, and the layout ${parameters}`, {
      file,
      column,
      row: firstRow + row,
    });
  }
  return numbers[0]!;
}

/** @throws RangeError where the items of rows lie outside their buffer, or the buffer outside the body */
export function checkItems(items: ArrowBuffer, end: number, bodyBytes: number): void {
  if (items.length < end || items.offset + items.length > bodyBytes) {
    throw new RangeError("a batch does not fit its schema");
  }
}

/** Rows of weights that are adjacent in the file. */
export interface WeightsPlace {
  readonly firstRow: number;
  readonly position: number;
}

/** The weights in an Arrow file, whose rows are read at their positions. */
export class ArrowWeights implements WeightSource {
  constructor(
    private readonly stored: StoredFile,
    readonly rows: number,
    readonly columns: number,
    private readonly itemBytes: 4 | 8,
    private readonly places: readonly WeightsPlace[],
  ) {}

  async open(): Promise<WeightReader> {
    const file = await this.stored.open();
    return { take: (rows, memory) => this.take(file, rows, memory), close: () => file.close() };
  }

  /** One read for each span of consecutive rows within a batch. */
  private async take(file: OpenFile, rows: Int32Array, memory?: Float32Array): Promise<Matrix<Float32Array>> {
    const count = rows.length * this.columns;
    const isWide = this.itemBytes === 8;
    const bytes = isWide ? new Uint8Array(8 * count) : bytesFor(4 * count, memory);
    await fillParts(file, this.partsOf(rows, bytes));
    if (!isWide) {
      return matrix(new Float32Array(bytes.buffer, bytes.byteOffset, count), rows.length, this.columns);
    }
    const numbers = memory?.subarray(0, count) ?? new Float32Array(count);
    numbers.set(new Float64Array(bytes.buffer));
    return matrix(numbers, rows.length, this.columns);
  }

  private partsOf(rows: Int32Array, bytes: Uint8Array): FilePart[] {
    const rowBytes = this.columns * this.itemBytes;
    const parts: FilePart[] = [];
    for (let first = 0; first < rows.length; ) {
      const index = this.placeOf(rows[first]!);
      const { firstRow, position } = this.places[index]!;
      const nextRow = this.places[index + 1]?.firstRow ?? this.rows;
      let end = first + 1;
      while (end < rows.length && rows[end] === rows[end - 1]! + 1 && rows[end]! < nextRow) end++;
      const target = bytes.subarray(first * rowBytes, end * rowBytes);
      parts.push({ target, position: position + (rows[first]! - firstRow) * rowBytes });
      first = end;
    }
    return parts;
  }

  /** The place that contains a row. */
  private placeOf(row: number): number {
    let [low, high] = [0, this.places.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.places[middle]!.firstRow <= row) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}
