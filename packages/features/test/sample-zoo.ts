import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { matrix } from "@weightcast/core";
import { type Column, Metrics, memorySource, StoredZoo } from "@weightcast/zoo";
import { SMALL_CNN } from "./layouts.js";

const FOLDER = new URL("../../../fixtures/fashion_mnist_sample/", import.meta.url);
const ROWS = 400;

/** The sample of final networks that the repository holds: [400, 4970]. `columns` replaces columns of the metrics, undefined leaves one out. */
export function sampleZoo(columns: Readonly<Record<string, Column | undefined>> = {}): StoredZoo {
  const file = readFileSync(new URL("weights.npy", FOLDER));
  const bytes = Uint8Array.from(file.subarray(file.length - ROWS * SMALL_CNN.parameters * 4));
  const weights = matrix(new Float32Array(bytes.buffer), ROWS, SMALL_CNN.parameters);
  const changed = new Map<string, Column>(sampleColumns());
  for (const [name, column] of Object.entries(columns)) {
    if (column === undefined) changed.delete(name);
    else changed.set(name, column);
  }
  return new StoredZoo("sample", SMALL_CNN, new Metrics(changed, "metrics.csv"), memorySource(weights));
}

function sampleColumns(): Map<string, Column> {
  const text = gunzipSync(readFileSync(new URL("metrics.csv.gz", FOLDER))).toString();
  const [header = "", ...lines] = text.trim().split("\n");
  const names = header.split(",");
  const cells = (name: string) => lines.map((line) => line.split(",")[names.indexOf(name)] ?? "");
  const activations = cells("config.activation");
  const categories = ["relu", "tanh"];
  return new Map<string, Column>([
    ["checkpoint", { kind: "text", values: cells("") }],
    ["modeldir", { kind: "text", values: cells("modeldir") }],
    ["step", { kind: "integer", values: Int32Array.from(cells("step"), Number) }],
    ["test_accuracy", { kind: "number", values: Float64Array.from(cells("test_accuracy"), Number) }],
    [
      "config.activation",
      {
        kind: "category",
        categories,
        codes: Int32Array.from(activations, (word) => categories.indexOf(word)),
      },
    ],
  ]);
}

/** [rows.length] the accuracies of rows. */
export function accuracies(zoo: StoredZoo, rows: Int32Array): Float64Array {
  const all = zoo.metrics.numbers("test_accuracy");
  return Float64Array.from(rows, (row) => all[row] ?? Number.NaN);
}
