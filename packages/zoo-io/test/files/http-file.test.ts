import { EventEmitter, once } from "node:events";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { CancelledError, InputError } from "@weightcast/core";
import { encodeNpy } from "@weightcast/npy";
import { describe, expect, test } from "vitest";
import { httpFile, openZooFiles, parseMetrics, readZoo } from "../../src/index.js";
import { convertZoo } from "../../src/node.js";
import {
  LAYOUT,
  PARAMETERS,
  readBlocks,
  smallMetrics,
  smallWeights,
  temporaryFolders,
  zooFiles,
} from "../small-zoo.js";
import { startServer } from "./http-server.js";

const newFolder = temporaryFolders();
const server = await startServer();
const bytes = zooFiles(40);

/** Serves files and tells their addresses apart from those of other tests. */
let served = 0;
function serve(content: Uint8Array, options: { etag?: string; hasRanges?: boolean } = {}) {
  const name = `file-${served++}`;
  const file = { bytes: content, hasRanges: true, ...options };
  server.files.set(name, file);
  return { file, stored: httpFile(`${server.url}${name}`, name) };
}

const large = Uint8Array.from({ length: 300_000 }, (_, i) => (i * 7) & 255);

async function readAll(stored: ReturnType<typeof httpFile>, position: number, length: number) {
  const file = await stored.open();
  const target = new Uint8Array(length);
  const count = await file.read(target, position);
  return { file, part: target.subarray(0, count) };
}

describe("a file that is read by ranges", () => {
  test("fetches its first part on opening, and then what is asked for", async () => {
    const { stored } = serve(large, { etag: '"1"' });
    server.ranges.length = 0;
    const { file, part } = await readAll(stored, 200_000, 1000);
    expect(file.size).toBe(large.length);
    expect(Buffer.compare(part, large.subarray(200_000, 201_000))).toBe(0);
    expect((await readAll(stored, large.length - 10, 100)).part).toHaveLength(10);
    expect((await readAll(stored, large.length, 100)).part).toHaveLength(0);
    expect(server.ranges.slice(0, 2)).toEqual(["bytes=0-16383", "bytes=200000-200999"]);
  });

  test("a small file takes one request, an empty file none after it", async () => {
    server.ranges.length = 0;
    expect((await readAll(serve(large.subarray(0, 500)).stored, 100, 1000)).part).toHaveLength(400);
    expect(server.ranges).toHaveLength(1);
    expect((await readAll(serve(new Uint8Array(0)).stored, 0, 10)).file.size).toBe(0);
  });

  test("is fetched whole where the server has no ranges", async () => {
    server.ranges.length = 0;
    const { file, part } = await readAll(serve(large, { hasRanges: false }).stored, 200_000, 1000);
    expect(file.size).toBe(large.length);
    expect(Buffer.compare(part, large.subarray(200_000, 201_000))).toBe(0);
    expect(server.ranges).toHaveLength(1);
  });
});

describe("what goes wrong is an error that names the file", () => {
  const opening = (stored: ReturnType<typeof httpFile>) => stored.open();

  test("no such file, a refusal, no server", async () => {
    await expect(opening(httpFile(`${server.url}none`, "none"))).rejects.toThrow(
      new InputError("does not exist: the server answered 404 Not Found", { file: "none" }),
    );
    const refused = serve(large);
    server.files.set("refused", {
      ...refused.file,
      answer(_, response) {
        response.statusCode = 403;
        response.end();
        return true;
      },
    });
    await expect(opening(httpFile(`${server.url}refused`, "refused"))).rejects.toThrow(
      "refused: cannot be fetched: the server answered 403 Forbidden",
    );
    await expect(opening(httpFile("http://127.0.0.1:1/x"))).rejects.toThrow(
      "http://127.0.0.1:1/x: cannot be fetched (",
    );
  });

  test.each<[string, (file: ReturnType<typeof serve>["file"]) => void]>([
    ["another ETag", (file) => Object.assign(file, { etag: '"2"' })],
    ["another length", (file) => Object.assign(file, { bytes: large.subarray(0, 250_000) })],
    ["no ranges any more", (file) => Object.assign(file, { hasRanges: false })],
    ["a file too short for the part", (file) => Object.assign(file, { bytes: large.subarray(0, 100_000) })],
  ])("a file that was changed since: %s", async (_, change) => {
    const { file, stored } = serve(large, { etag: '"1"' });
    const opened = await stored.open();
    change(file);
    const reading = opened.read(new Uint8Array(10), 200_000);
    await expect(reading).rejects.toThrow(InputError);
    await expect(reading).rejects.toThrow("changed on its server while it was being read; open it again");
  });

  test("a short answer, and one that breaks off", async () => {
    const { file, stored } = serve(large);
    const opened = await stored.open();
    const range = `bytes 200000-200099/${large.length}`;
    Object.assign(file, {
      answer(_: unknown, response: import("node:http").ServerResponse) {
        response.writeHead(206, { "content-range": range });
        response.end(large.subarray(200_000, 200_060));
        return true;
      },
    });
    await expect(opened.read(new Uint8Array(100), 200_000)).rejects.toThrow(
      "byte 200000: the server sent 60 bytes instead of the requested 100",
    );
    Object.assign(file, {
      answer(_: unknown, response: import("node:http").ServerResponse) {
        response.writeHead(206, { "content-range": range, "content-length": "100" });
        response.write(large.subarray(200_000, 200_060), () => response.destroy());
        return true;
      },
    });
    await expect(opened.read(new Uint8Array(100), 200_000)).rejects.toThrow(
      "byte 200000: the connection broke (",
    );
  });
});

