import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { InputError, UsageError } from "@weightcast/core";
import type { Zoo } from "@weightcast/zoo";
import { fingerprintZoo } from "@weightcast/zoo";
import { describe, expect, test } from "vitest";
import { convertZoo, openZoo, requireZooOutput, writeZoo } from "../../src/node.js";
import { PARAMETERS, readBlocks, smallZoo, temporaryFolders } from "../small-zoo.js";

const newFolder = temporaryFolders();
const columnsOf = (zoo: Zoo) => Object.fromEntries(zoo.metrics.columns);

async function converted(zoo: Zoo, options?: Parameters<typeof convertZoo>[3]): Promise<string> {
  const path = join(await newFolder(), "zoo.arrow");
  await convertZoo(zoo, "arrow", path, options);
  return path;
}

describe("an Arrow file", () => {
  // More rows than a block holds, so that there are several batches.
  const ROWS = 700;

  test("is the same zoo", async () => {
    const zoo = await smallZoo(ROWS);
    const read = await openZoo(await converted(zoo));
    expect(read.rows).toBe(ROWS);
    expect(read.layout).toEqual(zoo.layout);
    expect(columnsOf(read)).toEqual(columnsOf(zoo));
    expect(await readBlocks(read)).toEqual(await readBlocks(zoo));
    expect(await fingerprintZoo(read)).toBe(await fingerprintZoo(zoo));
  });

  test.each([true, false])("gives rows in any order, memory used again: %s", async (reuse) => {
    const zoo = await smallZoo(ROWS);
    const read = await openZoo(await converted(zoo));
    const rows = [699, 0, 255, 256, 257, 511, 512, 512, 3, 4, 5, 6];
    for (const blockRows of [1, 5, 600]) {
      expect(await readBlocks(read, { rows, blockRows, reuse })).toEqual(await readBlocks(zoo, { rows }));
    }
  });

  test("of chosen rows", async () => {
    const zoo = await smallZoo(ROWS);
    const rows = Int32Array.of(1, 2, 3, 400, 699);
    const read = await openZoo(await converted(zoo, { rows }));
    expect(read.metrics.text("checkpoint")).toEqual(
      Array.from(rows, (row) => zoo.metrics.text("checkpoint")[row]),
    );
    expect(await readBlocks(read)).toEqual(await readBlocks(zoo, { rows }));
  });

  test("becomes a folder again, byte for byte as the zoo was", async () => {
    const zoo = await smallZoo(ROWS);
    const folder = await newFolder();
    const [original, back] = [join(folder, "original"), join(folder, "back")];
    const blocks = zoo.blocks();
    async function* weights() {
      for await (const block of blocks) yield block.weights;
    }
    await writeZoo(original, { layout: zoo.layout, metrics: zoo.metrics, weights: weights() });
    await convertZoo(await openZoo(await converted(await openZoo(original))), "npy", back);
    for (const name of ["weights.npy", "metrics.csv.gz", "layout.csv"]) {
      expect((await readFile(join(back, name))).equals(await readFile(join(original, name)))).toBe(true);
    }
  });

  test("says how far it has come", async () => {
    const done: number[] = [];
    await converted(await smallZoo(ROWS), { onProgress: (progress) => done.push(progress.done) });
    expect(done).toEqual([256, 512, 700]);
  });

  test("is not written over without force, and nothing stays of one that fails", async () => {
    const zoo = await smallZoo(5);
    const path = await converted(zoo);
    await expect(convertZoo(zoo, "arrow", path)).rejects.toThrow(
      expect.objectContaining({ code: "OUTPUT_EXISTS" }),
    );
    await convertZoo(await smallZoo(7), "arrow", path, { force: true });
    expect((await openZoo(path)).rows).toBe(7);
  });
});

