import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Matrix, matrix, matrixRow, UsageError } from "@weightcast/core";
import { parseSplitSpec, scores, splitZoo } from "@weightcast/evaluation";
import { compileFeatures, featureBatches } from "@weightcast/features";
import { predictorNamed } from "@weightcast/predictors";
import { selectRows, type Zoo } from "@weightcast/zoo";
import { openZoo } from "@weightcast/zoo-io/node";
import { say } from "../report.js";
import { runCommand } from "./command-line.js";
import { writeStripedImages } from "./striped-images.js";

const SEED = 1;
const SIZE = ["--networks", "60", "--epochs", "6", "--seed", String(SEED)];
const TARGET = "test_accuracy";
const IMAGES = 3000;

/** Two convolutions, one with batch normalisation behind it, and two dense layers. */
const LAYERS = [
  { kind: "conv2d", filters: 8, kernelSize: [5, 5], stride: 2 },
  { kind: "batchNorm" },
  { kind: "conv2d", filters: 16, stride: 2 },
  { kind: "globalMean" },
  { kind: "dense", units: 16 },
  { kind: "dense", units: 10 },
];

/** A zoo of the bench: how it is made, and which of its layers have a kernel. Each has four. */
interface Recipe {
  readonly name: string;
  readonly images: "fashion_mnist" | "stripes";
  readonly architecture: string;
  readonly layers: string;
}

const RECIPES: readonly Recipe[] = [
  { name: "cnn", images: "fashion_mnist", architecture: "cnn", layers: "0,1,2,3" },
  { name: "cnnbn", images: "fashion_mnist", architecture: "cnnbn", layers: "0,2,4,6" },
  { name: "fcn", images: "fashion_mnist", architecture: "fcn", layers: "0,1,2,3" },
  { name: "layers", images: "fashion_mnist", architecture: "layers.json", layers: "0,2,3,4" },
  { name: "cnn of stripes", images: "stripes", architecture: "cnn", layers: "0,1,2,3" },
];

/** Statistics of the kernels and biases of a zoo's networks, and their accuracies. */
interface Examples {
  readonly x: Matrix;
  readonly y: Float64Array;
}

/**
 * Makes a zoo of each architecture, and one of made-up images; fits gbm to each by `fit` and scores it by `evaluate`; then fits to each zoo and
 * predicts each other one. Prints the tables in Markdown. Zoos that are in the folder already are not made again.
 */
export async function benchArchitectures([folder, data]: readonly string[]): Promise<void> {
  if (folder === undefined) throw new UsageError("pnpm bench architectures FOLDER [FASHION_MNIST_FOLDER]");
  await mkdir(folder, { recursive: true });
  const stripes = join(folder, "stripes");
  if (!existsSync(join(stripes, "labels.npy"))) await writeStripedImages(stripes, IMAGES);
  await writeFile(join(folder, "layers.json"), `${JSON.stringify(LAYERS, null, 2)}\n`);
  const zoos: { readonly recipe: Recipe; readonly zoo: Zoo }[] = [];
  say("| zoo | checkpoints | parameters | R2 of `evaluate` | tau |\n| --- | --- | --- | --- | --- |");
  for (const recipe of RECIPES) {
    const path = join(folder, "zoos", recipe.name.replaceAll(" ", "-"));
    await trainZoo(recipe, path, { folder, stripes, data });
    const model = join(folder, "models", recipe.name.replaceAll(" ", "-"));
    const fit = ["fit", path, "--predictor", "gbm", "--features", "layer-statistics", "--checkpoint", "all"];
    await runCommand(...fit, "--seed", String(SEED), "--force", "-o", model);
    const { r2, tau } = JSON.parse(await runCommand("evaluate", model, path, "--json"));
    const zoo = await openZoo(path);
    zoos.push({ recipe, zoo });
    say(`| ${recipe.name} | ${zoo.rows} | ${zoo.layout.parameters} | ${rounded(r2)} | ${rounded(tau)} |`);
  }
  await compareAll(zoos);
}

