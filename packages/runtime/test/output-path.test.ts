import { mkdir, open, readdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { OutputUnwritableError, UsageError } from "@weightcast/core";
import { describe, expect, test } from "vitest";
import { makeFolder, refuseExisting, withLock, writeFileAtomic, writeFolderAtomic } from "../src/node.js";
import { temporaryFolders } from "./temporary-folders.js";

const newFolder = temporaryFolders();

/** All that writes at a path, or refuses to before long work. */
const WRITERS: readonly (readonly [string, (path: string) => Promise<unknown>])[] = [
  ["a file", (path) => writeFileAtomic(path, async () => {})],
  ["a folder", (path) => writeFolderAtomic(path, async () => {}, { marker: "manifest.json" })],
  ["what is refused early", (path) => refuseExisting(path)],
  ["what is refused early, with force", (path) => refuseExisting(path, { force: true })],
  ["a folder for others to fill", (path) => makeFolder(path)],
];

/** What a writer says of a path that it cannot write at; the folder stays as it was. */
async function refusalOf(writing: (path: string) => Promise<unknown>, folder: string, path: string) {
  const before = await readdir(folder);
  const error = await writing(path).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(OutputUnwritableError);
  expect(error).toMatchObject({ code: "OUTPUT_UNWRITABLE", path });
  expect(await readdir(folder)).toEqual(before);
  return (error as Error).message;
}

describe.each(WRITERS)("%s", (_, writing) => {
  test.each(["inner", "a/b/inner"])("inside a file: %s", async (inner) => {
    const folder = await newFolder();
    const file = join(folder, "file");
    await writeFile(file, "text");
    const path = join(file, inner);
    expect(await refusalOf(writing, folder, path)).toBe(
      `cannot write ${path}: ${file} is a file, not a folder; choose another path`,
    );
  });

  test("with a name that is too long", async () => {
    const folder = await newFolder();
    const path = join(folder, "x".repeat(300));
    expect(await refusalOf(writing, folder, path)).toBe(
      `cannot write ${path}: its name is too long; choose a shorter one`,
    );
  });

  test.runIf(process.platform === "linux").each(["x", "x/y"])(
    "where the system makes nothing: %s",
    async (name) => {
      const path = join("/proc", name);
      // Root has permission, but that does not help.
      expect(await refusalOf(writing, await newFolder(), path)).toMatch(
        /^cannot write \/proc\/x.*: (nothing can be created in \/proc \(ENOENT\)|writing in \/proc is not permitted); choose/,
      );
    },
  );

  test.runIf(process.platform === "linux")("where there is no permission", async () => {
    // Not even root makes files in /sys.
    const path = "/sys/x";
    expect(await refusalOf(writing, await newFolder(), path)).toMatch(
      /^cannot write \/sys\/x: (writing in \/sys is not permitted|\/sys is read-only); choose another path$/,
    );
  });
});

test("parents that were made before one that cannot be are removed", async () => {
  const folder = await newFolder();
  await expect(makeFolder(join(folder, "a", "b", "x".repeat(300)))).rejects.toThrow(OutputUnwritableError);
  expect(await readdir(folder)).toEqual([]);
});

test("a folder with the parents that it needs; the first that was made is told", async () => {
  const folder = await newFolder();
  expect(await makeFolder(join(folder, "a", "b"))).toBe(join(folder, "a"));
  expect(await makeFolder(join(folder, "a", "b"))).toBeUndefined();
  expect(await makeFolder(join(folder, "a", "c"))).toBe(join(folder, "a", "c"));
  await symlink(join(folder, "a"), join(folder, "link"));
  expect(await makeFolder(join(folder, "link", "b"))).toBeUndefined();
  const all = Array.from({ length: 10 }, () => makeFolder(join(folder, "x", "y", "z")));
  expect(new Set(await Promise.all(all))).toContain(join(folder, "x"));
  expect(await readdir(join(folder, "x", "y"))).toEqual(["z"]);
});

test("a folder where a file is", async () => {
  const path = join(await newFolder(), "file");
  await writeFile(path, "text");
  await expect(makeFolder(path)).rejects.toThrow(
    `cannot write ${path}: it is a file, not a folder; choose another path`,
  );
});

test("a lock inside a file", async () => {
  const folder = await newFolder();
  await writeFile(join(folder, "file"), "text");
  await expect(withLock(join(folder, "file", "lock"), async () => {})).rejects.toThrow(
    `${join(folder, "file")} is a file`,
  );
});

test("a path that can be written at is not refused, and stays as it was", async () => {
  const folder = await newFolder();
  await mkdir(join(folder, "there"));
  await refuseExisting(join(folder, "a", "b", "file"));
  await refuseExisting(join(folder, "there"), { force: true });
  expect(await readdir(folder)).toEqual(["there"]);
});

describe("a full disk", () => {
  const fail = async () => {
    throw Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC" });
  };

  test("is told of by the path that was given, though what failed was a file inside", async () => {
    const folder = await newFolder();
    const path = join(folder, "zoo");
    const writing = writeFolderAtomic(path, (partial) => writeFileAtomic(join(partial, "weights"), fail), {
      marker: "weights",
    });
    await expect(writing).rejects.toThrow(
      expect.objectContaining({
        code: "ENOSPC",
        message: `cannot write ${path}: the disk is full or the quota is used up; free some space and try again`,
      }),
    );
    await expect(writing).rejects.not.toBeInstanceOf(OutputUnwritableError);
    expect(await readdir(folder)).toEqual([]);
  });

  test.runIf(process.platform === "linux")("as the system tells of it", async () => {
    const path = join(await newFolder(), "file");
    const writing = writeFileAtomic(path, async () => {
      const full = await open("/dev/full", "w");
      await full.writeFile("text").finally(() => full.close());
    });
    await expect(writing).rejects.toThrow(`cannot write ${path}: the disk is full`);
  });
});

test("what goes wrong elsewhere while a file is written stays as it is", async () => {
  const folder = await newFolder();
  const missing = join(folder, "missing");
  const writing = writeFileAtomic(join(folder, "file"), async () => {
    await open(missing, "r");
  });
  await expect(writing).rejects.toThrow(expect.objectContaining({ code: "ENOENT", path: missing }));
});

test.each(WRITERS.slice(0, 4))(
  "%s at an empty path is refused: it would be the working folder",
  async (_, writing) => {
    await expect(writing("")).rejects.toThrow(
      new UsageError("the path of the output is empty; choose a path"),
    );
  },
);
