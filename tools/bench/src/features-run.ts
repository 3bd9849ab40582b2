import { writeFile } from "node:fs/promises";
import { compileFeatures, featureBatches } from "@weightcast/features";
import { encodeNpy } from "@weightcast/npy";
import { openZoo } from "@weightcast/zoo-io/node";
import type { FeaturesRun } from "./features.js";

// Computes the features of all rows of a zoo on a given number of threads, and writes a sample of the rows.
// Prints one JSON line.

const [folder, name, threads, rowsBetween, output] = process.argv.slice(2) as [
  string,
  string,
  string,
  string,
  string,
];
const zoo = await openZoo(folder);
const set = compileFeatures(name, zoo.layout);
const rows = Int32Array.from({ length: zoo.rows }, (_, row) => row);
const kept = new Float64Array(Math.ceil(rows.length / Number(rowsBetween)) * set.columns.length);
let filled = 0;
const start = performance.now();
for await (const batch of featureBatches(set, zoo, rows, { threads: Number(threads) })) {
  for (const [i, row] of batch.rows.entries()) {
    if (row % Number(rowsBetween) !== 0) continue;
    const { data, columns } = batch.matrix;
    kept.set(data.subarray(i * columns, (i + 1) * columns), filled);
    filled += columns;
  }
}
const seconds = (performance.now() - start) / 1000;
await writeFile(output, encodeNpy(kept, [filled / set.columns.length, set.columns.length]));
const run: FeaturesRun = {
  rowsPerSecond: rows.length / seconds,
  memory: process.resourceUsage().maxRSS / 1024,
};
process.stdout.write(`${JSON.stringify(run)}\n`);
