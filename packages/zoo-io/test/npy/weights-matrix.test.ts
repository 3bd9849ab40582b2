import { decodeNpy, encodeNpy, type NpyEncoding } from "@weightcast/npy";
import { describe, expect, test } from "vitest";
import { weightsMatrix } from "../../src/index.js";

describe("weights as a matrix", () => {
  const decoded = (shape: readonly number[], encoding?: NpyEncoding) => {
    const length = shape.reduce((product, side) => product * side, 1);
    return decodeNpy(encodeNpy(Float32Array.from(Array(length).keys()), shape, encoding));
  };

  test("a vector is one row; a matrix stays as it is: views", () => {
    const vector = decoded([4]);
    expect(weightsMatrix(vector)).toEqual({ data: vector.data, rows: 1, columns: 4, stride: 4 });
    const matrix = decoded([2, 3]);
    expect(weightsMatrix(matrix).data).toBe(matrix.data);
    expect(weightsMatrix(matrix)).toMatchObject({ rows: 2, columns: 3 });
  });

  test("Fortran order is turned round", () => {
    const { data } = weightsMatrix(decoded([2, 3], { fortranOrder: true }));
    expect(data).toEqual(Float32Array.of(0, 2, 4, 1, 3, 5));
  });

  test.each([
    Float64Array.of(0.1, 1e300),
    Int8Array.of(-1, 2),
    BigInt64Array.of(-5n, 2n ** 60n),
    BigUint64Array.of(5n, 2n ** 63n),
  ])("other numbers become f32: %o", (data) => {
    const { data: weights } = weightsMatrix(decodeNpy(encodeNpy(data)));
    expect(weights).toEqual(Float32Array.from(data as ArrayLike<number | bigint>, Number));
  });

  test.each([[[]], [[1, 2, 3]], [[0]], [[5, 0]]])("shape %j is refused", (shape) => {
    expect(() => weightsMatrix(decoded(shape), "w.npy")).toThrow(`w.npy: has shape (${shape.join(", ")})`);
  });
});
