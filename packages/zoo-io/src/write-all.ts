import type { FileHandle } from "node:fs/promises";

/** Writes all bytes at the end of a file, in as few calls as the system allows. */
export async function writeAll(file: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length; ) {
    const { bytesWritten } = await file.write(bytes, at, bytes.length - at);
    at += bytesWritten;
  }
}
