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
  const files = new Map([["weights 1.npy", blobFile(new Blob(["0123456789"]), "weights 1.npy")]]);
  server = await startPageServer(folder, { zoo: { name: 'a "zoo"', files } }, 0);
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
    'content="{&quot;zoo&quot;:{&quot;name&quot;:&quot;a \\&quot;zoo\\&quot;&quot;,&quot;files&quot;:[&quot;weights 1.npy&quot;]},&quot;model&quot;:null}"',
  );
  expect(page.headers.get("content-security-policy")).toMatch(/frame-ancestors 'none'/);
  expect(page.headers.get("cross-origin-resource-policy")).toBe("same-origin");
  for (const headers of [
    ["origin", "http://127.0.0.1:1"],
    ["sec-fetch-site", "cross-site"],
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
