import { defineConfig } from "tsup";
import { kernelsForEsbuild } from "./kernels.js";

/**
 * The build of a library package: ESM and declarations, one file an entry point.
 * Declarations see the built packages that this one depends on, not their sources.
 *
 * @param {string[]} entry source files, one an entry point
 * @param {import("tsup").Options} [options]
 */
export function packageBuild(entry, options = {}) {
  return defineConfig({
    entry,
    format: "esm",
    target: "es2022",
    dts: { compilerOptions: { paths: {} } },
    sourcemap: true,
    clean: true,
    esbuildPlugins: [kernelsForEsbuild()],
    ...options,
  });
}
