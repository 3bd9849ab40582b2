import { readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { type Matrix, matrix, matrixRow } from "@weightcast/core";
import { decodeNpy } from "@weightcast/npy";
import { tableFromIPC } from "apache-arrow";
import { describe, expect, test } from "vitest";
import { parseCsv } from "../../src/index.js";
import { type NumberTable, requireTableFormat, writeTable } from "../../src/node.js";
import { temporaryFolders } from "../small-zoo.js";

const newFolder = temporaryFolders();

/** Numbers that only their own type holds, and some that are not finite; columns with names that an object would reorder. */
function table(data: Float32Array | Float64Array, rows = 3, blockRows = 2): NumberTable {
  return {
    keys: { name: "checkpoint", values: Array.from({ length: rows }, (_, row) => `zoo/ü, "${row}"/c-1`) },
    columns: ["dense/kernel:q25", "0", "__proto__"],
    elementType: data instanceof Float32Array ? "f32" : "f64",
    blocks: blocksOf(matrix<Float32Array | Float64Array>(data, rows, 3), blockRows),
  };
}

/** The rows of a matrix, some at a time, all in the same memory, as a writer must expect. */
async function* blocksOf(whole: Matrix, blockRows: number): AsyncGenerator<Matrix> {
  for (let first = 0; first < whole.rows; first += blockRows) {
    const rows = Math.min(blockRows, whole.rows - first);
    const block = matrix(new Float64Array(rows * whole.columns), rows, whole.columns);
    for (let i = 0; i < rows; i++) matrixRow(block, i).set(matrixRow(whole, first + i));
    yield whole.data instanceof Float64Array ? block : { ...block, data: Float32Array.from(block.data) };
    block.data.fill(99);
  }
}

const NUMBERS = [
  0.1,
  -1e30,
  1 / 3,
  0,
  -0,
  1.5,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
];
const TYPES = [
  ["f32", Float32Array.from(NUMBERS)],
  ["f64", Float64Array.from(NUMBERS)],
] as const;

async function writtenTable(name: string, source: NumberTable): Promise<Buffer> {
  const path = join(await newFolder(), "made", name);
  await writeTable(path, source);
  return readFile(path);
}

describe.each(TYPES)("a table of %s", (type, data) => {
  const written = (name: string) => writtenTable(name, table(data));
  const source = table(data);
  const columnOf = (column: number) => data.filter((_, i) => i % 3 === column);

  test("as .npy", async () => {
    const array = decodeNpy(await written("t.npy"));
    expect(array).toMatchObject({ dtype: type.replace("32", "4").replace("64", "8"), shape: [3, 3], data });
  });

  test("as .csv", async () => {
    const { header, rows } = parseCsv((await written("t.csv")).toString());
    expect(header).toEqual(["checkpoint", ...source.columns]);
    expect(rows.map(([key]) => key)).toEqual(source.keys.values);
    const cells = rows.flatMap((row) => row.slice(1));
    expect(cells.slice(3)).toEqual(["0", "-0", "1.5", "", "inf", "-inf"]);
    expect(cells.slice(0, 3).map(Number)).toEqual(Array.from(data.subarray(0, 3)));
  });

  test("as .arrow", async () => {
    const read = tableFromIPC(await written("t.arrow"));
    const float = type === "f32" ? "Float32" : "Float64";
    expect(read.schema.fields.map((field) => [field.name, String(field.type), field.nullable])).toEqual([
      ["checkpoint", "Utf8", false],
      ...source.columns.map((name) => [name, float, false]),
    ]);
    expect(Array.from(read.getChildAt(0)!)).toEqual(source.keys.values);
    for (const column of [0, 1, 2]) expect(read.getChildAt(column + 1)!.toArray()).toEqual(columnOf(column));
  });

  // Read back with pyarrow by golden/check_parquet.py.
  test("as .parquet, byte for byte", async () => {
    const golden = new URL(`../golden/table.${type}.parquet`, import.meta.url);
    expect((await written("t.parquet")).equals(await readFile(golden))).toBe(true);
  });
});

async function* once(block: Matrix): AsyncGenerator<Matrix> {
  yield block;
}

test("a view of the leading columns and some rows of a wider matrix", async () => {
  const wide: Matrix = matrix(
    Float32Array.from({ length: 40 }, (_, i) => i),
    4,
    3,
    10,
  );
  const source = () => ({ ...table(new Float32Array(12), 4), blocks: once(wide) });
  expect(decodeNpy(await writtenTable("t.npy", source())).data).toEqual(
    Float32Array.of(0, 1, 2, 10, 11, 12, 20, 21, 22, 30, 31, 32),
  );
  expect(
    tableFromIPC(await writtenTable("t.arrow", source()))
      .getChildAt(2)!
      .toArray(),
  ).toEqual(Float32Array.of(1, 11, 21, 31));
});

test.each([".npy", ".csv", ".arrow", ".parquet"])("a %s file of no rows", async (extension) => {
  const bytes = await writtenTable(`t${extension}`, table(new Float32Array(0), 0));
  expect(bytes.length).toBeGreaterThan(0);
  if (extension === ".npy") expect(decodeNpy(bytes).shape).toEqual([0, 3]);
  if (extension === ".arrow") expect(tableFromIPC(bytes).schema.fields).toHaveLength(4);
  if (extension === ".csv") expect(bytes.toString()).toBe("checkpoint,dense/kernel:q25,0,__proto__\n");
});

describe("is refused", () => {
  test.each([
    ["t.xlsx", "unknown table format '.xlsx'; known: .npy, .csv, .arrow, .parquet"],
    ["t.parqet", "did you mean '.parquet'?"],
    ["features", "unknown table format 'features'"],
  ])("the name %s, before and while writing", async (name, problem) => {
    const path = join(await newFolder(), name);
    const refusal = expect.objectContaining({ code: "BAD_USAGE" });
    expect(() => requireTableFormat(path)).toThrow(refusal);
    await expect(writeTable(path, table(new Float32Array(9)))).rejects.toThrow(refusal);
    if (name !== "features") expect(() => requireTableFormat(path)).toThrow(problem);
  });

  test.each(["T.NPY", "a.b.csv", "x.Parquet"])("not the name %s", (name) => {
    expect(() => requireTableFormat(name)).not.toThrow();
  });

  test("a table whose parts differ in size", async () => {
    const path = join(await newFolder(), "t.csv");
    const good = () => table(new Float32Array(9));
    await expect(writeTable(path, { ...good(), columns: ["a"] })).rejects.toThrow(
      "a block of 2 x 3 at row 0 does not fit a table of 3 x 1",
    );
    await expect(writeTable(path, { ...good(), keys: { name: "k", values: ["a"] } })).rejects.toThrow(
      "a block of 2 x 3 at row 0 does not fit a table of 1 x 3",
    );
    const longer = { name: "k", values: ["a", "b", "c", "d"] };
    await expect(writeTable(path, { ...good(), keys: longer })).rejects.toThrow(
      "the blocks hold 3 rows, the table has 4 keys",
    );
    expect(await readdir(dirname(path))).toEqual([]);
  });

  test("a file that exists, unless with force", async () => {
    const folder = await newFolder();
    const path = join(folder, "t.csv");
    await writeFile(path, "mine");
    await expect(writeTable(path, table(new Float32Array(9)))).rejects.toThrow(
      expect.objectContaining({ code: "OUTPUT_EXISTS", path }),
    );
    expect((await readFile(path)).toString()).toBe("mine");
    await writeTable(path, table(new Float32Array(9)), { force: true });
    expect((await readFile(path)).toString()).toMatch(/^checkpoint,/);
    expect(await readdir(folder)).toEqual(["t.csv"]);
  });
});

test("a table that is too wide for its format is refused before any block is asked for", async () => {
  const columns = Array.from({ length: 2 ** 16 + 1 }, (_, i) => `w${i}`);
  // biome-ignore lint/correctness/useYield: no block is asked for
  async function* blocks(): AsyncGenerator<Matrix> {
    throw new Error("a block was asked for");
  }
  const wide: NumberTable = {
    keys: { name: "k", values: ["a"] },
    columns,
    elementType: "f32",
    blocks: blocks(),
  };
  for (const name of ["t.csv", "t.arrow", "t.parquet"]) {
    await expect(writtenTable(name, wide)).rejects.toThrow(
      new RegExp(`${name}: a table of 65537 columns is too wide .*, which takes 65536; write \\.npy$`),
    );
  }
  const row = matrix(new Float32Array(columns.length).fill(2), 1, columns.length);
  const array = decodeNpy(await writtenTable("t.npy", { ...wide, blocks: blocksOf(row, 1) }));
  expect(array.shape).toEqual([1, columns.length]);
});
