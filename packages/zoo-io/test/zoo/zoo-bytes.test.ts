import { encodeNpy } from "@weightcast/npy";
import type { Zoo } from "@weightcast/zoo";
import { memorySource, StoredZoo } from "@weightcast/zoo";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readZoo } from "../../src/index.js";
import {
  LAYOUT,
  PARAMETERS,
  readBlocks,
  smallMetrics,
  smallWeights,
  smallZoo,
  zooFiles,
} from "../small-zoo.js";

const rowOf = (row: number) => smallWeights(row + 1).data.subarray(row * PARAMETERS);

test("a zoo from the bytes of its files", async () => {
  const zoo = await smallZoo(7);
  expect(zoo).toMatchObject({ name: "small", rows: 7, layout: LAYOUT });
  expect(zoo.metrics.numbers("step")).toEqual(Int32Array.of(0, 1, 18, 2, 3, 0, 1));
  expect(await readBlocks(zoo)).toEqual(smallWeights(7).data);
});

test("gzipped metrics, whatever they are called", async () => {
  const files = zooFiles(7);
  const packed = new Blob([files.metrics as BlobPart]).stream().pipeThrough(new CompressionStream("gzip"));
  const metrics = new Uint8Array(await new Response(packed).arrayBuffer());
  expect((await readZoo({ ...files, metrics })).metrics.columns).toEqual(
    (await readZoo(files)).metrics.columns,
  );
});

describe("blocks", () => {
  test("of the rows asked for, in their order, so many at a time", async () => {
    const blocks: number[][] = [];
    for await (const { rows, weights } of (await smallZoo(7)).blocks({
      rows: [6, 2, 2, 3, 4],
      blockRows: 2,
    })) {
      blocks.push(Array.from(rows));
      for (const [i, row] of rows.entries()) {
        const found = weights.data.subarray(i * weights.stride, i * weights.stride + PARAMETERS);
        expect(found).toEqual(rowOf(row));
      }
      expect(weights).toMatchObject({ rows: rows.length, columns: PARAMETERS, stride: PARAMETERS });
    }
    expect(blocks).toEqual([[6, 2], [2, 3], [4]]);
  });

  test("of rows that follow each other are views of the file", async () => {
    const files = zooFiles(7);
    const zoo = await readZoo(files);
    for await (const { weights } of zoo.blocks({ rows: [3, 4, 5] })) {
      expect(weights.data.buffer).toBe(files.weights.buffer);
    }
    for await (const { weights } of zoo.blocks({ rows: [3, 5] })) {
      expect(weights.data.buffer).not.toBe(files.weights.buffer);
    }
  });

  test("any rows in blocks of any size are those of the file", async () => {
    const zoo = await smallZoo(20);
    const rows = fc.array(fc.nat(19));
    await fc.assert(
      fc.asyncProperty(rows, fc.integer({ min: 1, max: 25 }), async (chosen, blockRows) => {
        const found = await readBlocks(zoo, { rows: chosen, blockRows });
        expect(found).toEqual(Float32Array.from(chosen.flatMap((row) => Array.from(rowOf(row)))));
      }),
    );
  });

  test("later changes of the rows asked for change nothing", async () => {
    const rows = Int32Array.of(0, 1, 2);
    const seen: number[] = [];
    for await (const block of (await smallZoo(7)).blocks({ rows, blockRows: 1 })) {
      rows.fill(6);
      seen.push(...block.rows);
    }
    expect(seen).toEqual([0, 1, 2]);
  });

  test("of a matrix with gaps between its rows", async () => {
    const wide = { ...smallWeights(4), columns: PARAMETERS - 1 };
    const source = memorySource(wide);
    const taken = await (await source.open()).take(Int32Array.of(1, 2));
    expect(taken).toMatchObject({ rows: 2, columns: PARAMETERS - 1, stride: PARAMETERS - 1 });
    expect(taken.data.subarray(0, PARAMETERS - 1)).toEqual(rowOf(1).subarray(0, PARAMETERS - 1));
  });

  test.each([
    ["rows beyond the last", { rows: [0, 7] }, "row 7 of small is out of range (0 to 6)"],
    ["negative rows", { rows: [-1] }, "row -1 of small is out of range (0 to 6)"],
    ["fractions", { rows: [1.5] }, "row 1.5 of small is out of range (0 to 6)"],
    ["blocks of no rows", { blockRows: 0 }, "the rows of a block must be a whole number above 0, not 0"],
    [
      "blocks of half a row",
      { blockRows: 0.5 },
      "the rows of a block must be a whole number above 0, not 0.5",
    ],
    [
      "blocks of NaN rows",
      { blockRows: Number.NaN },
      "the rows of a block must be a whole number above 0, not NaN",
    ],
  ])("refuse %s", async (_, options, problem) => {
    const reading = readBlocks(await smallZoo(7), options);
    await expect(reading).rejects.toThrow(RangeError);
    await expect(reading).rejects.toThrow(problem);
  });

  test("close the source, even where the reader stops early", async () => {
    let open = 0;
    const memory = memorySource(smallWeights(7));
    const source = {
      ...memory,
      open: async () => {
        open++;
        return { ...(await memory.open()), close: async () => void open-- };
      },
    };
    const zoo: Zoo = new StoredZoo("small", LAYOUT, smallMetrics(7), source);
    for await (const block of zoo.blocks({ blockRows: 2 })) if (block.rows[0] === 2) break;
    expect(open).toBe(0);
    await readBlocks(zoo);
    expect(open).toBe(0);
  });
});

describe("files that are not what they should be, or do not fit together", () => {
  const text = (value: string) => new TextEncoder().encode(value);
  const files = zooFiles(7);
  test.each([
    [
      "fewer metrics than weights",
      { ...files, metrics: zooFiles(5).metrics },
      "metrics.csv, row 5: the metrics have 5 rows, but the weights have 7",
    ],
    [
      "more metrics than weights",
      { ...files, metrics: zooFiles(9).metrics },
      "metrics.csv, row 7: the metrics have 9 rows, but the weights have 7",
    ],
    [
      "weights of another width",
      { ...files, weights: encodeNpy(new Float32Array(70), [7, 10]) },
      "small: the layout describes 9 parameters, but the weights have 10 columns",
    ],
    [
      "weights of one dimension",
      { ...files, weights: encodeNpy(new Float32Array(9)) },
      "weights.npy: has shape (9); the weights of a zoo are a matrix (rows, parameters)",
    ],
    [
      "weights of three dimensions",
      { ...files, weights: encodeNpy(new Float32Array(63), [7, 3, 3]) },
      "weights.npy: has shape (7, 3, 3); the weights of a zoo are a matrix",
    ],
    [
      "truncated weights",
      { ...files, weights: files.weights.subarray(0, -1) },
      "weights.npy, byte 379: is truncated: f4 data of shape (7, 9) takes 252 bytes, but the file has 251",
    ],
    [
      "metrics that are no gzip after all",
      { ...files, metrics: Uint8Array.of(0x1f, 0x8b, 1, 2, 3) },
      "metrics.csv: is a damaged gzip file",
    ],
    [
      "metrics that are not UTF-8",
      { ...files, metrics: Uint8Array.of(0x2c, 0xff) },
      "metrics.csv: is not UTF-8 text",
    ],
    ["an empty layout", { ...files, layout: text("") }, "layout.csv: is empty"],
  ])("%s", async (_, broken, problem) => {
    const reading = readZoo(broken, "small");
    await expect(reading).rejects.toThrow(problem);
    await expect(reading).rejects.toThrow(
      expect.objectContaining({ code: "BAD_INPUT", file: expect.any(String) }),
    );
  });
});
