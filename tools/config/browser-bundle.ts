import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build, type Options } from "tsup";
// @ts-expect-error: plain JavaScript
import { packageBuild } from "./tsup.js";

const packages = fileURLToPath(new URL("../../packages/", import.meta.url));

/**
 * Builds a package and all that it needs into one script for browsers, as a page would have it.
 *
 * @param name the package without its scope, e.g. `gbm`; also the global name of its entry point
 * @returns the script
 */
export async function browserBundle(name: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), `weightcast-bundle-${name}-`));
  try {
    await build({
      ...(packageBuild([join(packages, name, "src/index.ts")]) as Options),
      config: false,
      platform: "browser",
      format: "iife",
      globalName: name,
      noExternal: [/.*/],
      dts: false,
      sourcemap: false,
      silent: true,
      outDir: folder,
      esbuildOptions: (options) => {
        options.alias = { "@weightcast/core": join(packages, "core/src/index.ts") };
      },
    });
    return await readFile(join(folder, "index.global.js"), "utf8");
  } finally {
    await rm(folder, { recursive: true });
  }
}
