import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { allFinite, copyRows, gatherRows, matrix, matrixRow, matrixRows } from "../src/index.js";

/** Element (i, j) is 10 i + j; rows are 5 elements apart. */
const source = matrix(
  Float32Array.from({ length: 18 }, (_, i) => 10 * Math.floor(i / 5) + (i % 5)),
  4,
  3,
  5,
);

describe("views", () => {
  test("a matrix is a view of its data, whose last row needs no gap after it", () => {
    expect(source).toMatchObject({ rows: 4, columns: 3, stride: 5 });
    expect(matrix(source.data, 6, 3)).toMatchObject({ rows: 6, columns: 3, stride: 3, data: source.data });
  });

  test("a row", () => {
    expect(matrixRow(source, 2)).toEqual(Float32Array.of(20, 21, 22));
    const copy = { ...source, data: source.data.slice() };
    matrixRow(copy, 1)[2] = -1;
    expect(copy.data[7]).toBe(-1);
  });

  test("rows that follow each other", () => {
    const rows = matrixRows(source, 1, 2);
    expect(rows).toMatchObject({ rows: 2, columns: 3, stride: 5 });
    expect(matrixRow(rows, 1)).toEqual(Float32Array.of(20, 21, 22));
    expect(rows.data.buffer).toBe(source.data.buffer);
    expect(matrixRows(source, 4, 0).rows).toBe(0);
  });

  test("no rows, or no columns", () => {
    expect(matrix(new Float64Array(0), 0, 5)).toMatchObject({ rows: 0, columns: 5 });
    expect(matrixRow(matrix(new Float64Array(0), 3, 0), 2)).toEqual(new Float64Array(0));
  });
});

test("rows are copied without the gaps between them", () => {
  const target = new Float32Array(6);
  copyRows(source, 1, 2, target);
  expect(target).toEqual(Float32Array.of(10, 11, 12, 20, 21, 22));
  const dense = matrix(Float32Array.of(1, 2, 3, 4), 2, 2);
  copyRows(dense, 1, 1, target);
  expect(target.subarray(0, 2)).toEqual(Float32Array.of(3, 4));
});

describe("rows gathered", () => {
  test("in any order, again and again, as a copy of the same type", () => {
    const rows = gatherRows(source, [3, 0, 3]);
    expect(rows).toEqual({
      data: Float32Array.of(30, 31, 32, 0, 1, 2, 30, 31, 32),
      rows: 3,
      columns: 3,
      stride: 3,
    });
    expect(gatherRows(matrix(Float64Array.of(0.1), 1, 1), [0]).data).toEqual(Float64Array.of(0.1));
    expect(gatherRows(source, []).rows).toBe(0);
  });

  test.each([4, -1, Number.NaN])("row %d is refused, not read as zeros", (index) => {
    expect(() => gatherRows(source, [0, index])).toThrow(RangeError);
    expect(() => gatherRows(source, [0, index])).toThrow(
      `row ${index} is out of range (the matrix has 4 rows)`,
    );
  });
});

test.each([
  [() => matrix(new Float32Array(5), 2, 3), "a 2 x 3 matrix needs 6 elements, not 5"],
  [() => matrix(new Float32Array(7), 2, 3, 5), "a 2 x 3 matrix needs 8 elements, not 7"],
  [() => matrix(new Float32Array(9), 3, 3, 2), "a stride of 2 is less than the 3 columns"],
  [() => matrixRows(source, 3, 2), "2 rows from row 3 on are out of range (the matrix has 4 rows)"],
  [() => matrixRows(source, -1, 1), "1 rows from row -1 on are out of range"],
  [() => matrixRows(source, 1, -1), "-1 rows from row 1 on are out of range"],
])("views beyond the data are refused: %s", (view, problem) => {
  expect(view).toThrow(RangeError);
  expect(view).toThrow(problem);
});

test("all finite is what Number.isFinite says of every element", () => {
  const any = fc.oneof(fc.float(), fc.constantFrom(3.4e38, -3.4e38, 1e-45, -0));
  fc.assert(
    fc.property(fc.array(any), (values) => {
      expect(allFinite(Float32Array.from(values))).toBe(values.every(Number.isFinite));
      expect(allFinite(Float64Array.from(values))).toBe(values.every(Number.isFinite));
    }),
    { examples: [[[]], [[Number.NaN]], [[Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]]] },
  );
});
