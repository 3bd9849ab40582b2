import { readFileSync } from "node:fs";
import { blobFile, type StoredFile } from "@weightcast/runtime";

/** The bytes of a file that `golden/make_checkpoints.py` made. */
export function goldenBytes(name: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(readFileSync(new URL(`golden/${name}`, import.meta.url)));
}

/** A file of these bytes. */
export function fileOf(bytes: Uint8Array<ArrayBuffer>, name: string): StoredFile {
  return blobFile(new Blob([bytes]), name);
}

export function goldenFile(name: string): StoredFile {
  return fileOf(goldenBytes(name), name);
}
