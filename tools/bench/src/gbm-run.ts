import { readFileSync } from "node:fs";
import { matrix } from "@weightcast/core";
import { trainBooster } from "@weightcast/gbm";
import { readNpy } from "@weightcast/zoo-io/node";
import type { GbmRun } from "./gbm.js";

// Ours on given rows: one JSON line of times and peak memory, the same keys as peers/lightgbm_run.py.

const [features, target, parameters, trees] = process.argv.slice(2) as [string, string, string, string];
const [x, y] = [await readNpy(features), await readNpy(target)];
if (!(x.data instanceof Float32Array && y.data instanceof Float32Array)) throw new TypeError("not f32");
const rows = matrix(x.data, x.shape[0]!, x.shape[1]!);
const settings = JSON.parse(readFileSync(parameters, "utf8"));

// The time of the first round includes binning, so that binning is estimated as the rest of that time.
let first = 0;
let last = 0;
const start = performance.now();
const booster = await trainBooster(rows, y.data, settings, {
  rounds: Number(trees),
  onIteration: ({ iteration }) => {
    last = performance.now();
    if (iteration === 1) first = last;
  },
});
const trained = performance.now();
const predictions = booster.predict(rows);
const end = performance.now();

const tree = (last - first) / (Number(trees) - 1);
let squares = 0;
for (const [row, prediction] of predictions.entries()) squares += (prediction - y.data[row]!) ** 2;
const run: GbmRun = {
  binning: first - start - tree,
  tree,
  prediction: end - trained,
  memory: process.resourceUsage().maxRSS / 1024,
  mse: squares / rows.rows,
};
process.stdout.write(`${JSON.stringify(run)}\n`);
