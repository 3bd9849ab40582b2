import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A folder for what readers need on a disk; it is removed when the process ends. */
export function workFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "weightcast-fuzz-"));
  process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
