import { mkdtemp, rm } from "node:fs/promises";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gatherRows } from "@weightcast/core";
import { parseLayout, parseMetrics } from "@weightcast/zoo-io";
import { openZoo, readNpy } from "@weightcast/zoo-io/node";
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
      zoo,
      model: expect.arrayContaining(["manifest.json", "rows.json", "model.txt"]),
    });
    const [, script] = /src="\.\/(assets\/[^"]+\.js)"/.exec(page)!;
    expect((await get(script!)).headers.get("content-type")).toContain("javascript");
  });

  test("isolates the page, so that its threads may share memory", async () => {
    const { headers } = await get("");
    expect(headers.get("cross-origin-opener-policy")).toBe("same-origin");
    expect(headers.get("cross-origin-embedder-policy")).toBe("require-corp");
  });

  test("serves the zoo's metrics, its layout and the weights of any rows", async () => {
    const opened = await openZoo(zoo);
    const layout = parseLayout(await (await get("served/layout.csv")).text());
    expect(layout).toEqual(opened.layout);
    const metrics = parseMetrics(await (await get("served/metrics.csv")).text());
    expect(Array.from(metrics.numbers("test_accuracy"))).toEqual(
      Array.from(opened.metrics.numbers("test_accuracy")),
    );
    const rows = Int32Array.of(7, 0, 3);
    const answer = await fetch(`${server.url}served/weights`, { method: "POST", body: rows });
    const weights = await readNpy(join(zoo, "weights.npy"));
    const matrix = {
      data: weights.data as Float32Array,
      rows: weights.shape[0]!,
      columns: weights.shape[1]!,
    };
    const expected = gatherRows({ ...matrix, stride: matrix.columns }, rows);
    expect(new Float32Array(await answer.arrayBuffer())).toEqual(expected.data);
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
    "/served/weights",
    "/nothing",
    "//",
    "/\\",
    "*",
    "/%",
  ])("has nothing at %s, and goes on", async (path) => {
    expect(await statusOf(path)).toBe(404);
    expect(await statusOf("/")).toBe(200);
  });

  test.each([
    [new Uint8Array(3), "row numbers have 4 bytes each"],
    [Int32Array.of(-1), "row -1 of "],
    [Int32Array.of(1_000_000), "row 1000000 of "],
    [new Uint8Array((1 << 20) + 4), "too many rows"],
  ])("refuses a request for rows that it cannot read", async (body, reason) => {
    const answer = await fetch(`${server.url}served/weights`, { method: "POST", body });
    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain(reason);
  });

  test("is only for pages that it has served", async () => {
    const { port } = new URL(server.url);
    expect(await statusOf("/", `evil.example:${port}`)).toBe(403);
  });

  test("a port that is taken is an error of one line", async () => {
    const { port } = new URL(server.url);
    const { code, stderr } = await runCli("ui", "--port", port);
    expect([code, stderr]).toEqual([
      2,
      `weightcast: port ${port} is taken; choose another, or 0 for any that is free\n`,
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
    'content="{&quot;zoo&quot;:null,&quot;model&quot;:null}"',
  );
  expect(await stop()).toBe(0);
});
