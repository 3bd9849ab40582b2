import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { InputError } from "@weightcast/core";
import { describe, expect, test } from "vitest";
import { blobFile, findZoos, openZooFiles, readZoo } from "../../src/index.js";
import { convertZoo } from "../../src/node.js";
import { LAYOUT, readBlocks, smallMetrics, smallWeights, temporaryFolders, zooFiles } from "../small-zoo.js";

const newFolder = temporaryFolders();
const bytes = zooFiles(12);
const named = { "weights.npy": bytes.weights, "metrics.csv": bytes.metrics, "layout.csv": bytes.layout };

/** Files as a page has them. */
function blobs(files: Readonly<Record<string, Uint8Array>>) {
  return new Map(
    Object.entries(files).map(([name, content]) => [name, blobFile(new Blob([content as BlobPart]), name)]),
  );
}

async function arrowBytes(): Promise<Uint8Array> {
  const path = join(await newFolder(), "zoo.arrow");
  await convertZoo(await readZoo(bytes), "arrow", path, { rows: Int32Array.from(Array(12).keys()) });
  return readFile(path);
}

describe("a zoo of files that a page was given", () => {
  test("is that of the folder", async () => {
    const zoo = await openZooFiles(blobs(named), "given");
    expect(zoo).toMatchObject({ name: "given", rows: 12, layout: LAYOUT });
    expect(zoo.metrics.columns).toEqual(smallMetrics(12).columns);
    expect(await readBlocks(zoo)).toEqual(smallWeights(12).data);
  });

  test("may be an Arrow file", async () => {
    const zoo = await openZooFiles(blobs({ "zoo.arrow": await arrowBytes() }), "given");
    expect(zoo).toMatchObject({ rows: 12, layout: LAYOUT });
    expect(await readBlocks(zoo)).toEqual(smallWeights(12).data);
  });

  test("is read where rows are asked for only", async () => {
    const reads: [number, number][] = [];
    const blob = new Blob([bytes.weights as BlobPart]);
    const watched = {
      size: blob.size,
      slice: (start: number, end: number) => {
        reads.push([start, end]);
        return blob.slice(start, end);
      },
    } as Blob;
    const files = blobs(named).set("weights.npy", blobFile(watched, "weights.npy"));
    const zoo = await openZooFiles(files, "given");
    const header = bytes.weights.length - 4 * 12 * LAYOUT.parameters;
    for (const [, end] of reads) expect(end).toBeLessThanOrEqual(header);
    reads.length = 0;
    for await (const { weights } of zoo.blocks({ rows: [5] })) {
      expect(weights.data).toEqual(smallWeights(12).data.slice(5 * LAYOUT.parameters, 6 * LAYOUT.parameters));
    }
    const start = header + 4 * 5 * LAYOUT.parameters;
    expect(reads).toEqual([[start, start + 4 * LAYOUT.parameters]]);
  });

  test.each([
    [
      { "layout.csv": bytes.layout, "metrics.csv": bytes.metrics },
      "given: holds no weights.npy or all_weights.npy",
    ],
    [{ ...named, "weights.npy": bytes.weights.subarray(0, 200) }, "weights.npy, byte 200: is truncated"],
    [{ "zoo.arrow": new Uint8Array(40) }, "zoo.arrow, byte 0: is not an Arrow IPC file"],
  ])("that are none: %#, is an error that names the file", async (files, message) => {
    const opening = openZooFiles(blobs(files as Record<string, Uint8Array>), "given");
    await expect(opening).rejects.toThrow(InputError);
    await expect(opening).rejects.toThrow(message);
  });

  test("that the browser can no longer read is an error that names the file", async () => {
    const gone = { size: 100, slice: () => ({ arrayBuffer: () => Promise.reject(new Error("NotFound")) }) };
    const files = blobs(named).set("weights.npy", blobFile(gone as unknown as Blob, "weights.npy"));
    await expect(openZooFiles(files, "given")).rejects.toThrow("weights.npy: cannot be read (NotFound)");
  });
});

test("the zoos among files, by their names", () => {
  const names = ["weights.npy", "all_metrics.csv.gz", "layout.csv", "Zoo.ARROW", "network.npy", "x.arrow"];
  const found = findZoos([...names, "manifest.json", "arrow", "layout.csv.gz", "z.parquet"]);
  expect(found.map(({ format, ...zoo }) => ({ format: format.name, ...zoo }))).toEqual([
    { format: "npy", names: ["weights.npy", "all_metrics.csv.gz", "layout.csv"], hasWeights: true },
    { format: "arrow", names: ["Zoo.ARROW"], hasWeights: true },
    { format: "arrow", names: ["x.arrow"], hasWeights: true },
  ]);
  expect(findZoos(["metrics.csv"])).toMatchObject([{ names: ["metrics.csv"], hasWeights: false }]);
  expect(findZoos(["a.npy", "b.csv"])).toEqual([]);
});
