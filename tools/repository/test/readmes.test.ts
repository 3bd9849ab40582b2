import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { repositoryFiles } from "../src/files.js";
import { exampleOf, relativeLinks } from "../src/markdown.js";
import { publishablePackages, ROOT } from "../src/workspace.js";

test("the relative links of every page lead to files and folders that exist", () => {
  const pages = repositoryFiles().filter((file) => file.endsWith(".md"));
  expect(pages).toContain("README.md");
  const broken = pages.flatMap((page) =>
    relativeLinks(readFileSync(join(ROOT, page), "utf8"))
      .filter((link) => !existsSync(join(ROOT, dirname(page), link)))
      .map((link) => `${page}: ${link}`),
  );
  expect(broken).toEqual([]);
});

test("every published library's README has an example", () => {
  const without = publishablePackages()
    .filter(({ manifest }) => manifest.exports !== undefined)
    .filter(({ folder }) => !readFileSync(join(folder, "README.md"), "utf8").match(/^```(?:js|ts)/m))
    .map(({ manifest }) => manifest.name);
  expect(without).toEqual([]);
  expect(exampleOf(readFileSync(join(ROOT, "README.md"), "utf8"))).toBeDefined();
});
