import { InputError, WeightcastError } from "@weightcast/core";
import { createTarDecoder, type TarHeader } from "modern-tar";
import { byteStream, chunksOf } from "../files/byte-chunks.js";

/** A file, folder or link in a tar archive. */
export interface TarEntry {
  /** As the archive has it: it may be absolute or lead upwards. */
  readonly path: string;
  readonly type: NonNullable<TarHeader["type"]>;
  /** In bytes. */
  readonly size: number;
  /** What it holds: to be read before the next entry is asked for, or else passed over. */
  readonly pieces: AsyncIterable<Uint8Array>;
}

/**
 * The entries of a tar archive that comes in pieces, one by one.
 *
 * @param file names the archive in errors
 * @throws InputError where the archive is none, is damaged, or ends too early; what `archive` throws stays as it is
 */
export async function* tarEntries(
  archive: AsyncIterable<Uint8Array>,
  file: string,
): AsyncGenerator<TarEntry> {
  const entries = byteStream(archive).pipeThrough(createTarDecoder({ strict: true }));
  try {
    for await (const { header, body } of entries) {
      const { name: path, type = "file", size } = header;
      yield { path, type, size, pieces: readBody(body, file) };
      if (!body.locked) await body.cancel();
    }
  } catch (cause) {
    throw tarError(file, cause);
  }
}

async function* readBody(body: ReadableStream<Uint8Array>, file: string): AsyncGenerator<Uint8Array> {
  try {
    yield* chunksOf(body);
  } catch (cause) {
    throw tarError(file, cause);
  }
}

function tarError(file: string, cause: unknown): unknown {
  if (cause instanceof WeightcastError) return cause;
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new InputError(`unpacks to no sound tar archive (${reason})`, { file }, { cause });
}
