import { mkdirSync, realpathSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { folderWith } from "../test/project.js";
import { findPackage } from "./find-package.js";

const manifest = { "package.json": "{}" };

test("a project's own tfjs-node is found", () => {
  const project = realpathSync(folderWith({ "node_modules/@tensorflow/tfjs-node/package.json": "{}" }));
  expect(findPackage(project)).toBe(join(project, "node_modules/@tensorflow/tfjs-node"));
});

test("else that of its predictors, where pnpm really put them", () => {
  const store = realpathSync(
    folderWith({
      "node_modules/@weightcast/predictors/package.json": "{}",
      "node_modules/@tensorflow/tfjs-node/package.json": "{}",
    }),
  );
  const project = folderWith(manifest);
  mkdirSync(join(project, "node_modules/@weightcast"), { recursive: true });
  symlinkSync(
    join(store, "node_modules/@weightcast/predictors"),
    join(project, "node_modules/@weightcast/predictors"),
  );
  expect(findPackage(project)).toBe(join(store, "node_modules/@tensorflow/tfjs-node"));
});

test("a project without one is told how to get it", () => {
  const project = folderWith(manifest);
  expect(() => findPackage(project)).toThrow(`no @tensorflow/tfjs-node in ${project}: install it there`);
});
