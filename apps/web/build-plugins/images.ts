import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import type { Plugin } from "vite";
import { IMAGE_FILES } from "../src/train/image-files.js";

const FOLDER = fileURLToPath(new URL("../../../fixtures/fashion_mnist_images", import.meta.url));

/** Puts the images that the page trains networks on into the folder `images` beside it, unpacked. */
export function images(): Plugin {
  return {
    name: "images",
    async generateBundle() {
      for (const name of IMAGE_FILES) {
        const source = gunzipSync(await readFile(join(FOLDER, `${name}.gz`)));
        this.emitFile({ type: "asset", fileName: `images/${name}`, source });
      }
    },
  };
}
