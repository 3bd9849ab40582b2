import { open } from "node:fs/promises";

/** Flushes a file to the disk. Once the promise is fulfilled, the content survives a power failure. */
export async function syncFile(path: string): Promise<void> {
  const file = await open(path, "r+");
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Flushes the names in a folder to the disk, if the system supports that. */
export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, "r").catch(() => undefined);
  try {
    await folder?.sync();
  } catch {
    // Windows cannot sync a folder.
  } finally {
    await folder?.close();
  }
}
