import { spawnSync } from "node:child_process";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { beforeEach, expect, test } from "vitest";
import { refuseExisting, writeFolderAtomic } from "../src/node.js";
import { oldPath, partialPath } from "../src/partial.js";
import { temporaryFolders } from "./temporary-folders.js";

const newFolder = temporaryFolders();
const MARKER = "manifest.json";
let folder: string;
let path: string;

beforeEach(async () => {
  folder = await newFolder();
  path = join(folder, "model");
});

/** The path at which a process that has ended was writing. */
async function abandonedPath(): Promise<string> {
  const { pid } = spawnSync(process.execPath, ["--version"]);
  return (await partialPath(path)).replace(/partial-\d+/, `partial-${pid}`);
}

async function makeModel(at: string, text: string): Promise<void> {
  await mkdir(at);
  await writeFile(join(at, MARKER), text);
}

const textAt = async (at: string) => (await readFile(join(at, MARKER))).toString();
const write = (at: string) => writeFile(join(at, MARKER), "new");

test("what a killed process left beside an output is removed before the next is written", async () => {
  await makeModel(await abandonedPath(), "half");
  await writeFile(await abandonedPath(), "half");
  await writeFolderAtomic(path, write, { marker: MARKER });
  expect(await readdir(folder)).toEqual(["model"]);
  expect(await textAt(path)).toBe("new");
});

test("a command that looks whether it may write removes it too", async () => {
  await writeFile(await abandonedPath(), "half");
  await refuseExisting(path);
  expect(await readdir(folder)).toEqual([]);
});

test("what a process that runs, another machine or something else left stays", async () => {
  const own = await partialPath(path);
  const names = [
    basename(own),
    basename(await abandonedPath()).replace(/-[0-9a-f]{8}-/, "-00000000-"),
    "model.partial-x",
    "models.partial-1",
  ];
  for (const name of names) await writeFile(join(folder, name), "");
  await refuseExisting(path);
  expect((await readdir(folder)).sort()).toEqual(names.sort());
});

test("a process that was killed between the renames of a replacement loses nothing", async () => {
  const left = await abandonedPath();
  await makeModel(left, "complete");
  await makeModel(oldPath(left), "old");
  await expect(refuseExisting(path)).rejects.toThrow("already exists");
  expect(await textAt(path)).toBe("complete");
  expect(await readdir(folder)).toEqual(["model"]);
});

test("where only the earlier version is left, it comes back", async () => {
  await makeModel(oldPath(await abandonedPath()), "old");
  await expect(writeFolderAtomic(path, write, { marker: MARKER })).rejects.toThrow("already exists");
  expect(await textAt(path)).toBe("old");
  expect(await readdir(folder)).toEqual(["model"]);
});

test("an earlier version whose replacement is in place is removed", async () => {
  await makeModel(path, "new");
  await makeModel(oldPath(await abandonedPath()), "old");
  await expect(refuseExisting(path)).rejects.toThrow("already exists");
  expect(await textAt(path)).toBe("new");
  expect(await readdir(folder)).toEqual(["model"]);
});
