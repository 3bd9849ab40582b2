import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The root of the repository, seen from `dist` and from `src` of this tool. */
const ROOT = fileURLToPath(new URL("../../../", import.meta.url)).replace(/tools\/$/, "");

/** The path of a file of the repository. */
export function repositoryPath(name: string): string {
  return join(ROOT, name);
}

/** The bytes of a file of the repository, such as a golden file. */
export function repositoryFile(name: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(readFileSync(repositoryPath(name)));
}
