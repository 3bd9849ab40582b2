import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { httpFile, openZooFiles } from "@weightcast/zoo-io";
import { openZoo } from "@weightcast/zoo-io/node";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runCli } from "./run-cli.js";
import { writeSmallZoo } from "./small-zoo.js";
import { startUi } from "./start-ui.js";

let folder: string;
let zoo: string;
let model: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "weightcast-ui-"));
  [zoo, model] = [join(folder, 'a "small" zoo'), join(folder, "model")];
  await writeSmallZoo(zoo);
  const fitted = await runCli("fit", zoo, "--predictor", "gbm", "--features", "wstats-glob", "-o", model);
  expect(fitted.code, fitted.stderr).toBe(0);
});
afterAll(() => rm(folder, { recursive: true }));

describe("ui with a zoo and a model", () => {
  let server: Awaited<ReturnType<typeof startUi>>;
  beforeAll(async () => {
    server = await startUi(zoo, "--model", model);
  });
  afterAll(async () => {
    expect(await server.stop()).toBe(0);
  });
  const get = (path: string) => fetch(`${server.url}${path}`);

  test("serves the page, and tells it what there is", async () => {
    const page = await (await get("")).text();
    expect(page).toMatch(/^<!doctype html>/i);
    const [, content] = /<meta name="weightcast-served" content="([^"]*)">/.exec(page)!;
    const served = JSON.parse(content!.replaceAll("&quot;", '"').replaceAll("&amp;", "&"));
    expect(served).toEqual({
      zoo: { name: zoo, files: expect.arrayContaining(["weights.npy", "metrics.csv.gz", "layout.csv"]) },
      model: expect.arrayContaining(["manifest.json", "rows.json", "model.txt"]),
      results: null,
    });
    const [, script] = /src="\.\/(assets\/[^"]+\.js)"/.exec(page)!;
    expect((await get(script!)).headers.get("content-type")).toContain("javascript");
  });

  test("isolates the page, so that its threads may share memory", async () => {
    const { headers } = await get("");
    expect(headers.get("cross-origin-opener-policy")).toBe("same-origin");
    expect(headers.get("cross-origin-embedder-policy")).toBe("require-corp");
  });

  test("serves the zoo's own files, which open as a zoo", async () => {
    const names = ["weights.npy", "metrics.csv.gz", "layout.csv"];
    const files = new Map(names.map((name) => [name, httpFile(`${server.url}served/zoo/${name}`, name)]));
    const [opened, served] = [await openZoo(zoo), await openZooFiles(files, "served")];
    expect(served.layout).toEqual(opened.layout);
    expect(served.metrics.columns).toEqual(opened.metrics.columns);
    expect(await served.fingerprint()).toBe(await opened.fingerprint());
    const bytes = await readFile(join(zoo, "weights.npy"));
    const whole = await get("served/zoo/weights.npy");
    expect(whole.status).toBe(200);
    expect(Buffer.compare(Buffer.from(await whole.arrayBuffer()), bytes)).toBe(0);
  });

  test.each<[string, number, string | null, (size: number) => [number, number]]>([
    ["bytes=0-0", 206, "bytes 0-0/SIZE", () => [0, 1]],
    ["bytes=10-19", 206, "bytes 10-19/SIZE", () => [10, 20]],
    ["bytes=10-", 206, "bytes 10-LAST/SIZE", (size) => [10, size]],
    ["bytes=10-99999999", 206, "bytes 10-LAST/SIZE", (size) => [10, size]],
    ["bytes=99999999-", 416, "bytes */SIZE", () => [0, 0]],
    ["bytes=5-3", 200, null, (size) => [0, size]],
    ["bytes=0-1,5-6", 200, null, (size) => [0, size]],
    ["lines=1-2", 200, null, (size) => [0, size]],
  ])("answers the range %s", async (range, status, contentRange, part) => {
    const bytes = await readFile(join(zoo, "weights.npy"));
    const answer = await fetch(`${server.url}served/zoo/weights.npy`, { headers: { range } });
    expect(answer.status).toBe(status);
    expect(answer.headers.get("content-range")).toBe(
      contentRange?.replace("SIZE", String(bytes.length)).replace("LAST", String(bytes.length - 1)) ?? null,
    );
    expect(answer.headers.get("etag")).toMatch(/^".+"$/);
    expect(
      Buffer.compare(Buffer.from(await answer.arrayBuffer()), bytes.subarray(...part(bytes.length))),
    ).toBe(0);
  });

  test("serves the model's files", async () => {
    const manifest = await (await get("served/model/manifest.json")).json();
    expect(manifest.predictor).toBe("gbm");
  });

  /** The status of an answer to a request whose path and host stand as they are. */
  const statusOf = (path: string, host = new URL(server.url).host) =>
    new Promise<number | undefined>((resolve, reject) => {
      const { hostname, port } = new URL(server.url);
      request({ hostname, port, path, headers: { host } }, (answer) => {
        answer.resume();
        resolve(answer.statusCode);
      })
        .on("error", reject)
        .end();
    });

  test.each([
    "/served/model/..%2f..%2fpackage.json",
    "/../package.json",
    "/assets/../../main.js",
    "/served/zoo/..%2f..%2fpackage.json",
    "/served/zoo/../../main.js",
    "/served/zoo/",
    "/nothing",
    "//",
    "/\\",
    "*",
    "/%",
  ])("has nothing at %s, and goes on", async (path) => {
    // Node's own parser refuses what is no path.
    expect([400, 404]).toContain(await statusOf(path));
    expect((await get("")).status).toBe(200);
  });

  test("is only for pages that it has served", async () => {
    const { port } = new URL(server.url);
    const { pathname } = new URL(server.url);
    expect(await statusOf(pathname, `evil.example:${port}`)).toBe(403);
  });

  test("a port that is taken is an error of one line", async () => {
    const { port } = new URL(server.url);
    const { code, stderr } = await runCli("ui", "--port", port);
    expect([code, stderr]).toEqual([
      2,
      `weightcast: port ${port} is in use; choose another, or 0 for any free port\n`,
    ]);
  });
});

test("a port that cannot be is an error of one line", async () => {
  const { code, stderr } = await runCli("ui", "--port", "99999");
  expect([code, stderr]).toEqual([
    2,
    "weightcast: --port takes a whole number from 0 to 65535, not '99999'\n",
  ]);
});

test("ui alone serves the page without a zoo", async () => {
  const { url, stop } = await startUi();
  expect(await (await fetch(url)).text()).toContain(
    'content="{&quot;zoo&quot;:null,&quot;model&quot;:null,&quot;results&quot;:null}"',
  );
  expect(await stop()).toBe(0);
});

describe("ui with the results of experiments", () => {
  const report = fileURLToPath(new URL("../../../fixtures/fashion_mnist_report", import.meta.url));

  test.each([report, join(report, "results.json")])("serves %s", async (path) => {
    const { url, stop } = await startUi(path);
    expect(await (await fetch(url)).text()).toContain(
      "&quot;results&quot;:{&quot;name&quot;:&quot;fashion_mnist_report&quot;,&quot;files&quot;:[&quot;results.json&quot;,&quot;environment.json&quot;]}",
    );
    const served = await (await fetch(`${url}served/results/results.json`)).text();
    expect(served).toBe(await readFile(join(report, "results.json"), "utf8"));
    expect(await stop()).toBe(0);
  });

  test("refuses damaged results in one line", async () => {
    const damaged = join(folder, "results.json");
    await writeFile(damaged, '{ "format": 1 }');
    const { code, stderr } = await runCli("ui", damaged);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^weightcast: .*results\.json: weightcast: .*\n$/);
  });
});
