import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { blobFile } from "@weightcast/runtime";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type RunningServer, startPageServer } from "../src/index.js";

let folder: string;
let server: RunningServer;
const script = "console.log(1);\n".repeat(200);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "weightcast-page-"));
  await mkdir(join(folder, "assets"));
  await writeFile(join(folder, "index.html"), "<html><head></head></html>");
  await writeFile(join(folder, "assets", "a b.js"), script);
  await mkdir(join(folder, "sample", "zoo"), { recursive: true });
  await writeFile(join(folder, "sample", "zoo", "weights.npy"), "0123456789");
  const files = new Map([["weights 1.npy", blobFile(new Blob(["0123456789"]), "weights 1.npy")]]);
  const results = { name: "report", files: new Map([["results.json", new TextEncoder().encode("{}")]]) };
  server = await startPageServer(folder, { zoo: { name: 'a "zoo"', files }, results }, 0);
});
afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

const get = (path: string, init?: RequestInit) => fetch(`${server.url}${path}`, init);

test("the address has a token that cannot be guessed, without which there is nothing", async () => {
  const { origin, pathname } = new URL(server.url);
  expect(pathname).toMatch(/^\/[\w-]{32}\/$/);
  for (const path of ["/", "/index.html", "/served/zoo/weights%201.npy", `${pathname.slice(0, -2)}/`]) {
    expect((await fetch(`${origin}${path}`)).status, path).toBe(404);
  }
});

test("the page knows what is served, and its headers keep others out", async () => {
  const page = await get("");
  expect(page.headers.get("content-type")).toBe("text/html; charset=utf-8");
  expect(await page.text()).toContain(
    'content="{&quot;zoo&quot;:{&quot;name&quot;:&quot;a \\&quot;zoo\\&quot;&quot;,&quot;files&quot;:[&quot;weights 1.npy&quot;]},&quot;model&quot;:null,&quot;results&quot;:{&quot;name&quot;:&quot;report&quot;,&quot;files&quot;:[&quot;results.json&quot;]}}"',
  );
  expect(page.headers.get("content-security-policy")).toMatch(/frame-ancestors 'none'/);
  expect(page.headers.get("cross-origin-resource-policy")).toBe("same-origin");
  expect(page.headers.get("x-content-type-options")).toBe("nosniff");
  expect(page.headers.get("referrer-policy")).toBe("no-referrer");
  for (const headers of [
    ["origin", "http://127.0.0.1:1"],
    ["origin", "null"],
    ["sec-fetch-site", "cross-site"],
    ["sec-fetch-site", "same-site"],
  ] as const) {
    expect((await get("", { headers: [[...headers]] })).status).toBe(403);
  }
});

test("files of the page are compressed and have their types", async () => {
  const asset = await get("assets/a%20b.js", { headers: { "accept-encoding": "gzip" } });
  expect(asset.headers.get("content-encoding")).toBe("gzip");
  expect(asset.headers.get("content-type")).toBe("text/javascript; charset=utf-8");
  expect(await asset.text()).toBe(script);
});

test("files of the zoo are sent in ranges, never compressed, and HEAD tells their size", async () => {
  const path = "served/zoo/weights%201.npy";
  const part = await get(path, { headers: { range: "bytes=2-4", "accept-encoding": "gzip" } });
  expect([part.status, await part.text(), part.headers.get("content-encoding")]).toEqual([206, "234", null]);
  const head = await get(path, { method: "HEAD" });
  expect([head.status, head.headers.get("content-length"), await head.text()]).toEqual([200, "10", ""]);
  expect(head.headers.get("cross-origin-resource-policy")).toBe("same-origin");
});

test("the page's sample zoo is sent in ranges too", async () => {
  const part = await get("sample/zoo/weights.npy", { headers: { range: "bytes=2-4" } });
  expect([part.status, await part.text(), part.headers.get("content-range")]).toEqual([
    206,
    "234",
    "bytes 2-4/10",
  ]);
});

test("refusals have the same headers, and tell nothing of the machine", async () => {
  const refused = await fetch(`${new URL(server.url).origin}/`, {
    headers: { origin: "http://evil.example" },
  });
  expect(refused.status).toBe(403);
  expect(refused.headers.get("content-security-policy")).toMatch(/frame-ancestors 'none'/);
  expect(refused.headers.get("x-content-type-options")).toBe("nosniff");
  expect(await refused.text()).not.toContain(folder);
});

test("results are served by their names", async () => {
  const answer = await get("served/results/results.json");
  expect(answer.headers.get("content-type")).toBe("application/json");
  expect(await answer.text()).toBe("{}");
  expect((await get("served/results/request.json")).status).toBe(404);
});

test("the browser keeps hashed files, and asks whether the others have changed", async () => {
  const asset = await get("assets/a%20b.js");
  expect(asset.headers.get("cache-control")).toBe("private, max-age=31536000, immutable");
  const page = await get("");
  expect(page.headers.get("cache-control")).toBe("private, no-cache");
  const tag = page.headers.get("etag")!;
  const again = await get("", { headers: { "if-none-match": tag } });
  expect([again.status, await again.text()]).toEqual([304, ""]);
  expect((await get("", { headers: { "if-none-match": 'W/"other"' } })).status).toBe(200);
});

test("HEAD tells what GET would send", async () => {
  for (const path of ["", "index.html", "assets/a%20b.js"]) {
    const [head, whole] = [await get(path, { method: "HEAD" }), await get(path)];
    expect([head.status, await head.text()], path).toEqual([200, ""]);
    expect(head.headers.get("etag"), path).toBe(whole.headers.get("etag"));
    expect(head.headers.get("content-type"), path).toBe(whole.headers.get("content-type"));
  }
});

test("no answer is longer than its file: many ranges, or ranges many times over, are one file", async () => {
  const path = "served/zoo/weights%201.npy";
  const range = `bytes=${Array.from({ length: 500 }, () => "0-9").join(",")}`;
  const many = await get(path, { headers: { range } });
  expect([many.status, (await many.arrayBuffer()).byteLength]).toEqual([200, 10]);
  // More than a request's head may hold is refused by Node itself.
  const tooMany = `bytes=${Array.from({ length: 5000 }, () => "0-9").join(",")}`;
  expect((await get(path, { headers: { range: tooMany } })).status).toBe(431);
  expect((await get(`${path}?rows=${"1,".repeat(500)}`)).headers.get("content-length")).toBe("10");
});
