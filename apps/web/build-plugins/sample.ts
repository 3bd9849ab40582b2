import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { fitModel, modelFiles } from "@weightcast/predictors";
import { readZoo } from "@weightcast/zoo-io";
import type { Plugin } from "vite";
import type { StoredPredictions } from "../src/engine/messages.js";
import { storedPredictions } from "../src/engine/predict-zoo.js";

const FIXTURES = fileURLToPath(new URL("../../../fixtures", import.meta.url));
const FOLDER = join(FIXTURES, "fashion_mnist_sample");
/** Experiments on the sample, which `weightcast reproduce` ran. */
const REPORT = join(FIXTURES, "fashion_mnist_report");
const RESULTS = ["results.json", "environment.json"];
/** The split and the seed of the demo. */
const SPLIT = "random:75/10/15";
const SEED = 1;
/** The models of the sample, the one that is shown first coming first: a dream of few images, so that the page is built in a minute. */
const MODELS = [
  { name: "dreamt test set", features: "probes:dreamt-60-steps:300" },
  { name: "weight statistics", features: "layer-statistics" },
];

/** The digits of predictions and of the ends of their intervals that are sent with the page: more than it shows, and half of the bytes. */
const [DIGITS, BOUND_DIGITS] = [7, 5];

/** Puts the sample zoo beside the page, models that are fitted on it while the page is built, with their predictions, and experiments on it. */
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
      const emit = (path: string, source: string | Uint8Array) =>
        this.emitFile({ type: "asset", fileName: `sample/${path}`, source });
      emit("zoo/weights.npy", zoo.weights);
      emit("zoo/metrics.csv", zoo.metrics);
      emit("zoo/layout.csv", zoo.layout);
      const opened = await readZoo(zoo, "the sample");
      const models: { readonly name: string; readonly files: readonly string[] }[] = [];
      for (const { name, features } of MODELS) {
        const model = await fitModel(opened, { features, split: SPLIT, seed: SEED });
        const files = await modelFiles(model);
        for (const [file, bytes] of files) emit(`${name}/${file}`, bytes);
        emit(`${name}/predictions.json`, JSON.stringify(shortened(await storedPredictions(model, opened))));
        // The pictures are for those who look into the folder of a model.
        models.push({ name, files: Array.from(files.keys()).filter((file) => !file.endsWith(".png")) });
      }
      for (const name of RESULTS) emit(`results/${name}`, await readFile(join(REPORT, name)));
      const list = { zoo: ["weights.npy", "metrics.csv", "layout.csv"], models, results: RESULTS };
      emit("list.json", JSON.stringify(list));
    },
  };
}

function shortened(stored: StoredPredictions): StoredPredictions {
  const round = (values: readonly (number | null)[], digits: number) =>
    values.map((value) => (value === null ? null : Number(value.toPrecision(digits))));
  return {
    ...stored,
    predicted: round(stored.predicted, DIGITS),
    low: round(stored.low, BOUND_DIGITS),
    high: round(stored.high, BOUND_DIGITS),
  };
}
