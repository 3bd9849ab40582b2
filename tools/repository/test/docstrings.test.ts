import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { publicNames } from "../src/public-names.js";
import { publishablePackages, ROOT } from "../src/workspace.js";

const ENTRIES = publishablePackages()
  .flatMap(({ path }) => [`${path}/src/index.ts`, `${path}/src/node.ts`])
  .filter((entry) => existsSync(join(ROOT, entry)));

test.each(ENTRIES)("every public name of %s has a docstring", (entry) => {
  const names = publicNames(entry);
  expect(names).not.toEqual([]);
  expect(names.filter(({ hasDocstring }) => !hasDocstring)).toEqual([]);
});
