import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { runCli, startCli } from "./run-cli.js";

/** A zoo of 12 rows in 6 runs, packed by Python. */
const ARCHIVE = fileURLToPath(
  new URL("../../../packages/zoo-io/test/golden/archives/crc64.tar.xz", import.meta.url),
);
let body: Buffer;
let folder: string;
const servers: Server[] = [];

beforeAll(async () => {
  body = await readFile(ARCHIVE);
  folder = await mkdtemp(join(tmpdir(), "weightcast-get-"));
  vi.stubEnv("XDG_CACHE_HOME", join(folder, "cache"));
});
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

/** A mirror on a free port of this machine; what it is asked for is kept. */
async function mirror(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<{ url: string; asked: string[] }> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.url} ${request.headers.range ?? "whole"}`);
    answer(request, response);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/zoos`, asked };
}

/** Sends what is asked for; `most` bytes of it, and then nothing more. */
function send(request: IncomingMessage, response: ServerResponse, most = Number.POSITIVE_INFINITY): void {
  const start = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? "")?.[1] ?? 0);
  const headers = { "content-length": body.length - start };
  const range = `bytes ${start}-${body.length - 1}/${body.length}`;
  if (start === 0) response.writeHead(200, headers);
  else response.writeHead(206, { ...headers, "content-range": range });
  if (start + most >= body.length) response.end(body.subarray(start));
  else response.write(body.subarray(start, start + most));
}

/** The number of bytes of a download that are kept in a folder. */
async function partialSize(place: string): Promise<number> {
  const names = await readdir(place).catch((): string[] => []);
  const name = names.find((each) => /\.partial-[0-9a-f]{16}$/.test(each));
  return name === undefined ? 0 : (await readFile(join(place, name))).length;
}

test("a download that Ctrl-C stopped goes on; what it brings is a zoo", async () => {
  let stalls = true;
  const { url, asked } = await mirror((request, response) =>
    send(request, response, stalls ? 100 : undefined),
  );
  const place = join(folder, "stopped");
  const output = join(place, "mnist");
  const args = ["zoo", "get", "mnist", "--url", url, "-o", output];

  const { child, ended } = startCli(...args);
  await vi.waitFor(async () => expect(await partialSize(place)).toBe(100), { timeout: 30_000 });
  child.kill("SIGINT");
  const stopped = await ended;
  expect(stopped.stderr).toBe(
    `weightcast: downloading ${url}/mnist.tar.xz was cancelled; the same request continues it\n`,
  );
  expect(stopped.code).toBe(130);
  expect(await readdir(place)).toEqual([expect.stringMatching(/^mnist\.download-mnist\.tar\.xz\.partial-/)]);

  stalls = false;
  const done = await runCli(...args);
  expect(done.stderr).toBe("");
  expect(done.code).toBe(0);
  expect(done.stdout).toBe(
    `wrote 12 rows of 6 runs to ${output}\nfrom the Small CNN Zoo of Unterthiner et al., "Predicting Neural Network Accuracy from Weights" (2020), arXiv:2002.11448; CC-BY 4.0\n`,
  );
  expect(asked).toEqual(["/zoos/mnist.tar.xz whole", "/zoos/mnist.tar.xz bytes=100-"]);
  expect(await readdir(place)).toEqual(["mnist"]);

  const info = await runCli("zoo", "info", output, "--json");
  expect(JSON.parse(info.stdout)).toMatchObject({ rows: 12, runs: 6, parameters: 9, steps: [0, 1] });
  const again = await runCli(...args);
  expect(again).toMatchObject({ code: 2, stderr: expect.stringContaining("already exists") });
  expect(asked).toHaveLength(2);
});

test("an archive that is kept, and taken up where only the unpacking is left", async () => {
  const { url, asked } = await mirror((request, response) => send(request, response));
  const output = join(folder, "kept", "svhn");
  const args = ["zoo", "get", "svhn_cropped", "--url", `${url}/`, "--keep-archive", "-o", output, "--json"];
  const done = await runCli(...args);
  expect(JSON.parse(done.stdout)).toMatchObject({ output, rows: 12, runs: 6, licence: "CC-BY 4.0" });
  expect((await readdir(join(folder, "kept"))).sort()).toEqual(["svhn", "svhn.download-svhn_cropped.tar.xz"]);
  expect((await runCli(...args, "--force")).code).toBe(0);
  expect(asked).toEqual(["/zoos/svhn_cropped.tar.xz whole"]);
});

test("an archive that is another than the first time is refused", async () => {
  const { url } = await mirror((request, response) => send(request, response));
  const get = (name: string) =>
    runCli("zoo", "get", "mnist", "--url", url, "-o", join(folder, "again", name));
  expect((await get("first")).code).toBe(0);
  const earlier = body;
  body = Buffer.concat([body, Buffer.alloc(4)]);
  const { code, stderr } = await get("second");
  body = earlier;
  expect(code).toBe(2);
  expect(stderr).toMatch(
    /mnist\.tar\.xz: is another file than the first time: its SHA-256 is [0-9a-f]{64}, not/,
  );
});

test("an archive that is no zoo is thrown away, so that the next try gets it anew", async () => {
  const { url } = await mirror((_, response) => response.end("<html>log in first</html>"));
  const place = join(folder, "broken");
  const failed = await runCli("zoo", "get", "cifar10", "--url", url, "-o", join(place, "cifar10"));
  expect(failed.stderr).toMatch(/cifar10\.download-cifar10\.tar\.xz, byte 0: is not an \.xz file\n$/);
  expect(failed).toMatchObject({ code: 2, stdout: "" });
  expect(await readdir(place)).toEqual([]);
});

test("a server without the archive, and what makes no sense", async () => {
  const { url } = await mirror((_, response) => response.writeHead(404).end());
  const output = join(folder, "none");
  const missing = await runCli("zoo", "get", "mnist", "--url", url, "-o", output);
  expect(missing).toMatchObject({
    code: 2,
    stderr: `weightcast: ${url}/mnist.tar.xz: the server answered 404 Not Found\n`,
  });
  const name = await runCli("zoo", "get", "imagenet", "-o", output);
  expect(name.stderr).toContain("Allowed choices are mnist, fashion_mnist, cifar10, svhn_cropped");
  expect(name.code).toBe(2);
  for (const base of ["ftp://example.org/", "here"]) {
    const refused = await runCli("zoo", "get", "mnist", "--url", base, "-o", output);
    expect(refused.stderr).toBe(
      `weightcast: --url takes an address that begins with https:// or http://, not '${base}'\n`,
    );
  }
});

test("an archive stands for a zoo", async () => {
  for (const args of [
    ["zoo", "info", ARCHIVE],
    ["zoo", "verify", ARCHIVE],
    ["features", ARCHIVE, "--set", "wstats-glob", "-o", join(folder, "features.csv")],
    ["zoo", "convert", ARCHIVE, "--to", "arrow", "-o", join(folder, "zoo.arrow")],
  ]) {
    const { code, stderr } = await runCli(...args);
    expect(stderr).toBe("");
    expect(code).toBe(0);
  }
  expect(await readdir(join(folder, "cache", "weightcast", "archives"))).toHaveLength(1);
  const broken = join(folder, "broken.tar.xz");
  await writeFile(broken, body.subarray(0, 400));
  const verified = await runCli("zoo", "verify", broken);
  expect(verified.stdout).toMatch(/broken\.tar\.xz, byte 400: is truncated or damaged/);
  expect(verified.code).toBe(1);
});
