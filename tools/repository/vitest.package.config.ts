import config from "@weightcast/config/vitest";
import { defineConfig } from "vitest/config";

/** The tests that install packages from the registry: `pnpm test:package`. */
export default defineConfig({
  ...config,
  test: {
    ...config.test,
    include: ["test/**/*.package.ts"],
    testTimeout: 300_000,
    hookTimeout: 300_000,
    outputFile: { json: ".test/package-results.json" },
  },
});
