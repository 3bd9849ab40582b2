import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { kernelsForVite } from "./kernels.js";

/** The path has slashes on Windows too, as Vite names files. */
const packages = fileURLToPath(new URL("../../packages/", import.meta.url)).replaceAll("\\", "/");

/** Tests run the sources of every workspace package: no build is needed before a test. */
export default defineConfig({
  plugins: [kernelsForVite()],
  resolve: {
    alias: [
      { find: /^@weightcast\/([a-z-]+)\/node$/, replacement: `${packages}$1/src/node.ts` },
      { find: /^@weightcast\/([a-z-]+)$/, replacement: `${packages}$1/src/index.ts` },
    ],
  },
  test: {
    include: ["src/**/*.test.ts", "test/**/*.test.ts"],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 15_000 } },
    reporters: ["default", "json"],
    outputFile: { json: ".test/results.json" },
  },
});
