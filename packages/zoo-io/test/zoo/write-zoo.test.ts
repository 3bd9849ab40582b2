import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { type Matrix, matrix, matrixRows } from "@weightcast/core";
import { encodeNpy } from "@weightcast/npy";
import { describe, expect, test } from "vitest";
import { formatLayout, formatMetrics } from "../../src/index.js";
import { openZoo, writeZoo, ZOO_FILE_NAMES, type ZooContents } from "../../src/node.js";
import {
  LAYOUT,
  PARAMETERS,
  putFiles,
  readBlocks,
  smallMetrics,
  smallWeights,
  temporaryFolders,
} from "../small-zoo.js";

const newFolder = temporaryFolders();

/** The small zoo in blocks of `sizes` rows. */
function contents(sizes: readonly number[]): ZooContents {
  const rows = sizes.reduce((sum, size) => sum + size, 0);
  async function* weights() {
    let first = 0;
    for (const size of sizes) {
      yield matrixRows(smallWeights(rows), first, size);
      first += size;
    }
  }
  return { layout: LAYOUT, metrics: smallMetrics(rows), weights: weights() };
}

const failing = (matrices: Iterable<Matrix<Float32Array>>): ZooContents => ({
  ...contents([5]),
  weights: (async function* () {
    yield* matrices;
    throw new Error("out of luck");
  })(),
});

const bytesIn = async (folder: string) =>
  Promise.all(
    (await readdir(folder))
      .sort()
      .map(async (name) => [name, (await readFile(join(folder, name))).toString("hex")]),
  );

test("what is written is opened", async () => {
  const folder = join(await newFolder(), "a", "zoo");
  await writeZoo(folder, contents([5, 7, 0, 1]));
  const zoo = await openZoo(folder);
  expect(zoo.layout).toEqual(LAYOUT);
  expect(zoo.metrics.columns).toEqual(smallMetrics(13).columns);
  expect(await readBlocks(zoo)).toEqual(smallWeights(13).data);
});

test("the files are those of the Small CNN Zoo", async () => {
  const folder = join(await newFolder(), "zoo");
  await writeZoo(folder, contents([5]));
  expect((await readdir(folder)).sort()).toEqual(["layout.csv", "metrics.csv.gz", "weights.npy"]);
  const read = (name: keyof typeof ZOO_FILE_NAMES) => readFile(join(folder, ZOO_FILE_NAMES[name]));
  expect((await read("weights")).equals(encodeNpy(smallWeights(5).data, [5, PARAMETERS]))).toBe(true);
  expect((await read("layout")).toString()).toBe(formatLayout(LAYOUT));
  expect(gunzipSync(await read("metrics")).toString()).toBe(formatMetrics(smallMetrics(5)));
});

test("the same zoo gives the same bytes, however its weights are divided into blocks", async () => {
  const folder = await newFolder();
  await writeZoo(join(folder, "a"), contents([5, 6]));
  await writeZoo(join(folder, "b"), contents([1, 10]));
  expect(await bytesIn(join(folder, "a"))).toEqual(await bytesIn(join(folder, "b")));
});

test("an empty zoo", async () => {
  const folder = join(await newFolder(), "zoo");
  await writeZoo(folder, contents([]));
  expect((await openZoo(folder)).rows).toBe(0);
});

describe("all of it or nothing", () => {
  test("weights that fail half way leave nothing, parents included", async () => {
    const folder = await newFolder();
    await expect(writeZoo(join(folder, "made", "zoo"), failing([smallWeights(3)]))).rejects.toThrow(
      "out of luck",
    );
    expect(await readdir(folder)).toEqual([]);
  });

  test.each<[string, ZooContents, string]>([
    [
      "fewer rows than metrics",
      { ...contents([5]), metrics: smallMetrics(6) },
      "the blocks have 5 rows, but the metrics have 6",
    ],
    [
      "more rows than metrics",
      { ...contents([5]), metrics: smallMetrics(4) },
      "the blocks have 5 rows, but the metrics have 4",
    ],
    [
      "blocks of another width",
      {
        ...contents([]),
        weights: (async function* () {
          yield matrix(new Float32Array(16), 2, 8);
        })(),
      },
      "a block has 8 columns, 8 elements apart, but the layout has 9 parameters",
    ],
    [
      "blocks with gaps",
      {
        ...contents([]),
        weights: (async function* () {
          yield matrix(new Float32Array(20), 2, 9, 10);
        })(),
      },
      "a block has 9 columns, 10 elements apart",
    ],
  ])("%s", async (_, broken, problem) => {
    const folder = await newFolder();
    const writing = writeZoo(join(folder, "zoo"), broken);
    await expect(writing).rejects.toThrow(RangeError);
    await expect(writing).rejects.toThrow(problem);
    expect(await readdir(folder)).toEqual([]);
  });

  test("a failure while replacing leaves the zoo that was there", async () => {
    const folder = await newFolder();
    await writeZoo(join(folder, "zoo"), contents([5]));
    const before = await bytesIn(join(folder, "zoo"));
    await expect(writeZoo(join(folder, "zoo"), failing([smallWeights(3)]), { force: true })).rejects.toThrow(
      "luck",
    );
    expect(await readdir(folder)).toEqual(["zoo"]);
    expect(await bytesIn(join(folder, "zoo"))).toEqual(before);
  });
});

describe("what is there already", () => {
  test("is refused", async () => {
    const folder = await newFolder();
    await writeZoo(join(folder, "zoo"), contents([5]));
    await expect(writeZoo(join(folder, "zoo"), contents([6]))).rejects.toThrow(
      expect.objectContaining({ code: "OUTPUT_EXISTS", path: join(folder, "zoo") }),
    );
    expect((await openZoo(join(folder, "zoo"))).rows).toBe(5);
  });

  test("is replaced with force where it is a zoo or empty", async () => {
    const folder = await newFolder();
    await writeZoo(join(folder, "zoo"), contents([5]));
    await writeFile(join(folder, "zoo", "old.txt"), "");
    await mkdir(join(folder, "empty"));
    for (const name of ["zoo", "empty"]) {
      await writeZoo(join(folder, name), contents([6]), { force: true });
      expect((await openZoo(join(folder, name))).rows).toBe(6);
      expect(await readdir(join(folder, name))).toHaveLength(3);
    }
    expect((await readdir(folder)).sort()).toEqual(["empty", "zoo"]);
  });

  test("is kept, with force too, where it is something else", async () => {
    const folder = await newFolder();
    await putFiles(join(folder, "thesis"), { "thesis.tex": Uint8Array.of(1) });
    await expect(writeZoo(join(folder, "thesis"), contents([5]), { force: true })).rejects.toThrow(
      "it has no weights.npy and is therefore not replaced; choose another path",
    );
    expect(await readdir(join(folder, "thesis"))).toEqual(["thesis.tex"]);
  });
});
