import { defineConfig } from "tsup";
import { writeDeclarations } from "./declarations.js";
import { kernelsForEsbuild } from "./kernels.js";

/**
 * The build of a library package: an ESM file an entry point, and declarations.
 *
 * @param {string[]} entry source files
 * @param {import("tsup").Options} [options]
 */
export function packageBuild(entry, options = {}) {
  return programBuild(entry, { onSuccess: () => writeDeclarations(entry), ...options });
}

/**
 * The build of a program: an ESM file an entry point.
 *
 * @param {string[]} entry source files
 * @param {import("tsup").Options} [options]
 */
export function programBuild(entry, options = {}) {
  return defineConfig({
    entry,
    format: "esm",
    target: "es2022",
    sourcemap: true,
    clean: true,
    esbuildPlugins: [kernelsForEsbuild()],
    ...options,
  });
}
