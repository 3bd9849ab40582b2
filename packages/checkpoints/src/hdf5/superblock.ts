import { InputError } from "@weightcast/core";
import type { OpenFile } from "@weightcast/runtime";
import { Hdf5Reader } from "./hdf5-reader.js";

const SIGNATURE = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a];
/** Enough for a superblock of any version. */
const SUPERBLOCK_BYTES = 96;

/** Whether bytes begin as those of an HDF5 file. */
export function isHdf5(head: Uint8Array): boolean {
  return SIGNATURE.every((byte, i) => head[i] === byte);
}

/** A file whose superblock has been read. */
export interface Hdf5Root {
  readonly reader: Hdf5Reader;
  /** The address of the root group's header. */
  readonly address: number;
}

/**
 * Reads the first structure of an HDF5 file.
 *
 * @throws InputError where the file is none, or has addresses of other than 8 bytes
 */
export async function readSuperblock(file: OpenFile): Promise<Hdf5Root> {
  const reader = new Hdf5Reader(file);
  const cursor = await reader.cursor(0, Math.min(SUPERBLOCK_BYTES, file.size), "the superblock");
  if (cursor.left < SIGNATURE.length || !isHdf5(cursor.raw(SIGNATURE.length))) {
    throw new InputError("does not start as an HDF5 file does", { file: file.path, byte: 0 });
  }
  const version = cursor.u8();
  if (version > 3) throw cursor.fail(`has version ${version}; read are 0 to 3`);
  if (version < 2) cursor.skip(4);
  const [offsetBytes, lengthBytes] = [cursor.u8(), cursor.u8()];
  if (offsetBytes !== 8 || lengthBytes !== 8) {
    throw cursor.fail(`has addresses of ${offsetBytes} and sizes of ${lengthBytes} bytes; read are 8`);
  }
  // The rest of an old superblock: a reserved byte, sizes of trees, flags.
  cursor.skip(version === 0 ? 9 : version === 1 ? 13 : 1);
  const base = cursor.u64();
  // Free space (or the extension) and the file's end; in an old superblock also the driver and the name of the root.
  cursor.skip(version < 2 ? 32 : 16);
  return { reader: new Hdf5Reader(file, base), address: cursor.u64() };
}
