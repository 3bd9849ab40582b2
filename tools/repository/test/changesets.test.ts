import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { publishablePackages, ROOT } from "../src/workspace.js";

const FOLDER = join(ROOT, ".changeset");
const PACKAGE = /^"([^"]+)": (?:patch|minor|major)$/;

test("changesets name packages that are published", () => {
  const published = new Set(publishablePackages().map(({ manifest }) => manifest.name));
  const unknown = readdirSync(FOLDER)
    .filter((file) => file.endsWith(".md") && file !== "README.md")
    .flatMap((file) => {
      const [, head = ""] = readFileSync(join(FOLDER, file), "utf8").split(/^---$/m);
      const lines = head.split("\n").filter((line) => line !== "");
      return lines
        .filter((line) => !published.has(PACKAGE.exec(line)?.[1] ?? ""))
        .map((line) => `${file}: ${line}`);
    });
  expect(unknown).toEqual([]);
});

test("published packages have one version", () => {
  // The group in .changeset/config.json sees to it.
  expect(new Set(publishablePackages().map(({ manifest }) => manifest.version)).size).toBe(1);
});
