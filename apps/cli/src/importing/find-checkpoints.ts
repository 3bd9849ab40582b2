import { readdir, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { isCheckpointName, isCheckpointPart } from "@weightcast/checkpoints";
import { InputError, UsageError } from "@weightcast/core";
import { isAddress } from "../sources/addresses.js";

const WILDCARD = /[*?]/;

/**
 * Finds checkpoints: files and addresses (http, https) are taken as they are; of a folder, all files in it and below it that are named as checkpoints; a pattern with
 * `*`, `?` and `**` (any folders) is compared with the files below its first part without such a character.
 *
 * @returns paths in the order of the arguments, and within a folder or a pattern in the order of their names (`2` before `10`); each once
 * @throws InputError if a file does not exist
 * @throws UsageError if nothing is found
 */
export async function findCheckpoints(paths: readonly string[]): Promise<string[]> {
  const found = new Set<string>();
  for (const path of paths) {
    if (isAddress(path)) {
      found.add(path);
      continue;
    }
    const kind = await stat(path).catch(() => undefined);
    let files: string[];
    if (kind?.isDirectory() === true) files = (await filesBelow(path)).filter(isCheckpoint);
    else if (kind !== undefined) files = [path];
    else if (WILDCARD.test(path)) files = await matchingFiles(path);
    else throw new InputError("does not exist", { file: path });
    if (files.length === 0) throw new UsageError(`${path}: there are no checkpoints`);
    for (const file of files) found.add(file);
  }
  return Array.from(found);
}

function isCheckpoint(path: string): boolean {
  return isCheckpointName(path) && !isCheckpointPart(path);
}

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && !entry.name.startsWith("."))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort((a, b) => a.localeCompare(b, "en", { numeric: true }));
}

async function matchingFiles(pattern: string): Promise<string[]> {
  let folder = pattern;
  while (WILDCARD.test(folder)) folder = dirname(folder);
  const expression = new RegExp(`^${patternSource(pattern.replace(/^(?:\.\/)+/, ""))}$`);
  const files = await filesBelow(folder).catch(() => []);
  return files.filter((file) => expression.test(file) && !isCheckpointPart(file));
}

/** The source of a regular expression for a pattern: `*` and `?` stay within a folder, `**` crosses folders. */
function patternSource(pattern: string): string {
  return pattern
    .split(/(\*\*\/|\*\*|\*|\?)/)
    .map((part) => {
      switch (part) {
        case "**/":
          return "(?:.*/)?";
        case "**":
          return ".*";
        case "*":
          return "[^/]*";
        case "?":
          return "[^/]";
        default:
          return part.replace(/[.+^${}()|[\]\\]/g, "\\$&");
      }
    })
    .join("");
}
