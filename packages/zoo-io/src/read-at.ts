import type { FileHandle } from "node:fs/promises";
import { InputError } from "@weightcast/core";

/**
 * Fills `target` from a position in a file.
 *
 * @throws InputError where the file ends before
 */
export async function fillAt(
  file: FileHandle,
  target: Uint8Array,
  position: number,
  path: string,
): Promise<void> {
  for (let at = 0; at < target.length; ) {
    const { bytesRead } = await file.read(target, at, target.length - at, position + at);
    if (bytesRead === 0) {
      throw new InputError("became shorter while it was read", { file: path, byte: position + at });
    }
    at += bytesRead;
  }
}

/** `length` bytes from a position in a file, in memory of their own; throws as `fillAt` does. */
export async function readAt(
  file: FileHandle,
  position: number,
  length: number,
  path: string,
): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  await fillAt(file, bytes, position, path);
  return bytes;
}

/** Bytes of `memory`, or of new memory that is not zeroed, to be filled. */
export function bytesFor(length: number, memory: Float32Array | undefined): Uint8Array {
  return memory === undefined
    ? Buffer.allocUnsafeSlow(length)
    : new Uint8Array(memory.buffer, memory.byteOffset, length);
}
