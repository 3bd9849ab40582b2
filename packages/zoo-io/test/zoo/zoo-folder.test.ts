import { execFileSync } from "node:child_process";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { encodeNpy } from "@weightcast/npy";
import { describe, expect, test } from "vitest";
import { openZoo } from "../../src/node.js";
import {
  LAYOUT,
  putFiles,
  readBlocks,
  smallMetrics,
  smallWeights,
  temporaryFolders,
  zooFiles,
} from "../small-zoo.js";

const newFolder = temporaryFolders();
const files = zooFiles(12);

async function gzipped(bytes: Uint8Array): Promise<Uint8Array> {
  const packed = new Blob([bytes as BlobPart]).stream().pipeThrough(new CompressionStream("gzip"));
  return new Uint8Array(await new Response(packed).arrayBuffer());
}

async function folderWith(named: Readonly<Record<string, Uint8Array>>): Promise<string> {
  const folder = await newFolder();
  await putFiles(folder, named);
  return folder;
}

describe("the names under which copies keep the files", () => {
  test.each([
    ["weights.npy", "metrics.csv.gz"],
    ["weights.npy", "metrics.csv"],
    ["all_weights.npy", "all_metrics.csv"],
    ["all_weights.npy", "all_metrics.csv.gz"],
  ])("%s and %s", async (weights, metrics) => {
    const text = metrics.endsWith(".gz") ? await gzipped(files.metrics) : files.metrics;
    const folder = await folderWith({
      [weights]: files.weights,
      [metrics]: text,
      "layout.csv": files.layout,
    });
    const zoo = await openZoo(folder);
    expect(zoo).toMatchObject({ name: folder, rows: 12, layout: LAYOUT });
    expect(zoo.metrics.columns).toEqual(smallMetrics(12).columns);
    expect(await readBlocks(zoo)).toEqual(smallWeights(12).data);
  });

  test("a packed file that is not named so, and others beside the three", async () => {
    const folder = await folderWith({
      "weights.npy": files.weights,
      "metrics.csv": await gzipped(files.metrics),
      "layout.csv": files.layout,
      "README.md": new Uint8Array(3),
    });
    expect((await openZoo(folder)).rows).toBe(12);
  });
});

const named = { "weights.npy": files.weights, "metrics.csv": files.metrics, "layout.csv": files.layout };

test("a folder that holds one zoo, and other things", async () => {
  const folder = await newFolder();
  await putFiles(join(folder, "mnist"), named);
  await putFiles(join(folder, "notes"), { "layout.csv": files.layout });
  await writeFile(join(folder, "README.md"), "");
  const zoo = await openZoo(folder);
  expect(zoo.name).toBe(folder);
  expect(await readBlocks(zoo, { rows: [11] })).toEqual(smallWeights(12).data.subarray(-9));
});

test("the weights are not read until they are asked for", async () => {
  const zoo = await openZoo(
    await folderWith({ ...named, "weights.npy": encodeNpy(new Float64Array(108), [12, 9]) }),
  );
  expect(zoo.rows).toBe(12);
  expect(await readBlocks(zoo, { rows: [3] })).toEqual(new Float32Array(9));
});

test.skipIf(process.platform === "win32").each(Object.keys(named))(
  "a pipe in the place of %s is refused, not waited for",
  async (name) => {
    const folder = await folderWith(named);
    await rm(join(folder, name));
    execFileSync("mkfifo", [join(folder, name)]);
    await expect(openZoo(folder)).rejects.toThrow(`${join(folder, name)}: is not a file`);
  },
);

describe("folders that are refused, by path", () => {
  const without = (name: keyof typeof named) =>
    Object.fromEntries(Object.entries(named).filter(([key]) => key !== name));

  test.each<[string, Record<string, Uint8Array>, string]>([
    ["without weights", without("weights.npy"), ": holds no weights.npy or all_weights.npy"],
    [
      "without metrics",
      without("metrics.csv"),
      ": holds no metrics.csv.gz or metrics.csv or all_metrics.csv.gz or all_metrics.csv",
    ],
    ["without a layout", without("layout.csv"), ": holds no layout.csv"],
    [
      "without metrics and weights",
      { "layout.csv": files.layout },
      ": holds no weights.npy or all_weights.npy; and FOLDER: holds no metrics.csv.gz or ",
    ],
    [
      "with a broken layout and truncated weights",
      { ...named, "layout.csv": Buffer.from("x"), "weights.npy": files.weights.subarray(0, 200) },
      "/layout.csv: the column 'varname' is missing; and FOLDER/weights.npy, byte 200: is truncated",
    ],
    [
      "where neither rows nor columns fit",
      { ...named, "weights.npy": encodeNpy(new Float32Array(80), [10, 8]) },
      "/metrics.csv, row 10: the metrics have 12 rows, but the weights have 10; and FOLDER: the layout describes 9",
    ],
    ["that are empty", {}, ": holds no layout.csv; and "],
    [
      "with broken gzip",
      { ...without("metrics.csv"), "metrics.csv.gz": Uint8Array.of(0x1f, 0x8b, 8) },
      "/metrics.csv.gz: is a damaged gzip file",
    ],
    [
      "with plain text named gzip",
      { ...without("metrics.csv"), "metrics.csv.gz": files.metrics },
      "/metrics.csv.gz: is a damaged gzip file",
    ],
    [
      "with fewer metrics",
      { ...named, "metrics.csv": zooFiles(10).metrics },
      "/metrics.csv, row 10: the metrics have 10 rows, but the weights have ",
    ],
    [
      "with a layout of another width",
      { ...named, "weights.npy": encodeNpy(new Float32Array(96), [12, 8]) },
      ": the layout describes 9 parameters, but the weights have 8 columns",
    ],
    [
      "with a broken layout",
      { ...named, "layout.csv": Buffer.from("varname,start_idx,end_idx,size,shape\na,0,1,1,[1]\n") },
      "/layout.csv, row 0, column shape: '[1]' is not a tuple",
    ],
    [
      "with a number that does not parse",
      { ...named, "metrics.csv": Buffer.from(",step,test_accuracy\na/b,0,half\n") },
      "/metrics.csv, row 0, column test_accuracy: 'half' is not a number",
    ],
    [
      "with truncated weights",
      { ...named, "weights.npy": files.weights.subarray(0, 200) },
      "/weights.npy, byte 200: is truncated",
    ],
  ])("%s", async (_, broken, problem) => {
    const folder = await folderWith(broken);
    await expect(openZoo(folder)).rejects.toThrow(`${folder}${problem.replace("FOLDER", folder)}`);
    await expect(openZoo(folder)).rejects.toThrow(expect.objectContaining({ code: "BAD_INPUT" }));
  });

  test("that are missing, or files", async () => {
    const folder = await folderWith(named);
    await expect(openZoo(join(folder, "none"))).rejects.toThrow(`${join(folder, "none")}: does not exist`);
    const file = join(folder, "weights.npy");
    await expect(openZoo(file)).rejects.toThrow(
      `${file}: is not a folder; a zoo is a folder with weights.npy`,
    );
  });

  test("that hold several zoos, which are named", async () => {
    const folder = await newFolder();
    for (const name of ["mnist", "cifar10"]) await putFiles(join(folder, name), named);
    await expect(openZoo(folder)).rejects.toThrow(`${folder}: holds several zoos: cifar10, mnist`);
  });

  test("where a folder stands for a file", async () => {
    const folder = await folderWith(without("weights.npy"));
    await mkdir(join(folder, "weights.npy"));
    await expect(openZoo(folder)).rejects.toThrow(`${join(folder, "weights.npy")}: is not a file`);
  });
});
