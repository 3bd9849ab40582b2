import { existsSync, readFileSync } from "node:fs";
import { InputError } from "@weightcast/core";
import { blobFile, type StoredFile } from "@weightcast/runtime";

/** The bytes of a file that a script in `golden`, or in a folder of it, made. */
export function goldenBytes(name: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(readFileSync(new URL(`golden/${name}`, import.meta.url)));
}

/** A file of these bytes. */
export function fileOf(bytes: Uint8Array<ArrayBuffer>, name: string): StoredFile {
  return blobFile(new Blob([bytes]), name);
}

/** A golden file; opening one that does not exist is an InputError, as with files on a disk. */
export function goldenFile(name: string): StoredFile {
  const open = async () => {
    const url = new URL(`golden/${name.replaceAll("\0", "")}`, import.meta.url);
    if (!existsSync(url)) throw new InputError("does not exist", { file: name });
    return fileOf(goldenBytes(name), name).open();
  };
  return { path: name, open };
}
