import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build, type Options } from "tsup";
// @ts-expect-error: plain JavaScript
import { packageBuild } from "./tsup.js";

/** Packages that others need; their sources are bundled, so that no build is needed before. */
const LOWER_PACKAGES = ["core", "networks", "runtime", "zoo", "zoo-io"];
const packages = fileURLToPath(new URL("../../packages/", import.meta.url));

/**
 * Builds a package and all that it needs into one script for browsers, as a page would have it.
 *
 * @param name the package without its scope, e.g. `gbm`; also the global name of its entry point
 * @returns the script
 */
export async function browserBundle(name: string): Promise<string> {
  const files = await buildForBrowsers(name, ["src/index.ts"], { format: "iife", globalName: name });
  return files.get("index.global.js")!;
}

/**
 * Builds entry points of a package, and all that they need, into modules for browsers.
 *
 * @param name the package without its scope
 * @param entries source files in the package
 * @returns the text of each file by its name: `index.js` of `src/index.ts`, and what the entry points share
 */
export async function browserModules(name: string, entries: readonly string[]): Promise<Map<string, string>> {
  return buildForBrowsers(name, entries, { format: "esm" });
}

async function buildForBrowsers(
  name: string,
  entries: readonly string[],
  options: Options,
): Promise<Map<string, string>> {
  const folder = await mkdtemp(join(tmpdir(), `weightcast-bundle-${name}-`));
  try {
    await build({
      ...(packageBuild(entries.map((entry) => join(packages, name, entry))) as Options),
      config: false,
      platform: "browser",
      noExternal: [/.*/],
      dts: false,
      onSuccess: undefined,
      sourcemap: false,
      silent: true,
      outDir: folder,
      esbuildOptions: (esbuild) => {
        esbuild.alias = Object.fromEntries(
          LOWER_PACKAGES.map((lower) => [`@weightcast/${lower}`, join(packages, lower, "src/index.ts")]),
        );
      },
      ...options,
    });
    const files = await readdir(folder);
    return new Map(
      await Promise.all(
        files.map(async (file) => [file, await readFile(join(folder, file), "utf8")] as const),
      ),
    );
  } finally {
    await rm(folder, { recursive: true });
  }
}
