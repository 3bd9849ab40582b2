import { readFileSync, writeFileSync } from "node:fs";
import { matrix, matrixRows } from "@weightcast/core";
import { Booster, trainBooster } from "@weightcast/gbm";
import { readNpy } from "@weightcast/zoo-io/node";
import type { ExplainRun } from "./gbm/gbm.js";

// Ours: trains a model, writes it to a file for the peer, and measures contributions of all rows and predictions of
// single ones. One JSON line, the same keys as peers/lightgbm_explain_run.py.

const [features, target, parameters, trees, file] = process.argv.slice(2) as [
  string,
  string,
  string,
  string,
  string,
];
const [x, y] = [await readNpy(features), await readNpy(target)];
if (!(x.data instanceof Float32Array && y.data instanceof Float32Array)) throw new TypeError("not f32");
const rows = matrix(x.data, x.shape[0]!, x.shape[1]!);
const settings = JSON.parse(readFileSync(parameters, "utf8"));
const trained = await trainBooster(rows, y.data, settings, { rounds: Number(trees) });
writeFileSync(file, trained.toText());
const booster = Booster.fromText(trained.toText());

const start = performance.now();
const contributions = booster.predictContributions(rows);
const explained = performance.now();
const single = Array.from({ length: 1000 }, (_, i) => matrixRows(rows, i % rows.rows, 1));
for (const row of single) booster.predict(row);
const warm = performance.now();
for (const row of single) booster.predict(row);
const end = performance.now();
const run: ExplainRun = {
  contributions: explained - start,
  oneRow: (end - warm) / single.length,
  sum: contributions.reduce((total, value) => total + Math.abs(value), 0),
};
process.stdout.write(`${JSON.stringify(run)}\n`);
