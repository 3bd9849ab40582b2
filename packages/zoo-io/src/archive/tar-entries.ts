import { InputError, WeightcastError } from "@weightcast/core";
import { createTarDecoder, type TarHeader } from "modern-tar";
import { byteStream } from "../files/byte-chunks.js";

/** A file, folder or link in a tar archive. */
export interface TarEntry {
  /** The path in the archive, unchecked: it may be absolute or lead out of the archive. */
  readonly path: string;
  readonly type: NonNullable<TarHeader["type"]>;
  /** The size in bytes. */
  readonly size: number;
  /** The bytes of the entry. They can be read until the next entry is requested, which skips the rest. */
  readonly pieces: AsyncIterable<Uint8Array>;
}

/**
 * Reads the entries of a tar archive, one by one.
 *
 * @param file the archive's name for error messages
 * @throws InputError where the bytes are not a tar archive, are damaged, or end too early. Errors of `archive` are passed on
 */
export async function* tarEntries(
  archive: AsyncIterable<Uint8Array>,
  file: string,
): AsyncGenerator<TarEntry> {
  const entries = byteStream(archive).pipeThrough(createTarDecoder({ strict: true }));
  try {
    for await (const { header, body } of entries) {
      const { name: path, type = "file", size } = header;
      const reader = body.getReader();
      yield { path, type, size, pieces: piecesOf(reader, file) };
      // The rest of an entry is read, not cancelled: the decoder then takes the next entry for the cancelled one, and never ends it.
      while (!(await reader.read()).done);
    }
  } catch (cause) {
    throw tarError(file, cause);
  }
}

async function* piecesOf(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  file: string,
): AsyncGenerator<Uint8Array> {
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value;
  } catch (cause) {
    throw tarError(file, cause);
  }
}

function tarError(file: string, cause: unknown): unknown {
  if (cause instanceof WeightcastError) return cause;
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new InputError(`does not contain a sound tar archive (${reason})`, { file }, { cause });
}
