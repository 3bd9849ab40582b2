import { InputError } from "@weightcast/core";
import { readRange } from "../files/read-range.js";
import { LIMITS } from "../limits.js";
import type { Hdf5Cursor, Hdf5Reader } from "./hdf5-reader.js";

/** A data set that is stored in blocks of one shape, each packed by itself. */
export interface ChunkedStorage {
  /** The tree that says where each block lies; undefined where nothing was ever written. */
  readonly tree: number | undefined;
  readonly shape: readonly number[];
  /** Sides of a block. */
  readonly chunk: readonly number[];
  readonly itemBytes: number;
  readonly filters: readonly ChunkFilter[];
}

/** How blocks are packed: deflate, bytes of elements gathered by their place (shuffle), a sum at the end. */
export type ChunkFilter = "deflate" | "shuffle" | "fletcher32";

const FILTERS: ReadonlyMap<number, ChunkFilter> = new Map([
  [1, "deflate"],
  [2, "shuffle"],
  [3, "fletcher32"],
]);
const NODE_BYTES = 24;
const SUM_BYTES = 4;

/** @throws InputError where a filter is not among those that are read */
export function readFilters(cursor: Hdf5Cursor): ChunkFilter[] {
  const version = cursor.u8();
  const count = cursor.u8();
  if (version === 1) cursor.skip(6);
  return Array.from({ length: count }, () => {
    const id = cursor.u16();
    const nameBytes = version === 1 || id >= 256 ? cursor.u16() : 0;
    cursor.skip(2);
    const values = cursor.u16();
    cursor.skip(version === 1 ? Math.ceil(nameBytes / 8) * 8 : nameBytes);
    cursor.skip(4 * values + (version === 1 && values % 2 === 1 ? 4 : 0));
    const filter = FILTERS.get(id);
    if (filter === undefined)
      throw cursor.fail(`is packed by filter ${id}; read are deflate, shuffle and fletcher32`);
    return filter;
  });
}

/** A block: where it lies, how long it is packed, which filters were left out. */
interface Chunk {
  readonly address: number;
  readonly bytes: number;
  readonly mask: number;
  /** Its first element along each side. */
  readonly offset: readonly number[];
}

/**
 * The elements of a chunked data set in row-major order, a band of blocks at a time.
 *
 * @throws InputError where blocks are missing or damaged, or a band is too large
 */
export async function* chunkedBytes(reader: Hdf5Reader, storage: ChunkedStorage): AsyncGenerator<Uint8Array> {
  const { shape, chunk, itemBytes, tree } = storage;
  const [rows = 0, ...inner] = shape;
  const [bandRows = 1] = chunk;
  const rowBytes = inner.reduce((product, side) => product * side, itemBytes);
  const bandBytes = Math.min(rows, bandRows) * rowBytes;
  if (bandBytes > LIMITS.tensorBytes) {
    throw reader.fail(`blocks of ${bandBytes} bytes are too large to read at once`, tree ?? 0);
  }
  if (tree === undefined) throw reader.fail("a data set was never written", 0);
  const bands = new Map<number, Chunk[]>();
  await collectChunks(reader, tree, storage, bands, new Set());
  for (let row = 0; row < rows; row += bandRows) {
    const count = Math.min(bandRows, rows - row);
    const band = new Uint8Array(count * rowBytes);
    const chunks = bands.get(row) ?? [];
    const expected = inner.reduce((product, side, i) => product * Math.ceil(side / (chunk[i + 1] ?? 1)), 1);
    if (chunks.length !== expected) {
      throw reader.fail(`a data set has ${chunks.length} of the ${expected} blocks of row ${row}`, tree);
    }
    for (const found of chunks) place(await readChunk(reader, found, storage), found, storage, row, band);
    yield band;
  }
}

