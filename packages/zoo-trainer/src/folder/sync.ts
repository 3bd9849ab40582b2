import { open } from "node:fs/promises";

/** Once this returns, the contents of a file outlast a power failure. */
export async function syncFile(path: string): Promise<void> {
  const file = await open(path, "r+");
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

/** The same for the names in a folder, where the system lets a folder be flushed. */
export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, "r").catch(() => undefined);
  try {
    await folder?.sync();
  } catch {
    // Windows does not.
  } finally {
    await folder?.close();
  }
}
