/** Element types of a matrix of numbers. */
export type FloatArray = Float32Array | Float64Array;

/**
 * A row-major view of a matrix: element (i, j) is `data[i * stride + j]`. A view shares memory with the matrix that it was
 * taken from, so a slice of rows or of leading columns never copies.
 */
export interface Matrix<Data extends FloatArray = FloatArray> {
  readonly data: Data;
  readonly rows: number;
  readonly columns: number;
  /** The number of elements from the start of one row to the start of the next; at least `columns`. */
  readonly stride: number;
}

/**
 * A view of `data` as [rows, columns], row-major.
 *
 * @throws RangeError where `data` is too short, or `stride` is less than `columns`
 */
export function matrix<Data extends FloatArray>(
  data: Data,
  rows: number,
  columns: number,
  stride: number = columns,
): Matrix<Data> {
  if (stride < columns) throw new RangeError(`a stride of ${stride} is less than the ${columns} columns`);
  const needed = rows === 0 ? 0 : (rows - 1) * stride + columns;
  if (data.length < needed) {
    throw new RangeError(`a ${rows} x ${columns} matrix needs ${needed} elements, not ${data.length}`);
  }
  return { data, rows, columns, stride };
}

/**
 * Returns row `index` (which is not checked) as a view of [columns]; writing to the view writes to the
 * matrix.
 */
export function matrixRow<Data extends FloatArray>(source: Matrix<Data>, index: number): Data {
  const start = index * source.stride;
  return source.data.subarray(start, start + source.columns) as Data;
}

/**
 * Rows `first` to `first + count` as a view of [count, columns].
 *
 * @throws RangeError where some of these rows are not in the matrix
 */
export function matrixRows<Data extends FloatArray>(
  source: Matrix<Data>,
  first: number,
  count: number,
): Matrix<Data> {
  if (first < 0 || count < 0 || first + count > source.rows) {
    throw new RangeError(
      `${count} rows from row ${first} on are out of range (the matrix has ${source.rows} rows)`,
    );
  }
  return { ...source, data: source.data.subarray(first * source.stride) as Data, rows: count };
}

/**
 * A copy of the rows that `indices` names, in that order: [indices.length, columns], of the same element type.
 *
 * @throws RangeError where an index is not the number of a row
 */
export function gatherRows<Data extends FloatArray>(
  source: Matrix<Data>,
  indices: ArrayLike<number>,
): Matrix<Data> {
  const { columns } = source;
  const FloatArrayOfSameType = source.data.constructor as new (length: number) => Data;
  const data = new FloatArrayOfSameType(indices.length * columns);
  for (let i = 0; i < indices.length; i++) {
    const index = indices[i]!;
    if (!(index >= 0 && index < source.rows)) {
      throw new RangeError(`row ${index} is out of range (the matrix has ${source.rows} rows)`);
    }
    data.set(matrixRow(source, index), i * columns);
  }
  return { data, rows: indices.length, columns, stride: columns };
}

/**
 * Copies rows `first` to `first + count` (not checked) into `target`, [count, columns] without gaps between rows.
 */
export function copyRows<Data extends FloatArray>(
  { data, columns, stride }: Matrix<Data>,
  first: number,
  count: number,
  target: Data,
): void {
  if (stride === columns) {
    target.set(data.subarray(first * stride, (first + count) * stride));
    return;
  }
  for (let row = 0; row < count; row++) {
    const start = (first + row) * stride;
    target.set(data.subarray(start, start + columns), row * columns);
  }
}

/** Returns whether every element of `values` is finite. An empty array is finite. */
export function allFinite(values: FloatArray): boolean {
  // The difference x - x is 0 for finite numbers and NaN for NaN and infinities, so that one sum shows
  // whether all are finite.
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]! - values[i]!;
  return sum === 0;
}
