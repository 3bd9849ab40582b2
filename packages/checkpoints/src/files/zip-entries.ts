import { InputError, WeightcastError } from "@weightcast/core";
import type { OpenFile } from "@weightcast/runtime";
import { type FileEntry, Reader, ZipReader } from "@zip.js/zip.js";
import { LIMITS } from "../limits.js";
import { rangePieces, readRange } from "./read-range.js";

/** An entry of a zip file. */
export interface ZipEntry {
  readonly name: string;
  /** The unpacked size in bytes. */
  readonly size: number;
  /** The position of the entry's local record in the zip file, in bytes. */
  readonly byte: number;
  /** Whether the entry is stored without compression, so that any part of it can be read. */
  readonly isStored: boolean;
  /**
   * Yields the entry's bytes in pieces. Of an entry that is stored without compression, only those from
   * `start` up to `end` are read.
   */
  bytes(start?: number, end?: number): AsyncGenerator<Uint8Array>;
}

/** Returns whether a file that begins with these bytes is a zip file. */
export function isZip(head: Uint8Array): boolean {
  return head[0] === 0x50 && head[1] === 0x4b && head[2] === 0x03 && head[3] === 0x04;
}

/**
 * Lists the files in a zip file (also ZIP64) in its order, by name. No file is unpacked yet.
 *
 * @throws InputError where the directory is damaged or too large, a name leads out of a folder or comes
 * twice, an entry is encrypted, or claims to unpack to more than its packed bytes can hold
 */
export async function zipEntries(file: OpenFile): Promise<ReadonlyMap<string, ZipEntry>> {
  const reader = new ZipReader(new RangeReader(file), { useWebWorkers: false });
  const entries = new Map<string, ZipEntry>();
  try {
    for await (const entry of reader.getEntriesGenerator()) {
      if (entry.directory) continue;
      checkEntry(entry, entries, file);
      const dataStart = dataStartOf(file, entry);
      entries.set(entry.filename, {
        name: entry.filename,
        size: entry.uncompressedSize,
        byte: entry.offset,
        isStored: entry.compressionMethod === 0,
        bytes: (start = 0, end = entry.uncompressedSize) =>
          entry.compressionMethod === 0
            ? storedBytes(file, dataStart, start, end)
            : unpackedBytes(file, entry, start, end),
      });
    }
  } catch (cause) {
    throw damaged(file, cause);
  }
  return entries;
}

/**
 * The whole content of an entry that belongs to a header.
 *
 * @throws InputError where it is too large, or its packed bytes are damaged
 */
export async function readEntry(entry: ZipEntry, file: OpenFile): Promise<Uint8Array> {
  if (entry.size > LIMITS.headerBytes) {
    throw new InputError(
      `${entry.name} has ${entry.size} bytes, more than the ${LIMITS.headerBytes} allowed`,
      {
        file: file.path,
        byte: entry.byte,
      },
    );
  }
  const bytes = new Uint8Array(entry.size);
  let at = 0;
  for await (const piece of entry.bytes()) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}

function checkEntry(entry: FileEntry, known: ReadonlyMap<string, ZipEntry>, file: OpenFile): void {
  const fail = (problem: string) => {
    throw new InputError(`its entry ${entry.filename} ${problem}`, { file: file.path, byte: entry.offset });
  };
  if (known.size >= LIMITS.tensors) fail(`is one more than the ${LIMITS.tensors} allowed`);
  if (/^[/\\]|^[a-z]:|(?:^|[/\\])\.\.(?:[/\\]|$)|\0/i.test(entry.filename))
    fail("has a name that leads out of its folder");
  if (known.has(entry.filename)) fail("comes twice");
  if (entry.encrypted) fail("is encrypted");
  const { compressionMethod, compressedSize, uncompressedSize } = entry;
  if (compressionMethod !== 0 && compressionMethod !== 8)
    fail(`is packed by method ${compressionMethod}; read is deflate`);
  if (entry.offset + compressedSize > file.size) fail("reaches over the end of the file, which is truncated");
  if (compressionMethod === 0 && compressedSize !== uncompressedSize)
    fail("is stored, but its two sizes differ");
  if (uncompressedSize > compressedSize * LIMITS.unpackRatio) {
    fail(`claims to unpack ${compressedSize} bytes to ${uncompressedSize}, more than deflate can`);
  }
}

