import type { Matrix } from "@weightcast/core";
import { describe, expect, it } from "vitest";
import { type SparseMatrix, trainBooster } from "../src/index.js";
import { goldenMatrix } from "./golden-files.js";

const dense = goldenMatrix("missing-x.npy");
const y = goldenMatrix("missing-y.npy").data;

/** The elements of a matrix that are not 0, row by row or column by column. */
function sparseOf({ data, rows, columns, stride }: Matrix, format: "csr" | "csc"): SparseMatrix {
  const pointers = [0];
  const indices: number[] = [];
  const values: number[] = [];
  const [parts, length] = format === "csr" ? [rows, columns] : [columns, rows];
  for (let part = 0; part < parts; part++) {
    for (let i = 0; i < length; i++) {
      const value = format === "csr" ? data[part * stride + i]! : data[i * stride + part]!;
      if (value === 0) continue;
      indices.push(i);
      values.push(value);
    }
    pointers.push(indices.length);
  }
  return {
    format,
    rows,
    columns,
    pointers: Int32Array.from(pointers),
    indices: Int32Array.from(indices),
    values: Float32Array.from(values),
  };
}

describe.each(["csr", "csc"] as const)("a matrix in %s", (format) => {
  const sparse = sparseOf(dense, format);

  it("gives the model and the predictions of the dense one", async () => {
    const parameters = { num_leaves: 7, categorical_feature: [5] };
    const [a, b] = await Promise.all(
      [dense, sparse].map((x) => trainBooster(x, y, parameters, { rounds: 5, validation: { x, y } })),
    );
    expect(a!.toText()).toBe(b!.toText());
    expect(a!.predict(sparse)).toEqual(a!.predict(dense));
    expect(a!.predictLeaves(sparse)).toEqual(a!.predictLeaves(dense));
    expect(a!.predictContributions(sparse)).toEqual(a!.predictContributions(dense));
  });

  it.each([
    [{ format: "coo" }, "x.format is 'csr' or 'csc', not 'coo'"],
    [{ rows: -1 }, "x.rows is a whole number at least 0, not -1"],
    [{ pointers: new Int32Array(3) }, "x.pointers has 3 entries"],
    [{ values: new Float32Array(2) }, "indices, but 2 values"],
    [{ values: [1] }, "x.values is neither a Float32Array nor a Float64Array"],
    [{ indices: [1] }, "x.indices is neither an Int32Array nor a Uint32Array"],
    [
      { indices: sparse.indices.map((_, i) => (i === 4 ? 1e6 : 0)) },
      "x.indices holds 1000000, which is out of range",
    ],
    [
      { pointers: sparse.pointers.map((pointer, i) => (i === 1 ? 1e6 : pointer)) },
      "x.pointers do not ascend",
    ],
  ])("is refused with %o", async (change, message) => {
    const broken = { ...sparse, ...change } as unknown as SparseMatrix;
    await expect(trainBooster(broken, y, {})).rejects.toThrow(message);
  });
});

it("cannot have linear leaves", async () => {
  const sparse = sparseOf(dense, "csr");
  await expect(trainBooster(sparse, y, { linear_tree: true })).rejects.toThrow(
    "linear_tree takes no sparse matrix",
  );
});