async function trainZoo(
  { images, architecture, name }: Recipe,
  output: string,
  {
    folder,
    stripes,
    data,
  }: { readonly folder: string; readonly stripes: string; readonly data: string | undefined },
): Promise<void> {
  const dataset = images === "stripes" ? stripes : images;
  const from = images === "stripes" || data === undefined ? [] : ["--data", data];
  // A tenth of Fashion-MNIST, so that a zoo takes minutes.
  const fraction = ["--train-fraction", images === "stripes" ? "1" : "0.1"];
  const chosen = architecture.endsWith(".json") ? join(folder, architecture) : architecture;
  const measures = ["--measure", "per-class-accuracy,calibration-error,generalisation-gap"];
  const options = [...from, ...SIZE, ...fraction, ...measures, "--architecture", chosen];
  process.stderr.write(`training the zoo ${name}\n`);
  await runCommand("zoo", "train", "--dataset", dataset, ...options, "-o", output);
}

/** Prints a table of the fits to each zoo (rows) on each zoo (columns). */
async function compareAll(zoos: readonly { readonly recipe: Recipe; readonly zoo: Zoo }[]): Promise<void> {
  const all = await Promise.all(zoos.map(async ({ recipe, zoo }) => examplesOf(recipe, zoo)));
  say(`\n| fitted to | ${zoos.map(({ recipe }) => recipe.name).join(" | ")} |`);
  say(`| --- |${" --- |".repeat(zoos.length)}`);
  for (const [from, { recipe }] of zoos.entries()) {
    const own = all[from];
    if (own === undefined) continue;
    const { train, validation, test } = own.parts;
    const columns = Array.from({ length: train.x.columns }, (_, i) => `statistic_${i}`);
    const gbm = predictorNamed("gbm");
    const parameters = gbm.parametersFor?.({ rows: train.x.rows, columns }) ?? gbm.defaultParameters;
    const request = { train, validation, range: [0, 1] as const, columns, parameters, seed: SEED };
    const fitted = await gbm.fit(request);
    const cells = await Promise.all(
      all.map(async ({ whole }, to) => {
        const { x, y } = to === from ? test : whole;
        const { r2, tau } = scores(y, await fitted.predict(x));
        return `${rounded(r2)} / ${rounded(tau)}`;
      }),
    );
    say(`| ${recipe.name} | ${cells.join(" | ")} |`);
  }
}

async function examplesOf({ layers }: Recipe, zoo: Zoo) {
  const set = compileFeatures(`layer-statistics:${layers}`, zoo.layout);
  const { rows } = selectRows(zoo, { checkpoint: "all" });
  const accuracies = zoo.metrics.numbers(TARGET);
  const kept: { readonly row: number; readonly features: Float32Array | Float64Array }[] = [];
  for await (const batch of featureBatches(set, zoo, rows, { threads: 1 })) {
    for (const [i, row] of batch.rows.entries()) {
      if (batch.finite[i] === 1) kept.push({ row, features: matrixRow(batch.matrix, i) });
    }
  }
  const gather = (chosen: Int32Array): Examples => {
    const own = new Set(chosen);
    const some = kept.filter(({ row }) => own.has(row));
    const x = matrix(new Float64Array(some.length * set.columns.length), some.length, set.columns.length);
    for (const [i, { features }] of some.entries()) matrixRow(x, i).set(features);
    return { x, y: Float64Array.from(some, ({ row }) => accuracies[row] ?? Number.NaN) };
  };
  const split = splitZoo(parseSplitSpec("random"), zoo.metrics, rows, SEED);
  const { train, validation, test } = split;
  const parts = { train: gather(train), validation: gather(validation), test: gather(test) };
  return { whole: gather(rows), parts };
}

function rounded(value: number | null): string {
  return value === null ? "–" : value.toFixed(2);
}