/** The size of the fixed part of a local record in bytes. */
const LOCAL_BYTES = 30;
const LOCAL_SIGNATURE = 0x04034b50;

async function* storedBytes(
  file: OpenFile,
  dataStart: () => Promise<number>,
  start: number,
  end: number,
): AsyncGenerator<Uint8Array> {
  const data = await dataStart();
  yield* rangePieces(file, data + start, data + end);
}

/** Returns a function that gives the position of an entry's first byte, which follows the local record. The record is read once. */
function dataStartOf(file: OpenFile, entry: FileEntry): () => Promise<number> {
  let start: Promise<number> | undefined;
  return () => {
    start ??= readDataStart(file, entry);
    return start;
  };
}

async function readDataStart(file: OpenFile, entry: FileEntry): Promise<number> {
  const local = new DataView((await readRange(file, entry.offset, LOCAL_BYTES)).buffer);
  if (local.getUint32(0, true) !== LOCAL_SIGNATURE) {
    throw new InputError(`has no record of its entry ${entry.filename}`, {
      file: file.path,
      byte: entry.offset,
    });
  }
  return entry.offset + LOCAL_BYTES + local.getUint16(26, true) + local.getUint16(28, true);
}

async function* unpackedBytes(
  file: OpenFile,
  entry: FileEntry,
  start: number,
  end: number,
): AsyncGenerator<Uint8Array> {
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
  const unpacking = entry.getData(writable, { useWebWorkers: false, checkSignature: true });
  // An error before the first piece does not reach the reader of the stream, which would wait for ever.
  const failure = new Promise<never>((_, reject) => {
    unpacking.catch(reject);
  });
  failure.catch(() => {});
  const reader = readable.getReader();
  let at = 0;
  try {
    for (;;) {
      const { value, done } = await Promise.race([reader.read(), failure]);
      if (done) break;
      if (at + value.length > entry.uncompressedSize) throw new Error("it unpacks to more than it claims");
      const piece = value.subarray(Math.max(0, start - at), Math.max(0, end - at));
      at += value.length;
      if (piece.length > 0) yield piece;
    }
    await unpacking;
    if (at < entry.uncompressedSize) throw new Error("it unpacks to less than it claims");
  } catch (cause) {
    throw damaged(file, cause, entry);
  } finally {
    await reader.cancel().catch(() => {});
  }
}

const OUT_OF_BOUNDS = /out of bounds/i;

function damaged(file: OpenFile, cause: unknown, entry?: FileEntry): WeightcastError {
  if (cause instanceof WeightcastError) return cause;
  const what = entry === undefined ? "is a damaged zip file" : `its entry ${entry.filename} is damaged`;
  // The engine's own errors, and one of the library's, tell of variables, not of the file.
  const { message } = cause as Error;
  const isOfEngine = cause instanceof TypeError || cause instanceof RangeError || OUT_OF_BOUNDS.test(message);
  const reason = isOfEngine ? "its sizes contradict each other" : message;
  return new InputError(`${what} (${reason})`, { file: file.path, byte: entry?.offset ?? 0 }, { cause });
}

/** Serves the library's reads, each of which may be at most as large as a header. */
class RangeReader extends Reader<OpenFile> {
  constructor(private readonly file: OpenFile) {
    super(file);
    this.size = file.size;
  }

  override async init(): Promise<void> {
    await super.init?.();
  }

  override readUint8Array(position: number, length: number): Promise<Uint8Array> {
    if (length > LIMITS.headerBytes || position < 0) {
      throw new InputError(
        `its zip directory of ${length} bytes is larger than the ${LIMITS.headerBytes} allowed`,
        {
          file: this.file.path,
          byte: Math.max(0, position),
        },
      );
    }
    return readRange(this.file, position, Math.min(length, this.size - position));
  }
}
