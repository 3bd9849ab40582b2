import { mkdir, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { OutputExistsError } from "@weightcast/core";
import { describe, expect, test } from "vitest";
import { writeFolderAtomic } from "../src/node.js";
import { temporaryFolders } from "./temporary-folders.js";

const newFolder = temporaryFolders();
const MARKER = "manifest.json";

/** Fills a folder with the marker and a file in a folder of its own. */
const fill =
  (text: string): Parameters<typeof writeFolderAtomic>[1] =>
  async (folder) => {
    await writeFile(join(folder, MARKER), text);
    await mkdir(join(folder, "inner"));
    await writeFile(join(folder, "inner", "file"), text);
  };

const failHalfWay: Parameters<typeof writeFolderAtomic>[1] = async (folder) => {
  await fill("half")(folder);
  throw new Error("out of luck");
};

const textIn = async (folder: string) => (await readFile(join(folder, "inner", "file"))).toString();
const filesIn = async (folder: string) => (await readdir(folder)).sort();

test.each(["model", "model/", "./model", "a/b/model"])(
  "a folder at %s, with the parents that it needs",
  async (name) => {
    const folder = await newFolder();
    await writeFolderAtomic(`${folder}/${name}`, fill("text"), { marker: MARKER });
    expect(await filesIn(join(folder, name))).toEqual(["inner", MARKER]);
    expect(await textIn(join(folder, name))).toBe("text");
    expect(await filesIn(folder)).toEqual([name.startsWith("a") ? "a" : "model"]);
  },
);

test("until it is whole, nothing stands at its path", async () => {
  const folder = await newFolder();
  const write = async (partial: string) => {
    await fill("text")(partial);
    expect(await filesIn(folder)).not.toContain("model");
  };
  await writeFolderAtomic(join(folder, "model"), write, { marker: MARKER });
  expect(await filesIn(folder)).toEqual(["model"]);
});

describe("a failure", () => {
  test("leaves nothing behind, parents that were made included", async () => {
    const folder = await newFolder();
    const writing = writeFolderAtomic(join(folder, "a", "model"), failHalfWay, { marker: MARKER });
    await expect(writing).rejects.toThrow("out of luck");
    expect(await filesIn(folder)).toEqual([]);
  });

  test("leaves the folder that was to be replaced", async () => {
    const folder = await newFolder();
    const path = join(folder, "model");
    await writeFolderAtomic(path, fill("old"), { marker: MARKER });
    const writing = writeFolderAtomic(path, failHalfWay, { marker: MARKER, force: true });
    await expect(writing).rejects.toThrow("out of luck");
    expect(await textIn(path)).toBe("old");
    expect(await filesIn(folder)).toEqual(["model"]);
  });

  test("of what was to replace it puts the old one back", async () => {
    const folder = await newFolder();
    const path = join(folder, "model");
    await writeFolderAtomic(path, fill("old"), { marker: MARKER });
    // The new folder disappears before it can be put in place.
    const vanish = async (partial: string) => rm(partial, { recursive: true });
    await expect(writeFolderAtomic(path, vanish, { marker: MARKER, force: true })).rejects.toThrow("ENOENT");
    expect(await textIn(path)).toBe("old");
    expect(await filesIn(folder)).toEqual(["model"]);
  });
});

describe("what is there already", () => {
  test("is refused before anything is written, whatever it holds", async () => {
    const folder = await newFolder();
    await mkdir(join(folder, "empty"));
    await writeFolderAtomic(join(folder, "model"), fill("old"), { marker: MARKER });
    for (const name of ["empty", "model"]) {
      let called = false;
      const write = async () => {
        called = true;
      };
      const writing = writeFolderAtomic(join(folder, name), write, { marker: MARKER });
      await expect(writing).rejects.toThrow(OutputExistsError);
      expect(called).toBe(false);
    }
    expect(await textIn(join(folder, "model"))).toBe("old");
  });

  test("and so is what came while the folder was written", async () => {
    const folder = await newFolder();
    const path = join(folder, "model");
    const write = async (partial: string) => {
      await fill("ours")(partial);
      await mkdir(path);
      await writeFile(join(path, "theirs"), "");
    };
    await expect(writeFolderAtomic(path, write, { marker: MARKER })).rejects.toThrow(OutputExistsError);
    expect(await filesIn(path)).toEqual(["theirs"]);
    expect(await filesIn(folder)).toEqual(["model"]);
  });

  test("is replaced with force where it is empty or holds the marker, all of it", async () => {
    const folder = await newFolder();
    await mkdir(join(folder, "empty"));
    await writeFolderAtomic(join(folder, "model"), fill("old"), { marker: MARKER });
    await writeFile(join(folder, "model", "stale"), "");
    for (const name of ["empty", "model"]) {
      await writeFolderAtomic(join(folder, name), fill("new"), { marker: MARKER, force: true });
      expect(await filesIn(join(folder, name))).toEqual(["inner", MARKER]);
      expect(await textIn(join(folder, name))).toBe("new");
    }
    expect(await filesIn(folder)).toEqual(["empty", "model"]);
  });

  test("is kept, with force too, where it holds something else or is a file", async () => {
    const folder = await newFolder();
    await mkdir(join(folder, "thesis"));
    await writeFile(join(folder, "thesis", "thesis.tex"), "years of work");
    await writeFile(join(folder, MARKER), "a file");
    for (const name of ["thesis", MARKER]) {
      const writing = writeFolderAtomic(join(folder, name), fill("new"), { marker: MARKER, force: true });
      await expect(writing).rejects.toThrow(OutputExistsError);
      await expect(writing).rejects.toThrow(
        "it has no manifest.json and is therefore not replaced; choose another path",
      );
    }
    expect(await filesIn(join(folder, "thesis"))).toEqual(["thesis.tex"]);
    expect(await filesIn(folder)).toEqual([MARKER, "thesis"]);
  });

  test("is kept where it is a link's target: the link is replaced", async () => {
    const folder = await newFolder();
    await writeFolderAtomic(join(folder, "model"), fill("old"), { marker: MARKER });
    await symlink(join(folder, "model"), join(folder, "link"));
    await writeFolderAtomic(join(folder, "link"), fill("new"), { marker: MARKER, force: true });
    expect(await textIn(join(folder, "link"))).toBe("new");
    expect(await textIn(join(folder, "model"))).toBe("old");
  });
});

test("writers of one path at once: one whole folder stays, the others are refused", async () => {
  const folder = await newFolder();
  const path = join(folder, "model");
  const texts = Array.from({ length: 10 }, (_, writer) => `writer ${writer}`);
  const results = await Promise.allSettled(
    texts.map((text) => writeFolderAtomic(path, fill(text), { marker: MARKER })),
  );
  const refused = results.filter((result) => result.status === "rejected");
  expect(refused).toHaveLength(9);
  for (const { reason } of refused) expect(reason).toBeInstanceOf(OutputExistsError);
  const winner = results.findIndex(({ status }) => status === "fulfilled");
  expect(await textIn(path)).toBe(texts[winner]);
  expect(await filesIn(folder)).toEqual(["model"]);
});

test("replacers of one path at once: a whole folder stays", async () => {
  const folder = await newFolder();
  const path = join(folder, "model");
  await writeFolderAtomic(path, fill("old"), { marker: MARKER });
  const texts = Array.from({ length: 10 }, (_, writer) => `writer ${writer}`);
  await Promise.allSettled(
    texts.map((text) => writeFolderAtomic(path, fill(text), { marker: MARKER, force: true })),
  );
  expect(texts).toContain(await textIn(path));
  expect(await filesIn(path)).toEqual(["inner", MARKER]);
  expect(await filesIn(folder)).toEqual(["model"]);
});
