import type { Matrix } from "@weightcast/core";
import { matrix } from "@weightcast/core";
import type { OneHotColumns } from "@weightcast/features";
import * as v from "valibot";

/** Groups of one-hot columns as they are stored in files. */
export const OneHotSchema: v.GenericSchema<unknown, OneHotColumns[]> = v.array(
  v.object({
    name: v.string(),
    first: v.pipe(v.number(), v.integer(), v.minValue(0)),
    words: v.pipe(v.array(v.string()), v.minLength(1)),
  }),
);

/** A column of features in which one-hot columns are joined. */
export interface JoinedColumn {
  readonly name: string;
  /** The number of the feature, or of the first of the one-hot columns. */
  readonly first: number;
  /** The words of a column of categories, of which word i stands as the number i; undefined for a number. */
  readonly words: readonly string[] | undefined;
}

/**
 * Joins the one-hot columns of a category into one column of categories, which takes the place of the first.
 *
 * @param columns the names of the features
 */
export function joinedColumns(columns: readonly string[], groups: readonly OneHotColumns[]): JoinedColumn[] {
  const groupOf = new Map(groups.flatMap((group) => group.words.map((_, i) => [group.first + i, group])));
  return columns.flatMap((name, first): JoinedColumn[] => {
    const group = groupOf.get(first);
    if (group === undefined) return [{ name, first, words: undefined }];
    return group.first === first ? [{ name: group.name, first, words: group.words }] : [];
  });
}

/**
 * The values of joined columns: [rows, joined columns]. A category of which no column is 1 is NaN.
 *
 * @param x [rows, features]
 */
export function joinOneHot(x: Matrix, columns: readonly JoinedColumn[]): Matrix {
  if (columns.every(({ words }) => words === undefined)) return x;
  const data = new Float64Array(x.rows * columns.length);
  for (let row = 0; row < x.rows; row++) {
    for (const [column, { first, words }] of columns.entries()) {
      const start = row * x.stride + first;
      data[row * columns.length + column] =
        words === undefined ? (x.data[start] ?? Number.NaN) : hotOf(x.data, start, words.length);
    }
  }
  return matrix(data, x.rows, columns.length);
}

function hotOf(data: Matrix["data"], start: number, count: number): number {
  for (let i = 0; i < count; i++) if (data[start + i] === 1) return i;
  return Number.NaN;
}
