import { readFileSync } from "node:fs";
import { matrix, matrixRows } from "@weightcast/core";
import { metrics, trainBooster } from "@weightcast/gbm";
import { readNpy } from "@weightcast/zoo-io/node";
import type { GbmRun } from "./gbm/runs.js";

// Ours on given rows: one JSON line of times and peak memory, the same keys as peers/lightgbm_run.py. The rows from
// number `trained` on are not trained on; the quality is measured on them, or on all rows where there are no others.

const [features, target, parameters, trees, trained] = process.argv.slice(2) as [
  string,
  string,
  string,
  string,
  string,
];
const [x, y] = [await readNpy(features), await readNpy(target)];
if (!(x.data instanceof Float32Array && y.data instanceof Float32Array)) throw new TypeError("not f32");
const all = matrix(x.data, x.shape[0]!, x.shape[1]!);
const rows = matrixRows(all, 0, Number(trained));
const settings = JSON.parse(readFileSync(parameters, "utf8"));

// The time of the first round includes binning, so that binning is estimated as the rest of that time.
let first = 0;
let last = 0;
const used = process.cpuUsage();
const start = performance.now();
const booster = await trainBooster(rows, y.data.subarray(0, rows.rows), settings, {
  rounds: Number(trees),
  onIteration: ({ iteration }) => {
    last = performance.now();
    if (iteration === 1) first = last;
  },
});
const end = performance.now();
const { user, system } = process.cpuUsage(used);
const tree = (last - first) / (Number(trees) - 1);
const predictionStart = performance.now();
const predictions = booster.predict(all);
const prediction = performance.now() - predictionStart;

const firstHeld = rows.rows === all.rows ? 0 : rows.rows;
const measured = {
  rows: all.rows - firstHeld,
  scoresPerRow: 1,
  scores: predictions.subarray(firstHeld),
  outputs: predictions.subarray(firstHeld),
  targets: y.data.subarray(firstHeld),
  weights: undefined,
  math: Math,
};
const isOfClasses = settings.objective === "binary";
const measure = (metric: string) => metrics.get(metric).measure(measured, {} as never, 0);
const run: GbmRun = {
  binning: first - start - tree,
  tree,
  training: end - start,
  prediction,
  memory: process.resourceUsage().maxRSS / 1024,
  processor: (user + system) / 1e6,
  quality: measure(isOfClasses ? "auc" : "l2"),
  ...(isOfClasses ? { logLoss: measure("binary_logloss") } : {}),
};
process.stdout.write(`${JSON.stringify(run)}\n`);
