import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { type ParsedTarEntryWithData, unpackTar } from "modern-tar";
import { afterAll, beforeAll, expect, test } from "vitest";
import { run } from "./run-cli.js";

const PACKAGE = fileURLToPath(new URL("..", import.meta.url));
const MEGABYTE = 2 ** 20;
/** The page brings a sample zoo of 9 MB, two models, and 3 MB of images to train networks on. */
const MOST_MEGABYTES = { packed: 14, unpacked: 28 } as const;

type Versions = Readonly<Record<string, string>>;

let folder: string;
let tarball: Uint8Array;
let entries: Map<string, ParsedTarEntryWithData>;
let manifest: Readonly<Record<string, unknown>>;

/** Packs the command as a release does. That it installs and runs is tested by `pnpm test:package`, which needs the registry. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "weightcast-package-"));
  const packed = await run("pnpm", ["pack", "--pack-destination", folder], PACKAGE);
  expect(packed.code, packed.stderr).toBe(0);
  const [file] = (await readdir(folder)).filter((found) => found.endsWith(".tgz"));
  tarball = await readFile(join(folder, file!));
  const unpacked = await unpackTar(gunzipSync(tarball));
  entries = new Map(unpacked.map((entry) => [entry.header.name.replace(/^package\//, ""), entry]));
  manifest = JSON.parse(textOf("package.json"));
});
afterAll(() => rm(folder, { recursive: true }));

function textOf(file: string): string {
  return new TextDecoder().decode(entries.get(file)!.data);
}

test("the packed command depends on versions of published packages, and not on ours, which it bundles", () => {
  const { dependencies, optionalDependencies, name } = manifest;
  expect(name).toBe("weightcast");
  const needed = Object.entries({ ...(dependencies as Versions), ...(optionalDependencies as Versions) });
  expect(needed.map(([name]) => name)).toContain("commander");
  expect(needed.filter(([name]) => name.startsWith("@weightcast/"))).toEqual([]);
  expect(needed.filter(([, range]) => !/^\^\d+\.\d+\.\d+$/.test(range))).toEqual([]);
  expect(textOf("package.json")).not.toMatch(/"(?:workspace|catalog):/);
});

test("the packed command holds its program, its workers and the page, and nothing of the sources", () => {
  expect(manifest.bin).toEqual({ weightcast: "./dist/main.js" });
  expect(textOf("dist/main.js")).toMatch(/^#!\/usr\/bin\/env node\n/);
  const files = Array.from(entries.keys());
  for (const file of [
    "README.md",
    "dist/network-worker.js",
    "dist/experiment-worker.js",
    "dist/ui/index.html",
  ]) {
    expect(files).toContain(file);
  }
  expect(
    files.filter((file) => !/^(?:dist\/|package\.json$|README\.md$|LICENSE$|CHANGELOG\.md$)/.test(file)),
  ).toEqual([]);
});

test("the packed command is not larger than its contents ask for", () => {
  const unpacked = Array.from(entries.values(), ({ header }) => header.size).reduce(
    (sum, size) => sum + size,
  );
  expect(tarball.length / MEGABYTE).toBeLessThan(MOST_MEGABYTES.packed);
  expect(unpacked / MEGABYTE).toBeLessThan(MOST_MEGABYTES.unpacked);
});
