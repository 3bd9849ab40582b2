import { open, readdir } from "node:fs/promises";
import { join } from "node:path";

/** Flushes a folder, with all files and folders in it, to the disk. */
export async function flushTree(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await flushTree(path);
    else if (entry.isFile()) await flush(path, "r+");
  }
  await flushFolder(folder);
}

/** Flushes the names in a folder to the disk, where the system can: Windows cannot. */
export async function flushFolder(folder: string): Promise<void> {
  await flush(folder, "r").catch(() => {});
}

async function flush(path: string, flags: string): Promise<void> {
  const file = await open(path, flags);
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}
