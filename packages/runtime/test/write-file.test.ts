import { mkdir, readdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { OutputExistsError } from "@weightcast/core";
import { describe, expect, test } from "vitest";
import { refuseExisting, writeFileAtomic } from "../src/node.js";
import { temporaryFolders } from "./temporary-folders.js";

const newFolder = temporaryFolders();
const textOf = async (path: string) => (await readFile(path)).toString();
const writeText = (path: string, text: string, options?: Parameters<typeof writeFileAtomic>[2]) =>
  writeFileAtomic(path, (file) => file.writeFile(text), options);

/** Writes a part, then fails. */
const failHalfWay: Parameters<typeof writeFileAtomic>[1] = async (file) => {
  await file.appendFile("half");
  throw new Error("out of luck");
};

test("a file, written in parts, with the parents that it needs", async () => {
  const folder = await newFolder();
  await writeFileAtomic(join(folder, "a", "b", "file"), async (file) => {
    await file.appendFile("one ");
    await file.appendFile(new TextEncoder().encode("two"));
  });
  expect(await textOf(join(folder, "a", "b", "file"))).toBe("one two");
  expect(await readdir(join(folder, "a", "b"))).toEqual(["file"]);
});

test("until it is whole, nothing stands at its path", async () => {
  const folder = await newFolder();
  const path = join(folder, "file");
  await writeFileAtomic(path, async (file) => {
    await file.appendFile("half");
    expect(await readdir(folder)).not.toContain("file");
    await file.appendFile(" and half");
  });
  expect(await textOf(path)).toBe("half and half");
});

test("while it is replaced, the old one stands at its path", async () => {
  const path = join(await newFolder(), "file");
  await writeText(path, "old");
  await writeFileAtomic(
    path,
    async (file) => {
      await file.appendFile("new");
      expect(await textOf(path)).toBe("old");
    },
    { force: true },
  );
  expect(await textOf(path)).toBe("new");
});

describe("a failure", () => {
  test("leaves nothing behind, parents that were made included", async () => {
    const folder = await newFolder();
    await expect(writeFileAtomic(join(folder, "a", "b", "file"), failHalfWay)).rejects.toThrow("out of luck");
    expect(await readdir(folder)).toEqual([]);
  });

  test("leaves parents that were there, or that others have used since", async () => {
    const folder = await newFolder();
    await mkdir(join(folder, "there"));
    await expect(writeFileAtomic(join(folder, "there", "file"), failHalfWay)).rejects.toThrow("luck");
    const writing = writeFileAtomic(join(folder, "a", "b", "file"), async () => {
      await writeFile(join(folder, "a", "other"), "");
      throw new Error("out of luck");
    });
    await expect(writing).rejects.toThrow("luck");
    expect((await readdir(folder)).sort()).toEqual(["a", "there"]);
    expect(await readdir(join(folder, "a"))).toEqual(["other"]);
  });

  test("leaves the file that was to be replaced", async () => {
    const folder = await newFolder();
    await writeText(join(folder, "file"), "old");
    await expect(writeFileAtomic(join(folder, "file"), failHalfWay, { force: true })).rejects.toThrow("luck");
    expect(await textOf(join(folder, "file"))).toBe("old");
    expect(await readdir(folder)).toEqual(["file"]);
  });

  test("where a parent is a file", async () => {
    const folder = await newFolder();
    await writeText(join(folder, "file"), "text");
    await expect(writeText(join(folder, "file", "inner"), "x")).rejects.toThrow(
      `${join(folder, "file")} is a file`,
    );
    expect(await textOf(join(folder, "file"))).toBe("text");
  });
});

describe("what is there already", () => {
  test("is refused before anything is written", async () => {
    const folder = await newFolder();
    const path = join(folder, "file");
    await writeText(path, "mine");
    let called = false;
    const writing = writeFileAtomic(path, async () => {
      called = true;
    });
    await expect(writing).rejects.toThrow(OutputExistsError);
    await expect(writing).rejects.toThrow(
      `${path} already exists; choose another path, or allow replacing it`,
    );
    expect(called).toBe(false);
    expect(await textOf(path)).toBe("mine");
  });

  test("and so is what came while the file was written", async () => {
    const folder = await newFolder();
    const path = join(folder, "file");
    const writing = writeFileAtomic(path, async (file) => {
      await file.writeFile("ours");
      await writeFile(path, "theirs");
    });
    await expect(writing).rejects.toThrow(OutputExistsError);
    expect(await textOf(path)).toBe("theirs");
    expect(await readdir(folder)).toEqual(["file"]);
  });

  test("is kept where it is a folder, with force too", async () => {
    const folder = await newFolder();
    await mkdir(join(folder, "there"));
    await expect(writeText(join(folder, "there"), "x", { force: true })).rejects.toThrow(
      "it is a folder, and a file does not replace a folder; choose another path",
    );
    expect(await readdir(folder)).toEqual(["there"]);
  });

  test("is refused where it is a link, even to nowhere, which force replaces", async () => {
    const folder = await newFolder();
    const path = join(folder, "link");
    await symlink(join(folder, "nowhere"), path);
    await expect(writeText(path, "x")).rejects.toThrow(OutputExistsError);
    await writeText(path, "x", { force: true });
    expect(await textOf(path)).toBe("x");
    expect(await readdir(folder)).toEqual(["link"]);
  });
});

test("writers of one path at once: the file is whole and one of theirs, and nothing else stays", async () => {
  const folder = await newFolder();
  const path = join(folder, "file");
  const texts = Array.from({ length: 20 }, (_, writer) => `${writer} `.repeat(20_000));
  const writings = texts.map((text) =>
    writeFileAtomic(
      path,
      async (file) => {
        for (let at = 0; at < text.length; at += 9000) await file.appendFile(text.slice(at, at + 9000));
      },
      { force: true },
    ),
  );
  await Promise.all(writings);
  expect(texts).toContain(await textOf(path));
  expect(await readdir(folder)).toEqual(["file"]);
});

test("a writer that fails spoils nothing for another of the same path", async () => {
  const folder = await newFolder();
  const path = join(folder, "file");
  const failing = Array.from({ length: 5 }, () =>
    expect(writeFileAtomic(path, failHalfWay)).rejects.toThrow("luck"),
  );
  await Promise.all([writeText(path, "whole"), ...failing]);
  expect(await textOf(path)).toBe("whole");
  expect(await readdir(folder)).toEqual(["file"]);
});

test("refusing early: what exists, unless with force", async () => {
  const folder = await newFolder();
  await expect(refuseExisting(folder)).rejects.toThrow(
    expect.objectContaining({ code: "OUTPUT_EXISTS", path: folder }),
  );
  await expect(refuseExisting(folder, { force: true })).resolves.toBeUndefined();
  await expect(refuseExisting(join(folder, "none"))).resolves.toBeUndefined();
});
