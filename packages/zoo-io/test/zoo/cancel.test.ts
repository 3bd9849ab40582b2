import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { CancelledError, matrix } from "@weightcast/core";
import { expect, test } from "vitest";
import { blobFile, openZooFiles, type StoredFile } from "../../src/index.js";
import { convertZoo, openZoo, writeTable } from "../../src/node.js";
import { smallZoo, temporaryFolders, zooFiles } from "../small-zoo.js";

const newFolder = temporaryFolders();

/** Keeps the thread busy for a time in milliseconds. */
function workFor(milliseconds: number): void {
  const start = performance.now();
  while (performance.now() - start <= milliseconds);
}

/** A file that aborts `stop` when it is read for the `reads`th time. */
function stoppingFile(stored: StoredFile, stop: AbortController, reads: number): StoredFile {
  return {
    path: stored.path,
    async open() {
      const file = await stored.open();
      let count = 0;
      const read = (target: Uint8Array, position: number) => {
        if (++count === reads) stop.abort();
        return file.read(target, position);
      };
      return { ...file, read };
    },
  };
}

test.each(["arrow", "parquet", "npy"] as const)("a cancelled conversion to %s leaves nothing", async (to) => {
  const place = await newFolder();
  const stop = new AbortController();
  let done = 0;
  const converted = convertZoo(await smallZoo(1000), to, join(place, "new", to === "npy" ? "z" : `z.${to}`), {
    weights: to === "parquet" ? true : undefined,
    signal: stop.signal,
    onProgress: (progress) => {
      done = progress.done;
      stop.abort();
    },
  });
  await expect(converted).rejects.toThrow(CancelledError);
  expect(done).toBe(256);
  expect(await readdir(place)).toEqual([]);
});

test.each([".npy", ".csv", ".arrow", ".parquet"])(
  "a cancelled table %s leaves nothing",
  async (extension) => {
    const place = await newFolder();
    const stop = new AbortController();
    const keys = { name: "k", values: ["a", "b", "c"] };
    async function* blocks() {
      yield matrix(Float32Array.of(1), 1, 1);
      stop.abort();
      yield matrix(Float32Array.of(2, 3), 2, 1);
    }
    const table = { keys, columns: ["x"], elementType: "f32" as const, blocks: blocks() };
    const path = join(place, `t${extension}`);
    await expect(writeTable(path, table, { signal: stop.signal })).rejects.toThrow(CancelledError);
    expect(await readdir(place)).toEqual([]);
  },
);

test("opening is cancelled between the pieces of its metrics, and of an Arrow file", async () => {
  const bytes = zooFiles(40_000);
  const stop = new AbortController();
  const blob = (content: Uint8Array, path: string) => blobFile(new Blob([content as BlobPart]), path);
  const files = new Map([
    ["weights.npy", blob(bytes.weights, "weights.npy")],
    ["layout.csv", blob(bytes.layout, "layout.csv")],
    ["metrics.csv", stoppingFile(blob(bytes.metrics, "metrics.csv"), stop, 1)],
  ]);
  expect(bytes.metrics.length).toBeGreaterThan(2 ** 20);
  await expect(openZooFiles(files, "z", { signal: stop.signal })).rejects.toThrow(
    new CancelledError("reading metrics.csv was cancelled"),
  );

  const path = join(await newFolder(), "zoo.arrow");
  await convertZoo(await smallZoo(10), "arrow", path);
  await expect(openZoo(path, { signal: AbortSignal.abort() })).rejects.toThrow(CancelledError);
});

test("opening reports the bytes of the metrics that were read, and lets an abort be handled between pieces", async () => {
  const bytes = zooFiles(40_000);
  const blob = (content: Uint8Array, path: string) => blobFile(new Blob([content as BlobPart]), path);
  const files = new Map([
    ["weights.npy", blob(bytes.weights, "weights.npy")],
    ["layout.csv", blob(bytes.layout, "layout.csv")],
    ["metrics.csv", blob(bytes.metrics, "metrics.csv")],
  ]);
  const seen: number[] = [];
  await openZooFiles(files, "z", {
    onProgress: ({ done, total, unit }) => {
      expect([total, unit]).toEqual([bytes.metrics.length, "bytes"]);
      seen.push(done);
    },
  });
  expect(seen.length).toBeGreaterThan(1);
  expect(seen.at(-1)).toBe(bytes.metrics.length);

  const stop = new AbortController();
  const opening = openZooFiles(files, "z", {
    signal: stop.signal,
    onProgress: () => {
      // A message of another thread is an event like this one. It is handled after work of 50 ms, which parsing a piece need not last.
      setTimeout(() => stop.abort());
      workFor(60);
    },
  });
  await expect(opening).rejects.toThrow(CancelledError);
});
