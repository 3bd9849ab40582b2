import { defineConfig, type UserConfig } from "vite";
import { images } from "./build-plugins/images.js";
import { offline } from "./build-plugins/offline.js";
import { sample } from "./build-plugins/sample.js";
import { tensorflow } from "./build-plugins/tensorflow.js";
import { theme } from "./build-plugins/theme.js";

const config: UserConfig = defineConfig({
  // Relative addresses let the page work in any folder of a server.
  base: "./",
  // The page is built into a subfolder because the command line copies that folder whole.
  build: { outDir: "dist/ui" },
  plugins: [theme(), sample(), images(), tensorflow(), offline()],
  // Workers of packages are modules that load others.
  worker: { format: "es" },
});

export default config;
