import { copyFile, mkdir, readdir, stat, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { InputError, type Progress } from "@weightcast/core";
import { fingerprintZoo } from "@weightcast/zoo";
import { beforeEach, expect, test, vi } from "vitest";
import { openZoo, unpackZoo } from "../../src/node.js";
import { readBlocks, smallWeights, temporaryFolders } from "../small-zoo.js";

const newFolder = temporaryFolders();
const GOLDEN = fileURLToPath(new URL("../golden/archives/crc64.tar.xz", import.meta.url));
let cache: string;
let archive: string;

beforeEach(async () => {
  cache = await newFolder();
  vi.stubEnv("XDG_CACHE_HOME", cache);
  archive = join(await newFolder(), "tiny.tar.xz");
  await copyFile(GOLDEN, archive);
  return () => vi.unstubAllEnvs();
});

const cached = () => readdir(join(cache, "weightcast", "archives"));

test("an archive is a zoo: unpacked once, then used as it is", async () => {
  const seen: Progress[] = [];
  const onProgress = (progress: Progress) => seen.push(progress);
  const zoo = await openZoo(archive, { onProgress });
  expect(zoo.name).toBe(archive);
  expect(await readBlocks(zoo, { rows: [11, 0] })).toEqual(
    Float32Array.of(...smallWeights(12).data.subarray(-9), ...smallWeights(12).data.subarray(0, 9)),
  );
  expect(seen.map(({ stage }) => stage)).toContain("unpack tiny.tar.xz");
  const [name] = await cached();
  expect(name).toMatch(/^tiny-[0-9a-f]{16}$/);

  const again = await openZoo(archive, { onProgress: () => expect.unreachable("unpacked again") });
  expect(await cached()).toEqual([name]);
  const folder = join(await newFolder(), "zoo");
  await unpackZoo(archive, folder);
  expect(await fingerprintZoo(again)).toBe(await fingerprintZoo(await openZoo(folder)));
});

test("one that was changed is unpacked anew", async () => {
  await openZoo(archive);
  const { mtimeMs } = await stat(archive);
  await utimes(archive, new Date(), new Date(mtimeMs + 5000));
  await openZoo(archive);
  expect(await cached()).toHaveLength(2);
});

test("what a killed process has left does not count, and is removed", async () => {
  await openZoo(archive);
  const [name] = await cached();
  vi.stubEnv("XDG_CACHE_HOME", await newFolder());
  cache = process.env.XDG_CACHE_HOME!;
  const left = join(cache, "weightcast", "archives", `${name}.partial-1`);
  await mkdir(left, { recursive: true });
  await writeFile(join(left, "weights.npy"), "half");
  expect((await openZoo(archive)).rows).toBe(12);
  expect(await cached()).toEqual([name]);
});

test("a broken or missing archive leaves nothing in the cache", async () => {
  await writeFile(archive, "no archive");
  await expect(openZoo(archive)).rejects.toThrow(InputError);
  await expect(openZoo(archive)).rejects.toThrow(`${archive}, byte 0: is not an .xz file`);
  expect(await cached()).toEqual([]);
  await expect(openZoo(`${archive}.tar.xz`)).rejects.toThrow(`${archive}.tar.xz: does not exist`);
});
