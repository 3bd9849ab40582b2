import { createHash } from "node:crypto";
import { readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { InputError } from "@weightcast/core";
import { afterEach, expect, test, vi } from "vitest";
import { checkKnownDownload } from "../src/node.js";
import { temporaryFolders } from "./temporary-folders.js";

const newFolder = temporaryFolders();
afterEach(() => vi.unstubAllEnvs());

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

test("a file is known by what its address gave the first time", async () => {
  const folder = await newFolder();
  vi.stubEnv("XDG_CACHE_HOME", join(folder, "cache"));
  const [url, path] = ["https://zoos.example/mnist.tar.xz", join(folder, "archive")];
  await writeFile(path, "one");
  const first = await checkKnownDownload(url, path);
  expect(first.sha256).toBe(sha256("one"));
  await first.remember();
  expect(await checkKnownDownload(url, path)).toMatchObject({ sha256: sha256("one") });

  await writeFile(path, "two");
  const failing = checkKnownDownload(url, path);
  await expect(failing).rejects.toThrow(InputError);
  await expect(failing).rejects.toThrow(`its SHA-256 is ${sha256("two")}, not ${sha256("one")}`);
  await (await checkKnownDownload("https://zoos.example/other", path)).remember();

  const records = join(folder, "cache", "weightcast", "downloads");
  expect(await readdir(records)).toHaveLength(2);
  await rm(records, { recursive: true });
  expect(await checkKnownDownload(url, path)).toMatchObject({ sha256: sha256("two") });
});