describe("a broken Arrow file", () => {
  const bytesOf = async () => readFile(await converted(await smallZoo(40)));

  async function opened(bytes: Uint8Array): Promise<Float32Array> {
    const path = join(await newFolder(), "broken.arrow");
    await writeFile(path, bytes);
    return readBlocks(await openZoo(path));
  }

  test("cut anywhere is refused by name", async () => {
    const bytes = await bytesOf();
    for (let length = 0; length < bytes.length; length += 37) {
      await expect(opened(bytes.subarray(0, length)), `${length} bytes`).rejects.toThrow(
        /broken\.arrow.*(not an Arrow IPC file|is truncated)/,
      );
    }
  });

  test("with any byte changed is refused, or still holds rows of weights", async () => {
    const bytes = await bytesOf();
    for (let at = 0; at < bytes.length; at += 7) {
      const changed = Buffer.from(bytes);
      changed[at]! ^= 0xff;
      const result = await opened(changed).catch((error: unknown) => error);
      if (result instanceof Float32Array) expect(result.length % PARAMETERS, `byte ${at}`).toBe(0);
      else expect(result, `byte ${at}`).toBeInstanceOf(InputError);
    }
  });

  test("that is malformed says so, where, and what to do", async () => {
    const bytes = await bytesOf();
    // The type of the second message's header, behind its prefix: whatever it was, 9 is none.
    const second = bytes.indexOf(Uint8Array.of(0xff, 0xff, 0xff, 0xff), 16);
    const end = second + 8 + bytes.readInt32LE(second + 4);
    bytes.fill(0xee, second + 8, end);
    await expect(opened(bytes)).rejects.toThrow(
      new RegExp(`broken\\.arrow, byte ${second}: is malformed \\(.+\\); convert the zoo again$`),
    );
  });

  test.each([
    ["text", new TextEncoder().encode("checkpoint,step\n".repeat(20)), "is not an Arrow IPC file"],
    ["nothing", new Uint8Array(0), "is not an Arrow IPC file"],
  ])("of %s", async (_, bytes, problem) => {
    await expect(opened(bytes)).rejects.toThrow(problem);
  });
});

describe("what does not go together is refused before anything is read", () => {
  test.each<[string, string, { readonly weights?: boolean }, string]>([
    ["arrow", "x.txt", {}, "the format arrow is a file with the extension .arrow or .feather, which "],
    ["arrow", "x", {}, "with the extension .arrow"],
    ["arrow", "arrow", {}, "with the extension .arrow"],
    ["parquet", "x.txt", {}, "the format parquet is a file with the extension .parquet, which "],
    ["parquet", "x.arrow", { weights: true }, "with the extension .parquet"],
    ["npy", "x.arrow", {}, "the format npy is a folder, but "],
    ["npy", "x.PARQUET", {}, "has the extension .parquet of a file"],
    ["npy", "x.npy", {}, "choose a path without it"],
    ["npy", "x.csv.gz", {}, "choose a path without it"],
    ["npy", "x", { weights: true }, "the format npy always includes the weights"],
    ["arrow", "x.arrow", { weights: true }, "the format arrow always includes the weights"],
    ["arrow", "x.arrow", { weights: false }, "the format arrow always includes the weights"],
  ])("%s to %s %j", async (format, name, options, problem) => {
    const folder = await newFolder();
    const unread: Zoo = {
      ...(await smallZoo(5)),
      blocks: () => {
        throw new Error("was read");
      },
    };
    const converting = convertZoo(unread, format, join(folder, name), options);
    await expect(converting).rejects.toThrow(UsageError);
    await expect(converting).rejects.toThrow(problem);
    expect(await readdir(folder)).toEqual([]);
  });

  test.each<[string, string, { readonly weights?: boolean }]>([
    ["arrow", "x.arrow", {}],
    ["arrow", "x.ARROW", {}],
    ["parquet", "x.parquet", { weights: true }],
    ["parquet", "x.parquet", { weights: false }],
    ["npy", "relu.v2", {}],
  ])("but not %s to %s %j", (format, path, options) => {
    expect(() => requireZooOutput(format, path, options)).not.toThrow();
  });
});
