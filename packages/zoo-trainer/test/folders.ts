import { createHash } from "node:crypto";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";

/** Folders of a test file's own, removed after it. */
export function temporaryFolders(): () => Promise<string> {
  const made: string[] = [];
  afterAll(() => Promise.all(made.map((folder) => rm(folder, { recursive: true }))));
  return async () => {
    const folder = await mkdtemp(join(tmpdir(), "zoo-trainer-"));
    made.push(folder);
    return folder;
  };
}

/** The names of the files in a folder, each with a hash of its bytes. */
export async function bytesIn(folder: string): Promise<[name: string, sha256: string][]> {
  const hash = async (file: string) =>
    createHash("sha256")
      .update(await readFile(file))
      .digest("hex");
  const names = (await readdir(folder)).sort();
  return Promise.all(names.map(async (name) => [name, await hash(join(folder, name))]));
}