async function collectChunks(
  reader: Hdf5Reader,
  address: number,
  storage: ChunkedStorage,
  bands: Map<number, Chunk[]>,
  visited: Set<number>,
): Promise<void> {
  const what = "a data set's tree of blocks";
  if (visited.has(address)) throw reader.fail(`${what} leads back to itself`, address);
  visited.add(address);
  const node = await reader.cursor(address, NODE_BYTES, what);
  node.signature("TREE");
  if (node.u8() !== 1) throw node.fail("is the tree of something else");
  const [level, used] = [node.u8(), node.u16()];
  const keyBytes = 8 + 8 * (storage.shape.length + 1);
  const entries = await reader.cursor(address + NODE_BYTES, used * (keyBytes + 8), what);
  for (let i = 0; i < used; i++) {
    const [bytes, mask] = [entries.u32(), entries.u32()];
    const offset = storage.shape.map(() => entries.u64());
    entries.skip(8);
    const child = entries.u64();
    if (level > 0) {
      await collectChunks(reader, child, storage, bands, visited);
      continue;
    }
    const isInPlace = offset.every(
      (at, side) => at % (storage.chunk[side] ?? 1) === 0 && at < (storage.shape[side] ?? 0),
    );
    if (!isInPlace) throw entries.fail(`places a block at (${offset.join(", ")}), outside of the data set`);
    const [row = 0] = offset;
    const band = bands.get(row) ?? [];
    band.push({ address: child, bytes, mask, offset });
    bands.set(row, band);
  }
}

async function readChunk(reader: Hdf5Reader, chunk: Chunk, storage: ChunkedStorage): Promise<Uint8Array> {
  const size = storage.chunk.reduce((product, side) => product * side, storage.itemBytes);
  let bytes: Uint8Array<ArrayBuffer> = await readRange(reader.file, reader.base + chunk.address, chunk.bytes);
  for (const [i, filter] of Array.from(storage.filters.entries()).toReversed()) {
    if (chunk.mask & (1 << i)) continue;
    switch (filter) {
      case "deflate":
        bytes = await inflate(bytes, size + SUM_BYTES, reader, chunk);
        break;
      case "shuffle":
        bytes = unshuffled(bytes, storage.itemBytes);
        break;
      case "fletcher32":
        bytes = bytes.slice(0, Math.max(0, bytes.length - SUM_BYTES));
        break;
      default:
        filter satisfies never;
    }
  }
  if (bytes.length !== size) {
    throw reader.fail(`a block unpacks to ${bytes.length} bytes, where ${size} are expected`, chunk.address);
  }
  return bytes;
}

async function inflate(
  packed: Uint8Array<ArrayBuffer>,
  most: number,
  reader: Hdf5Reader,
  chunk: Chunk,
): Promise<Uint8Array<ArrayBuffer>> {
  const fail = (cause: unknown) =>
    new InputError(
      "a block is damaged: it cannot be unpacked",
      { file: reader.file.path, byte: reader.base + chunk.address },
      { cause },
    );
  const bytes = new Uint8Array(most);
  let length = 0;
  const unpacking = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate")).getReader();
  try {
    for (let next = await unpacking.read(); !next.done; next = await unpacking.read()) {
      if (length + next.value.length > most) throw new Error("it unpacks to more than a block");
      bytes.set(next.value, length);
      length += next.value.length;
    }
  } catch (cause) {
    throw fail(cause);
  } finally {
    await unpacking.cancel().catch(() => {});
  }
  return bytes.slice(0, length);
}

/** All first bytes of the elements come first, then all second bytes. */
function unshuffled(bytes: Uint8Array, itemBytes: number): Uint8Array<ArrayBuffer> {
  const count = Math.floor(bytes.length / itemBytes);
  const elements = new Uint8Array(bytes);
  for (let i = 0; i < count; i++) {
    for (let byte = 0; byte < itemBytes; byte++)
      elements[i * itemBytes + byte] = bytes[byte * count + i] ?? 0;
  }
  return elements;
}

/** Copies the part of a block that lies in the data set, row by row of its innermost side. */
function place(
  bytes: Uint8Array,
  found: Chunk,
  storage: ChunkedStorage,
  firstRow: number,
  band: Uint8Array,
): void {
  const { shape, chunk, itemBytes } = storage;
  const copy = (side: number, from: number, to: number): void => {
    const at = (found.offset[side] ?? 0) - (side === 0 ? firstRow : 0);
    const count = Math.min(chunk[side] ?? 1, (shape[side] ?? 1) - (found.offset[side] ?? 0));
    if (side === shape.length - 1) {
      const start = (to + at) * itemBytes;
      band.set(bytes.subarray(from * itemBytes, (from + count) * itemBytes), start);
      return;
    }
    for (let i = 0; i < count; i++) {
      copy(side + 1, (from + i) * (chunk[side + 1] ?? 1), (to + at + i) * (shape[side + 1] ?? 1));
    }
  };
  copy(0, 0, 0);
}
