import { readdirSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./workspace.js";

/** Folders that commands make; git keeps none of them. */
const MADE = new Set(["node_modules", "dist", ".git", ".turbo", ".test", "docs/site"]);

/** The files of the repository, from the root on, with slashes; what commands make is left out. */
export function repositoryFiles(under = ""): string[] {
  return readdirSync(join(ROOT, under), { withFileTypes: true }).flatMap((entry) => {
    const path = under === "" ? entry.name : `${under}/${entry.name}`;
    if (MADE.has(entry.name) || MADE.has(path)) return [];
    return entry.isDirectory() ? repositoryFiles(path) : [path];
  });
}
