import { createHash } from "node:crypto";
import { readdir, readFile, symlink, writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { Progress } from "@weightcast/core";
import { CancelledError, InputError, TemporaryError } from "@weightcast/core";
import { afterEach, describe, expect, test, vi } from "vitest";
import { downloadFile } from "../src/node.js";
import { temporaryFolders } from "./temporary-folders.js";

const newFolder = temporaryFolders();
const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** What the names of kept bytes end with. */
const KEPT = ".partial-0123456789abcdef";
const BODY = Buffer.from(Array.from({ length: 300_000 }, (_, i) => (i * i) % 251));
const MD5 = createHash("md5").update(BODY).digest("hex");

/** Serves by `answer` on a free port of this machine; the ranges that were asked for are kept. */
async function serve(
  answer: (request: IncomingMessage, response: ServerResponse, visit: number) => void,
): Promise<{ url: string; ranges: (string | undefined)[] }> {
  const ranges: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    ranges.push(request.headers.range);
    answer(request, response, ranges.length - 1);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/images.gz`, ranges };
}

const startOf = (request: IncomingMessage) =>
  Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? "")?.[1] ?? 0);

/** As a server that knows ranges does; of each answer, only the first `most` bytes arrive. */
function answerRange(request: IncomingMessage, response: ServerResponse, most = Number.POSITIVE_INFINITY) {
  const start = startOf(request);
  if (start >= BODY.length) return response.writeHead(416).end();
  const headers = { "content-length": BODY.length - start };
  if (start === 0) response.writeHead(200, headers);
  else
    response.writeHead(206, {
      ...headers,
      "content-range": `bytes ${start}-${BODY.length - 1}/${BODY.length}`,
    });
  if (start + most >= BODY.length) return response.end(BODY.subarray(start));
  // What was written must arrive before the connection breaks.
  return response.write(BODY.subarray(start, start + most), () => setTimeout(() => response.destroy(), 30));
}

const answerWhole = (request: IncomingMessage, response: ServerResponse) => answerRange(request, response);

const remote = (url: string, hex = MD5) => ({ url, checksum: { algorithm: "md5", hex } as const });

test("a file, whole and with progress, and nothing beside it", async () => {
  const { url } = await serve(answerWhole);
  const folder = join(await newFolder(), "made", "for", "it");
  const seen: Progress[] = [];
  await downloadFile(remote(url), join(folder, "images.gz"), {
    onProgress: (progress) => seen.push(progress),
  });
  expect(BODY.equals(await readFile(join(folder, "images.gz")))).toBe(true);
  expect(await readdir(folder)).toEqual(["images.gz"]);
  expect(seen.at(-1)).toEqual({
    stage: "download images.gz",
    done: BODY.length,
    total: BODY.length,
    unit: "bytes",
  });
});

test("a connection that breaks is taken up where it broke", async () => {
  const { url, ranges } = await serve((request, response) => answerRange(request, response, 120_000));
  const path = join(await newFolder(), "images.gz");
  await downloadFile(remote(url), path);
  expect(BODY.equals(await readFile(path))).toBe(true);
  expect(ranges[0]).toBeUndefined();
  expect(ranges.length).toBeGreaterThan(1);
  expect(ranges.slice(1).every((range) => /^bytes=[1-9]\d*-$/.test(range!))).toBe(true);
});

test("a server that always stops keeps what it sent, and the next call goes on after it", async () => {
  let broken = true;
  const { url, ranges } = await serve((request, response) => {
    if (!broken) answerRange(request, response);
    else if (startOf(request) === 0) answerRange(request, response, 100_000);
    else response.destroy();
  });
  const folder = await newFolder();
  const path = join(folder, "images.gz");
  const failing = downloadFile(remote(url), path);
  await expect(failing).rejects.toThrow(TemporaryError);
  await expect(failing).rejects.toThrow(
    /^http:.*images\.gz: cannot be reached \(.+\); the first \d+ bytes are kept, and the same request continues after them$/,
  );
  const [name] = await readdir(folder);
  expect(name).toMatch(/^images\.gz\.partial-[0-9a-f]{16}$/);
  const kept = (await readFile(join(folder, name!))).length;
  expect(kept).toBeGreaterThan(0);

  broken = false;
  await downloadFile(remote(url), path);
  expect(ranges.at(-1)).toBe(`bytes=${kept}-`);
  expect(BODY.equals(await readFile(path))).toBe(true);
  expect(await readdir(folder)).toEqual(["images.gz"]);
});

test("a server without ranges sends all of it again", async () => {
  const { url } = await serve((_, response) => response.end(BODY));
  const path = join(await newFolder(), "images.gz");
  await writeFile(`${path}${KEPT}`, BODY.subarray(0, 1000));
  await downloadFile(remote(url), path);
  expect(BODY.equals(await readFile(path))).toBe(true);
});

test("a partial file that is whole already is used; one of another file is thrown away", async () => {
  const { url, ranges } = await serve(answerWhole);
  const path = join(await newFolder(), "images.gz");
  await writeFile(`${path}${KEPT}`, BODY);
  await downloadFile(remote(url), path);
  expect(ranges).toEqual([`bytes=${BODY.length}-`]);
  for (const other of [Buffer.alloc(1000), Buffer.alloc(BODY.length + 5)]) {
    await writeFile(`${path}${KEPT}`, other);
    await downloadFile(remote(url), path);
    expect(BODY.equals(await readFile(path))).toBe(true);
    expect(ranges.at(-1)).toBeUndefined();
  }
});

test("a wrong checksum is an error that names both, and nothing is kept", async () => {
  const { url, ranges } = await serve(answerWhole);
  const folder = await newFolder();
  const failing = downloadFile(remote(url, "0".repeat(32)), join(folder, "images.gz"));
  await expect(failing).rejects.toThrow(InputError);
  await expect(failing).rejects.toThrow(`its md5 is ${MD5}, not ${"0".repeat(32)}`);
  expect(await readdir(folder)).toEqual([]);
  expect(ranges).toHaveLength(1);
});

describe("without a checksum", () => {
  test("a file of the right length, taken up where it broke", async () => {
    const { url, ranges } = await serve((request, response) => answerRange(request, response, 200_000));
    const path = join(await newFolder(), "images.gz");
    await downloadFile({ url }, path);
    expect(BODY.equals(await readFile(path))).toBe(true);
    expect(ranges.length).toBeGreaterThan(1);
  });

  test("a file that is sent in chunks, without its length", async () => {
    const { url } = await serve((_, response) => {
      response.write(BODY.subarray(0, 1000), () => response.end(BODY.subarray(1000)));
    });
    const path = join(await newFolder(), "images.gz");
    await downloadFile({ url }, path);
    expect(BODY.equals(await readFile(path))).toBe(true);
  });

  test.each([
    ["tells the length", true],
    ["does not", false],
  ])("what is there already counts only if it is as long as the server %s", async (_, tells) => {
    const { url, ranges } = await serve((request, response) => {
      if (startOf(request) < BODY.length) answerRange(request, response);
      else response.writeHead(416, tells ? { "content-range": `bytes */${BODY.length}` } : {}).end();
    });
    const path = join(await newFolder(), "images.gz");
    await writeFile(`${path}${KEPT}`, BODY);
    await downloadFile({ url }, path);
    expect(ranges).toHaveLength(tells ? 1 : 2);
    await writeFile(`${path}${KEPT}`, Buffer.alloc(BODY.length + 5));
    await downloadFile({ url }, path);
    expect(ranges.at(-1)).toBeUndefined();
    expect(BODY.equals(await readFile(path))).toBe(true);
  });
});

describe("a server that refuses", () => {
  test("for good is asked once, and what was there is kept", async () => {
    const { url, ranges } = await serve((_, response) => response.writeHead(404).end("no such file"));
    const folder = await newFolder();
    await writeFile(join(folder, `images.gz${KEPT}`), BODY.subarray(0, 1000));
    await expect(downloadFile(remote(url), join(folder, "images.gz"))).rejects.toThrow(
      `${url}: the server answered 404 Not Found`,
    );
    expect(ranges).toHaveLength(1);
    expect(await readdir(folder)).toEqual([`images.gz${KEPT}`]);
  });

  test("for now is asked again", async () => {
    const { url } = await serve((request, response, visit) =>
      visit === 0 ? response.writeHead(503).end() : answerRange(request, response),
    );
    const path = join(await newFolder(), "images.gz");
    await downloadFile(remote(url), path);
    expect(BODY.equals(await readFile(path))).toBe(true);
  });
});

test("a server that sends another part than it was asked for", async () => {
  const { url } = await serve((_, response) =>
    response
      .writeHead(206, { "content-range": `bytes 7-${BODY.length - 1}/${BODY.length}` })
      .end(BODY.subarray(7)),
  );
  const path = join(await newFolder(), "images.gz");
  await writeFile(`${path}${KEPT}`, BODY.subarray(0, 1000));
  await expect(downloadFile(remote(url), path)).rejects.toThrow(
    "the server did not send the requested part, which begins at byte 1000",
  );
});

test("once stopped it says how to go on, and keeps what arrived", async () => {
  const { url } = await serve((_, response) => {
    response.writeHead(200, { "content-length": BODY.length });
    response.write(BODY.subarray(0, 1000));
  });
  const folder = await newFolder();
  const stop = new AbortController();
  const stopping = downloadFile(remote(url), join(folder, "images.gz"), {
    signal: stop.signal,
    onProgress: () => stop.abort(),
  });
  await expect(stopping).rejects.toThrow(CancelledError);
  await expect(stopping).rejects.toThrow("was cancelled; the same request continues it");
  const [name] = await readdir(folder);
  expect(await readFile(join(folder, name!))).toEqual(BODY.subarray(0, 1000));
});

test("two downloads to one path do not mix", async () => {
  const { url } = await serve(answerWhole);
  const path = join(await newFolder(), "images.gz");
  const both = await Promise.allSettled([downloadFile(remote(url), path), downloadFile(remote(url), path)]);
  const refused = both.filter((one) => one.status === "rejected");
  expect(refused).toHaveLength(1);
  expect(refused[0]!.reason).toBeInstanceOf(TemporaryError);
  expect(BODY.equals(await readFile(path))).toBe(true);
});

test("a link where bytes may be kept is not followed", async () => {
  const { url } = await serve(answerWhole);
  const folder = await newFolder();
  await writeFile(join(folder, "victim"), "theirs");
  await symlink(join(folder, "victim"), join(folder, `images.gz${KEPT}`));
  await downloadFile(remote(url), join(folder, "images.gz"));
  expect(await readFile(join(folder, "victim"), "utf8")).toBe("theirs");
  expect(BODY.equals(await readFile(join(folder, "images.gz")))).toBe(true);
});

describe("a file that changes on the server", () => {
  const serveVersions = async () => {
    let version = '"one"';
    const asked: (string | undefined)[] = [];
    const { url } = await serve((request, response, visit) => {
      asked.push(request.headers["if-range"] as string | undefined);
      response.setHeader("etag", version);
      if (request.headers["if-range"] !== version) delete request.headers.range;
      if (visit < 4) answerRange(request, response, 20_000);
      else answerRange(request, response);
    });
    return { url, asked, change: () => (version = '"two"') };
  };

  test("is fetched from its beginning, even by a later call", async () => {
    const { url, asked, change } = await serveVersions();
    const folder = await newFolder();
    await expect(downloadFile({ url }, join(folder, "images.gz"))).rejects.toThrow(TemporaryError);
    expect((await readdir(folder)).map((name) => name.endsWith(".version"))).toEqual([false, true]);
    change();
    await downloadFile({ url }, join(folder, "images.gz"));
    expect(asked).toEqual([undefined, '"one"', '"one"', '"one"', '"one"']);
    expect(BODY.equals(await readFile(join(folder, "images.gz")))).toBe(true);
    expect(await readdir(folder)).toEqual(["images.gz"]);
  });
});

describe("redirects", () => {
  test("are followed, and another host is named", async () => {
    const { url } = await serve(answerWhole);
    const elsewhere = url.replace("127.0.0.1", "localhost");
    const first = await serve((_, response) => response.writeHead(302, { location: elsewhere }).end());
    const path = join(await newFolder(), "images.gz");
    const seen = new Set<string>();
    await downloadFile(remote(first.url), path, { onProgress: ({ stage }) => seen.add(stage) });
    expect(Array.from(seen)).toEqual([`download images.gz from ${new URL(elsewhere).host}`]);
  });

  test("that go round in circles, or to what is no address on the web, are refused", async () => {
    const path = join(await newFolder(), "images.gz");
    const circle = await serve((_, response) => response.writeHead(302, { location: "/images.gz" }).end());
    await expect(downloadFile(remote(circle.url), path)).rejects.toThrow("is redirected more than 10 times");
    const file = await serve((_, response) =>
      response.writeHead(301, { location: "file:///etc/passwd" }).end(),
    );
    await expect(downloadFile(remote(file.url), path)).rejects.toThrow("the server redirects to file://");
    const nowhere = await serve((_, response) => response.writeHead(301).end());
    await expect(downloadFile(remote(nowhere.url), path)).rejects.toThrow(
      "the server redirects to no address",
    );
  });

  test("from https to http are refused", async () => {
    vi.stubGlobal(
      "fetch",
      async () => new Response(null, { status: 302, headers: { location: "http://a.example/x" } }),
    );
    const failing = downloadFile(remote("https://a.example/images.gz"), join(await newFolder(), "images.gz"));
    await expect(failing).rejects.toThrow("redirects to http://a.example, which is not encrypted");
    vi.unstubAllGlobals();
  });
});

test("a server that sends almost nothing is given up", async () => {
  const { url } = await serve((_, response) => {
    response.writeHead(200, { "content-length": BODY.length });
    response.write(BODY.subarray(0, 10));
  });
  const failing = downloadFile(remote(url), join(await newFolder(), "images.gz"), { patience: 0.1 });
  await expect(failing).rejects.toThrow(
    "sent fewer than 1024 bytes a second for 0.1 s; the first 10 bytes are kept",
  );
});