describe("a signal ends requests that a server does not answer", () => {
  /** A file that is never answered; `asked` is kept once it is requested, `left` once the request is given up. */
  function silent() {
    const { file, stored } = serve(large);
    const events = new EventEmitter();
    const answer = (_: unknown, response: import("node:http").ServerResponse) => {
      response.on("close", () => events.emit("left"));
      events.emit("asked");
      return true;
    };
    return { file, stored, asked: once(events, "asked"), left: once(events, "left"), answer };
  }

  test("opening a file", async () => {
    const { file, stored, asked, left, answer } = silent();
    Object.assign(file, { answer });
    const stop = new AbortController();
    const opening = stored.open(stop.signal);
    await asked;
    stop.abort();
    await expect(opening).rejects.toThrow(new CancelledError(`reading ${stored.path} was cancelled`));
    await left;
  });

  test("reading the open file", async () => {
    const { file, stored, asked, left, answer } = silent();
    const stop = new AbortController();
    const opened = await stored.open(stop.signal);
    Object.assign(file, { answer });
    const reading = opened.read(new Uint8Array(10), 200_000);
    await asked;
    stop.abort();
    await expect(reading).rejects.toThrow(CancelledError);
    await left;
  });
});

describe("a zoo on a server", () => {
  const files = () =>
    new Map([
      ["weights.npy", serve(bytes.weights).stored],
      ["metrics.csv", serve(bytes.metrics).stored],
      ["layout.csv", serve(bytes.layout).stored],
    ]);

  test("is that of the folder", async () => {
    const zoo = await openZooFiles(files(), "served");
    expect(zoo).toMatchObject({ name: "served", rows: 40, layout: LAYOUT });
    expect(zoo.metrics.columns).toEqual(smallMetrics(40).columns);
    expect(await readBlocks(zoo)).toEqual(smallWeights(40).data);
  });

  test("is that of its Arrow file", async () => {
    const path = join(await newFolder(), "zoo.arrow");
    await convertZoo(await readZoo(bytes), "arrow", path);
    const zoo = await openZooFiles(new Map([["zoo.arrow", serve(await readFile(path)).stored]]), "served");
    expect(await readBlocks(zoo, { rows: [39, 0, 7] })).toEqual(
      Float32Array.from(
        [39, 0, 7].flatMap((row) =>
          Array.from(smallWeights(40).data.subarray(row * PARAMETERS, (row + 1) * PARAMETERS)),
        ),
      ),
    );
  });

  test("fetches rows that are near together with one request, others side by side", async () => {
    const [rows, columns] = [2000, 1000];
    const weights = Float32Array.from({ length: rows * columns }, (_, i) => i);
    const lines = Array.from({ length: rows }, (_, row) => `a/${row}/ckpt-0,0,0.5`);
    const text = [",step,test_accuracy", ...lines].join("\n");
    expect(parseMetrics(text).rows).toBe(rows);
    const layout = `varname,start_idx,end_idx,size,shape\nk,0,${columns},${columns},"(${columns},)"\n`;
    const zoo = await openZooFiles(
      new Map([
        ["weights.npy", serve(encodeNpy(weights, [rows, columns])).stored],
        ["metrics.csv", serve(new TextEncoder().encode(text)).stored],
        ["layout.csv", serve(new TextEncoder().encode(layout)).stored],
      ]),
      "served",
    );
    server.ranges.length = 0;
    // Rows of 4000 bytes: the first three are within reach of each other, the last is before the one that it follows.
    const wanted = [100, 102, 120, 400, 1000, 900];
    const read = await readBlocks(zoo, { rows: wanted });
    expect(wanted.map((row, i) => read[i * columns] === row * columns)).toEqual(wanted.map(() => true));
    // One request opens the file again.
    expect(server.ranges).toHaveLength(1 + 4);

    server.ranges.length = 0;
    const spread = Array.from({ length: 40 }, (_, i) => 50 * i);
    await readBlocks(zoo, { rows: spread });
    expect(server.ranges).toHaveLength(1 + 39);
    expect(server.mostParallel()).toBeGreaterThan(2);
    expect(server.mostParallel()).toBeLessThanOrEqual(6);
  });
});
