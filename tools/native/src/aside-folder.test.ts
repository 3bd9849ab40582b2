import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { asideFolder } from "./aside-folder.js";

test("what a dead process left goes away; what a living one works on, and other work, stays", () => {
  const parent = mkdtempSync(join(tmpdir(), "aside-"));
  onTestFinished(() => rmSync(parent, { recursive: true }));
  const dead = spawnSync(process.execPath, ["-e", ""]).pid;
  for (const name of [`.unpacking-${dead}`, `.unpacking-${process.ppid}`, `.compiling-${dead}`, "2.21.0"]) {
    mkdirSync(join(parent, name));
  }
  expect(asideFolder(parent, "unpacking")).toBe(join(parent, `.unpacking-${process.pid}`));
  expect(readdirSync(parent).sort()).toEqual(
    [`.unpacking-${process.ppid}`, `.compiling-${dead}`, "2.21.0"].sort(),
  );
});
