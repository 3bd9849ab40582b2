import { defineConfig, type UserConfig } from "vite";
import { sample } from "./build-plugins/sample.js";
import { tensorflow } from "./build-plugins/tensorflow.js";
import { theme } from "./build-plugins/theme.js";

const config: UserConfig = defineConfig({
  // The page works wherever it lies.
  base: "./",
  // A folder inside, for the command line takes it whole.
  build: { outDir: "dist/ui" },
  plugins: [theme(), sample(), tensorflow()],
});

export default config;
