import type { FileHandle } from "node:fs/promises";
import { throwIfCancelled } from "@weightcast/core";
import { type AtomicOptions, writeFileAtomic } from "@weightcast/runtime/node";

/**
 * Writes chunks to a file, completely or not at all. Each chunk is written before the next is requested.
 *
 * @throws OutputExistsError where the file exists, except with `force`
 * @throws CancelledError once `signal` is aborted, after the current chunk
 */
export async function writeChunks(
  path: string,
  chunks: AsyncIterable<Uint8Array>,
  options: AtomicOptions = {},
): Promise<void> {
  const write = async (file: FileHandle) => {
    for await (const chunk of chunks) {
      await writeAll(file, chunk);
      throwIfCancelled(options.signal, `writing ${path}`);
    }
  };
  await writeFileAtomic(path, write, options);
}

/** Writes all bytes at the end of a file, in as few calls as the system allows. */
async function writeAll(file: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length; ) {
    const { bytesWritten } = await file.write(bytes, at, bytes.length - at);
    at += bytesWritten;
  }
}
