import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { InputError } from "@weightcast/core";
import { blobFile, type StoredFile } from "@weightcast/runtime";

/** The bytes of a file that a script in `golden`, or in a folder of it, made. */
export function goldenBytes(name: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(readFileSync(goldenPath(name)));
}

/** A file of these bytes. */
export function fileOf(bytes: Uint8Array<ArrayBuffer>, name: string): StoredFile {
  return blobFile(new Blob([bytes]), name);
}

/** A golden file; opening one that does not exist is an InputError, as with files on a disk. */
export function goldenFile(name: string): StoredFile {
  const open = async () => {
    const path = goldenPath(name.replaceAll("\0", ""));
    if (statSync(path, { throwIfNoEntry: false })?.isFile() !== true) {
      throw new InputError("does not exist", { file: name });
    }
    return fileOf(goldenBytes(name), name).open();
  };
  return { path: name, open };
}

/** A name is not part of an address here: a damaged one may hold `?` or `#`. */
function goldenPath(name: string): string {
  return join(fileURLToPath(new URL("golden/", import.meta.url)), name);
}
