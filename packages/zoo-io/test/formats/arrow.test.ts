import type { Zoo } from "@weightcast/zoo";
import {
  DataType,
  type FixedSizeList,
  type Float32,
  type RecordBatch,
  type Table,
  tableFromIPC,
  tableToIPC,
} from "apache-arrow";
import { describe, expect, test } from "vitest";
import { readZoo, recordBatches, WEIGHTS_COLUMN, zooTable } from "../../src/index.js";
import { PARAMETERS, readBlocks, smallZoo, zooFiles } from "../small-zoo.js";

/** What an Arrow table of the zoo should hold at these rows, from the metrics and the weights alone. */
async function expectRows(table: Table, zoo: Zoo, rows: readonly number[]): Promise<void> {
  expect(table.numRows).toBe(rows.length);
  for (const [name, column] of zoo.metrics.columns) {
    const found = Array.from(table.getChild(name)!);
    const values =
      column.kind === "category" || column.kind === "text" ? zoo.metrics.text(name) : column.values;
    expect(found).toEqual(rows.map((row) => (column.kind === "boolean" ? values[row] === 1 : values[row])));
  }
  const weights = Array.from(table.getChild(WEIGHTS_COLUMN)!, (vector) =>
    Array.from(vector as Iterable<number>),
  );
  expect(Float32Array.from(weights.flat())).toEqual(await readBlocks(zoo, { rows }));
}

const everyRow = (zoo: Zoo) => Array.from({ length: zoo.rows }, (_, row) => row);

test("the schema: typed columns without nulls, then the weights", async () => {
  const { schema } = await zooTable(await smallZoo(12));
  expect(schema.fields.map(({ name, type, nullable }) => [name, String(type), nullable])).toEqual([
    ["checkpoint", "Utf8", false],
    ["config.activation", "Dictionary<Int32, Utf8>", false],
    ["config.learning_rate", "Float64", false],
    ["step", "Int32", false],
    ["test_accuracy", "Float64", false],
    ["train_loss", "Float64", false],
    ["laststep", "Bool", false],
    ["weights", `FixedSizeList[${PARAMETERS}]<Float32>`, false],
  ]);
  const weights = schema.fields.at(-1)!.type as FixedSizeList<Float32>;
  expect(weights.children[0]).toMatchObject({ name: "item", nullable: false });
});

describe("rows", () => {
  test.each([1, 5, 9, 256])("all of them, %i a batch", async (blockRows) => {
    const zoo = await smallZoo(23);
    const table = await zooTable(zoo, { blockRows });
    expect(table.batches).toHaveLength(Math.ceil(23 / blockRows));
    await expectRows(table, zoo, everyRow(zoo));
  });

  test("chosen ones, in their order", async () => {
    const zoo = await smallZoo(23);
    const rows = [22, 3, 4, 5, 5, 0, 17, 18];
    await expectRows(await zooTable(zoo, { rows, blockRows: 3 }), zoo, rows);
  });

  test("none: a table with the schema", async () => {
    const table = await zooTable(await smallZoo(12), { rows: [] });
    expect(table.numRows).toBe(0);
    expect(table.schema.fields).toHaveLength(8);
    const empty = await zooTable(await smallZoo(0));
    expect(empty.schema.fields).toHaveLength(8);
  });
});

describe("memory", () => {
  test("weights and runs of numbers are views, not copies", async () => {
    const files = zooFiles(12);
    const zoo = await readZoo(files);
    for await (const batch of recordBatches(zoo, { blockRows: 5 })) {
      const weights = batch.getChild(WEIGHTS_COLUMN)!.data[0]!.children[0]!.values as Float32Array;
      expect(weights.buffer).toBe(files.weights.buffer);
      const steps = batch.getChild("step")!.data[0]!.values as Int32Array;
      expect(steps.buffer).toBe((zoo.metrics.numbers("step") as Int32Array).buffer);
    }
  });

  test("the batches share one dictionary, and count no nulls", async () => {
    const batches: RecordBatch[] = [];
    for await (const batch of recordBatches(await smallZoo(12), { blockRows: 5 })) batches.push(batch);
    const dictionaries = batches.map((batch) => batch.getChild("config.activation")!.data[0]!.dictionary);
    expect(new Set(dictionaries).size).toBe(1);
    expect(Array.from(dictionaries[0]!)).toEqual(["relu", "tanh"]);
    for (const batch of batches)
      expect(batch.data.children.map(({ nullCount }) => nullCount)).toEqual(Array(8).fill(0));
  });
});

test.each(["file", "stream"] as const)("as an IPC %s, it is read back", async (format) => {
  const zoo = await smallZoo(23);
  const table = await zooTable(zoo, { blockRows: 7 });
  const again = tableFromIPC(tableToIPC(table, format));
  expect(String(again.schema)).toBe(String(table.schema));
  expect(again.batches).toHaveLength(4);
  expect(DataType.isDictionary(again.getChild("config.activation")!.type)).toBe(true);
  await expectRows(again, zoo, everyRow(zoo));
});

test("truth values of more than a byte", async () => {
  const zoo = await smallZoo(23);
  const rows = [2, 2, 2, 0, 1, 2, 3, 7, 7, 2, 0, 2, 2];
  const column = (await zooTable(zoo, { rows })).getChild("laststep")!;
  expect(column.toArray()).toEqual(rows.map((row) => row % 5 === 2));
});

test("a metrics column with the name of the weights is refused", async () => {
  const files = zooFiles(1);
  const metrics = Buffer.from(",step,test_accuracy,weights\na/b,0,0.5,1\n");
  const zoo = await readZoo({ ...files, metrics });
  await expect(zooTable(zoo)).rejects.toThrow(
    expect.objectContaining({ code: "BAD_INPUT", file: "metrics.csv", column: "weights" }),
  );
  await expect(recordBatches(zoo).next()).rejects.toThrow("has the name that is reserved for the weights");
});
