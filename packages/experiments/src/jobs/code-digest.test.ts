import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { codeDigest } from "./code-digest.js";

const FILES = {
  "dist/worker.js":
    'import { a } from "./chunk.js"; import("@weightcast/gbm"); import * as v from "valibot"; import "node:fs";',
  "dist/chunk.js": 'import "./worker.js"; export const a = 1;',
  "node_modules/@weightcast/gbm/package.json": '{ "exports": { ".": { "default": "./dist/index.js" } } }',
  "node_modules/@weightcast/gbm/dist/index.js": 'export * from "./trees.js";',
  "node_modules/@weightcast/gbm/dist/trees.js": "export const leaves = 31;",
  "node_modules/valibot/package.json": '{ "version": "1.5.0", "exports": { ".": "./index.js" } }',
};

let folder: string;
let copies = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "weightcast-code-"));
  await write(join(folder, "built"), FILES);
});
afterAll(() => rm(folder, { recursive: true }));

async function write(home: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(home, name)), { recursive: true });
    await writeFile(join(home, name), text);
  }
}

/** The digest of the code in a folder of its own, after changes. */
async function digestWith(changes: Partial<typeof FILES>): Promise<string> {
  const copy = join(folder, `copy-${copies++}`);
  await cp(join(folder, "built"), copy, { recursive: true });
  await write(copy, changes);
  return codeDigest(pathToFileURL(join(copy, "dist", "worker.js")));
}

test("the same code has the same digest wherever it lies", async () => {
  expect(await digestWith({})).toMatch(/^[0-9a-f]{64}$/);
  expect(await digestWith({})).toBe(await digestWith({}));
});

test.each([
  ["dist/worker.js", `${FILES["dist/worker.js"]} `],
  ["dist/chunk.js", "export const a = 2;"],
  ["node_modules/@weightcast/gbm/dist/trees.js", "export const leaves = 63;"],
  ["node_modules/valibot/package.json", '{ "version": "1.5.1" }'],
])("a change of %s changes the digest", async (file, changed) => {
  expect(await digestWith({ [file]: changed })).not.toBe(await digestWith({}));
});

test("code that is not built has a digest too", async () => {
  expect(await codeDigest(pathToFileURL(join(folder, "missing.js")))).toMatch(/^[0-9a-f]{64}$/);
});
