import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createContext, runInContext } from "node:vm";
// @ts-expect-error: plain JavaScript
import { packageBuild } from "@weightcast/config/tsup";
import { build, type Options } from "tsup";
import { afterAll, beforeAll, expect, it } from "vitest";

const packages = fileURLToPath(new URL("../../", import.meta.url));

/** What a page does with the bundle: trains, predicts and writes a model, without a thread and without Node. */
const PAGE = `(async () => {
  const rows = 500;
  const data = Float32Array.from({ length: 2 * rows }, (_, i) => Math.sin(i * i));
  const x = { data, rows, columns: 2, stride: 2 };
  const y = Array.from({ length: rows }, (_, i) => data[2 * i] ** 2 + data[2 * i + 1]);
  const booster = await gbm.trainBooster(x, y, { num_leaves: 15 }, { rounds: 20 });
  const again = gbm.Booster.fromText(booster.toText());
  return { trees: booster.trees.length, same: again.predict(x).every((p, i) => p === booster.predict(x)[i]), node: typeof process };
})()`;

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "gbm-browser-"));
});
afterAll(() => rm(folder, { recursive: true }));

it("works bundled for a browser, where there is nothing of Node", async () => {
  await build({
    ...(packageBuild([join(packages, "gbm/src/index.ts")]) as Options),
    config: false,
    platform: "browser",
    format: "iife",
    globalName: "gbm",
    noExternal: [/.*/],
    dts: false,
    sourcemap: false,
    silent: true,
    outDir: folder,
    esbuildOptions: (options) => {
      options.alias = { "@weightcast/core": join(packages, "core/src/index.ts") };
    },
  });
  const bundle = await readFile(join(folder, "index.global.js"), "utf8");
  const page = createContext({ atob, performance, setTimeout });
  runInContext(bundle, page);
  expect(await runInContext(PAGE, page)).toEqual({ trees: 20, same: true, node: "undefined" });
});
