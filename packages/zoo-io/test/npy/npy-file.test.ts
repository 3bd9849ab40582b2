import { readFile, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { encodeNpy, type NpyEncoding } from "@weightcast/npy";
import { StoredZoo } from "@weightcast/zoo";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { NpyFile } from "../../src/index.js";
import { diskFile, readNpy } from "../../src/node.js";
import {
  LAYOUT,
  PARAMETERS,
  readBlocks,
  smallMetrics,
  smallWeights,
  temporaryFolders,
} from "../small-zoo.js";

const ROWS = 40;
const newFolder = temporaryFolders();

/** The small zoo's weights, as another dtype and in another order. */
async function weightsFile(encoding: NpyEncoding): Promise<string> {
  const { data } = smallWeights(ROWS);
  const moved = data.map((_, i) => data[(i % ROWS) * PARAMETERS + Math.floor(i / ROWS)]!);
  const numbers = encoding.fortranOrder === true ? moved : data;
  const stored = encoding.dtype === "f8" ? Float64Array.from(numbers) : numbers;
  const path = join(await newFolder(), "weights.npy");
  await writeFile(path, encodeNpy(stored, [ROWS, PARAMETERS], encoding));
  return path;
}

describe.each<NpyEncoding>([
  { dtype: "f4" },
  { dtype: "f4", littleEndian: false },
  { dtype: "f4", fortranOrder: true },
  { dtype: "f8" },
  { dtype: "f8", littleEndian: false, fortranOrder: true },
  { dtype: "f2" },
  { dtype: "f2", littleEndian: false },
  { dtype: "f2", fortranOrder: true, version: 3 },
])("a file of %o", (encoding) => {
  test("any rows, in any order, are those of the zoo in memory", async () => {
    const file = await NpyFile.inspect(diskFile(await weightsFile(encoding)));
    expect(file).toMatchObject({ rows: ROWS, columns: PARAMETERS, header: { dtype: encoding.dtype } });
    const zoo = new StoredZoo("file", LAYOUT, smallMetrics(ROWS), file);
    expect(await readBlocks(zoo, { blockRows: 7 })).toEqual(smallWeights(ROWS).data);
    const rows = fc.array(fc.nat(ROWS - 1), { maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(rows, fc.integer({ min: 1, max: 50 }), async (chosen, blockRows) => {
        const expected = chosen.flatMap((row) =>
          Array.from(smallWeights(ROWS).data.subarray(row * PARAMETERS, (row + 1) * PARAMETERS)),
        );
        expect(await readBlocks(zoo, { rows: chosen, blockRows })).toEqual(Float32Array.from(expected));
      }),
      { numRuns: 30 },
    );
  });

  test("read whole, it is what was written", async () => {
    const path = await weightsFile(encoding);
    const array = await readNpy(path);
    const again = encodeNpy(array.data, array.shape, { ...encoding, dtype: array.dtype });
    expect(Buffer.from(again).equals(await readFile(path))).toBe(true);
  });
});

test("blocks keep their memory: a later one does not change an earlier one", async () => {
  const zoo = new StoredZoo(
    "file",
    LAYOUT,
    smallMetrics(ROWS),
    await NpyFile.inspect(diskFile(await weightsFile({}))),
  );
  const blocks = [];
  for await (const { weights } of zoo.blocks({ blockRows: 16 })) blocks.push(weights.data);
  expect(Float32Array.from(blocks.flatMap((block) => Array.from(block)))).toEqual(smallWeights(ROWS).data);
});

describe("files that are refused, by path", () => {
  const opened = async (bytes: Uint8Array) => {
    const path = join(await newFolder(), "w.npy");
    await writeFile(path, bytes);
    return { path, inspecting: NpyFile.inspect(diskFile(path)) };
  };
  const good = encodeNpy(smallWeights(ROWS).data, [ROWS, PARAMETERS]);

  test.each<[string, Uint8Array, RegExp]>([
    [
      "shorter than the header says",
      good.subarray(0, -1),
      /, byte 1567: is truncated: f4 data of shape \(40, 9\) takes 1440 bytes, but the file has 1439$/,
    ],
    ["longer than the header says", Buffer.concat([good, Uint8Array.of(0)]), /, byte 1568: is too long/],
    ["cut in the header", good.subarray(0, 50), /, byte 50: ends inside its \.npy header/],
    ["cut in the first bytes", good.subarray(0, 9), /, byte 9: ends inside its \.npy header/],
    ["empty", new Uint8Array(0), /, byte 0: is not a \.npy file/],
    ["of a vector", encodeNpy(new Float32Array(9)), /: has shape \(9\); the weights of a zoo are a matrix/],
    ["of a number", encodeNpy(new Float32Array(1), []), /: has shape \(\)/],
    ["of three dimensions", encodeNpy(new Float32Array(8), [2, 2, 2]), /: has shape \(2, 2, 2\)/],
  ])("%s", async (_, bytes, problem) => {
    const { path, inspecting } = await opened(bytes);
    await expect(inspecting).rejects.toThrow(expect.objectContaining({ code: "BAD_INPUT", file: path }));
    await expect(inspecting).rejects.toThrow(problem);
  });

  test("that are missing, or folders", async () => {
    const folder = await newFolder();
    const missing = join(folder, "none.npy");
    for (const reading of [NpyFile.inspect(diskFile(missing)), readNpy(missing)]) {
      await expect(reading).rejects.toThrow(`${missing}: does not exist`);
      await expect(reading).rejects.toThrow(
        expect.objectContaining({ cause: expect.objectContaining({ code: "ENOENT" }) }),
      );
    }
    await expect(NpyFile.inspect(diskFile(folder))).rejects.toThrow(`${folder}: is not a file`);
    await expect(readNpy(folder)).rejects.toThrow(`${folder}: cannot be read (EISDIR)`);
  });

  test("that become shorter while they are read", async () => {
    const { path, inspecting } = await opened(good);
    const zoo = new StoredZoo("file", LAYOUT, smallMetrics(ROWS), await inspecting);
    await truncate(path, good.length - 100);
    await expect(readBlocks(zoo)).rejects.toThrow(`${path}, byte ${good.length - 100}: became shorter`);
  });
});
