import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { fitModel, type Model, modelFiles } from "@weightcast/predictors";
import type { Zoo } from "@weightcast/zoo";
import { readZoo } from "@weightcast/zoo-io";
import type { Plugin } from "vite";

const FOLDER = fileURLToPath(new URL("../../../fixtures/fashion_mnist_sample", import.meta.url));
/** The model is fitted with the parameters that the demo uses. */
const SPLIT = "random:75/10/15";

/** Puts the sample zoo beside the page, and a model that is fitted on it while the page is built. */
export function sample(): Plugin {
  return {
    name: "sample",
    async generateBundle() {
      const read = (name: string) => readFile(join(FOLDER, name));
      const zoo = {
        weights: await read("weights.npy"),
        metrics: gunzipSync(await read("metrics.csv.gz")),
        layout: await read("layout.csv"),
      };
      const files = new Map<string, Uint8Array>([
        ["zoo/weights.npy", zoo.weights],
        ["zoo/metrics.csv", zoo.metrics],
        ["zoo/layout.csv", zoo.layout],
      ]);
      const model = await fitSample(await readZoo(zoo, "the sample"));
      for (const [name, bytes] of await modelFiles(model)) files.set(`model/${name}`, bytes);
      for (const [name, source] of files)
        this.emitFile({ type: "asset", fileName: `sample/${name}`, source });
    },
  };
}

async function fitSample(zoo: Zoo): Promise<Model> {
  return fitModel(zoo, { features: "layer-statistics", split: SPLIT, seed: 1 });
}
