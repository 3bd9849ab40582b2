import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Matrix, matrix } from "@weightcast/core";
import { encodeNpy } from "@weightcast/npy";
import { createLayout, type Layout, type Metrics, type Zoo } from "@weightcast/zoo";
import { afterAll } from "vitest";
import { formatLayout, formatMetrics, parseMetrics, readZoo } from "../src/index.js";

/** A dense layer of 2 x 3 and its bias: 9 parameters. */
export const LAYOUT: Layout = createLayout([
  { name: "net/dense/bias:0", shape: [3], start: 0, end: 3 },
  { name: "net/dense/kernel:0", shape: [2, 3], start: 3, end: 9 },
]);
export const PARAMETERS = 9;

/** Runs with checkpoints at steps 0, 1, 18, 2 and 3: the string order in which zoos list them. */
const STEPS = [0, 1, 18, 2, 3];

/** The metrics of `rows` checkpoints; `changes` puts other text into cells of a row. */
export function smallMetrics(
  rows: number,
  changes: Readonly<Record<number, readonly string[]>> = {},
): Metrics {
  const lines = Array.from({ length: rows }, (_, row) => {
    const number = Math.floor(row / STEPS.length);
    const run = String(number).padStart(5, "0");
    const step = STEPS[row % STEPS.length]!;
    const cells = [
      `zoo/tiny/${run}/permanent_ckpt-${step}`,
      number % 2 === 0 ? "relu" : "tanh",
      String(0.001 * (number + 1)),
      String(step),
      String((row % 7) / 8),
      row % 3 === 0 ? "" : String(row / 16),
      step === 18 ? "True" : "False",
    ];
    return (changes[row] ?? cells).join(",");
  });
  const header = ",config.activation,config.learning_rate,step,test_accuracy,train_loss,laststep";
  return parseMetrics([header, ...lines, ""].join("\n"), "metrics.csv");
}

/** Weights that halves hold exactly, all different from row to row. */
export function smallWeights(rows: number): Matrix<Float32Array> {
  const data = Float32Array.from({ length: rows * PARAMETERS }, (_, i) => ((i * 37) % 2001) / 64 - 15);
  return matrix(data, rows, PARAMETERS);
}

/** The bytes of a zoo's three files. */
export function zooFiles(rows: number): Record<"weights" | "metrics" | "layout", Uint8Array> {
  return {
    weights: encodeNpy(smallWeights(rows).data, [rows, PARAMETERS]),
    metrics: new TextEncoder().encode(formatMetrics(smallMetrics(rows))),
    layout: new TextEncoder().encode(formatLayout(LAYOUT)),
  };
}

export function smallZoo(rows: number): Promise<Zoo> {
  return readZoo(zooFiles(rows), "small");
}

/** All the weights that a zoo's blocks hold, in their order. */
export async function readBlocks(zoo: Zoo, options?: Parameters<Zoo["blocks"]>[0]): Promise<Float32Array> {
  const weights: number[] = [];
  for await (const block of zoo.blocks(options)) {
    weights.push(...block.weights.data.subarray(0, block.rows.length * zoo.layout.parameters));
  }
  return Float32Array.from(weights);
}

/** Folders of a test file's own, removed after it. */
export function temporaryFolders(): () => Promise<string> {
  const made: string[] = [];
  afterAll(() => Promise.all(made.map((folder) => rm(folder, { recursive: true }))));
  return async () => {
    const folder = await mkdtemp(join(tmpdir(), "zoo-io-"));
    made.push(folder);
    return folder;
  };
}

/** Writes files of these names into a folder. */
export async function putFiles(folder: string, files: Readonly<Record<string, Uint8Array>>): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const [name, bytes] of Object.entries(files)) await writeFile(join(folder, name), bytes);
}
