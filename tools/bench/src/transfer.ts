import { execFile } from "node:child_process";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { type Matrix, matrix, matrixRow, UsageError } from "@weightcast/core";
import { kendallTau, type Part, type RunSplitSpec } from "@weightcast/evaluation";
import { compileFeatures, featureTable } from "@weightcast/features";
import { fitModel, type Model } from "@weightcast/predictors";
import { selectCheckpoints, selectRows, type Zoo } from "@weightcast/zoo";
import { openZoo } from "@weightcast/zoo-io/node";
import { say } from "./report.js";
import { regrouped, writeSmallImages } from "./training/small-images.js";

/** Where Debian's dataset-fashion-mnist puts its files. */
const DEBIAN_FOLDER = "/usr/share/datasets/fashion-mnist";
const EPOCHS = "4";
const DREAMT = "probes:dreamt-100-steps:100";
const STATISTICS = "layer-statistics";
/** How many networks of the other data set are kept to be scored. */
const TEST_RUNS = 60;
const LABELLED_RUNS = [20, 100] as const;

const main = fileURLToPath(new URL("../../../apps/cli/dist/main.js", import.meta.url));

/**
 * Measures what transfers: `pnpm bench transfer FOLDER` trains a zoo on a part of Fashion-MNIST, one of networks twice as wide, and one on another
 * data set that is made from it, in that folder; a model of the first is then scored on each, beside models that are fitted on some networks of the
 * other data set.
 */
export async function benchTransfer([folder]: readonly string[]): Promise<void> {
  if (folder === undefined) throw new UsageError("name a folder for the zoos");
  await mkdir(folder, { recursive: true });
  const images = process.env.FASHION_MNIST ?? DEBIAN_FOLDER;
  await writeSmallImages(images, join(folder, "images"));
  await writeSmallImages(images, join(folder, "regrouped-images"), regrouped);
  const zoo = await trainedZoo(folder, "zoo", "images", ["--networks", "120", "--seed", "1"]);
  const wide = await trainedZoo(folder, "wide-zoo", "images", [
    ...["--networks", "60", "--seed", "2", "--num-units", "32"],
  ]);
  const other = await trainedZoo(folder, "other-zoo", "regrouped-images", [
    ...["--networks", "160", "--seed", "3"],
  ]);
  for (const features of [STATISTICS, DREAMT]) {
    const model = await fitModel(zoo, { features, predictor: "blend", split: "random:75/0/25", ...QUICK });
    say(`${features}, blend fitted on ${model.rows.train.length} networks of 16 units`);
    await report("its own test part", model, zoo, model.rows.test);
    await report("networks of 32 units, same images", model, wide, selectCheckpoints(wide.metrics, "final"));
    const test = heldRuns(other);
    await report("other images, none of its networks labelled", model, other, test);
    for (const count of LABELLED_RUNS) {
      const own = await fitModel(other, {
        ...QUICK,
        features,
        predictor: "blend",
        split: labelledSplit(other, count),
        selection: selectRows(other, { checkpoint: "final" }),
      });
      await report(`other images, fitted on ${count} of its networks alone`, own, other, own.rows.test);
    }
  }
}

/** Flags are not measured here. */
const QUICK = { safeguards: false, rememberRuns: false, seed: 0 } as const;

async function trainedZoo(
  folder: string,
  name: string,
  images: string,
  options: readonly string[],
): Promise<Zoo> {
  const output = join(folder, name);
  const command = ["zoo", "train", "--dataset", join(folder, images), "--epochs", EPOCHS, ...options];
  // A zoo that is there already is left as it is.
  await promisify(execFile)(process.execPath, [main, ...command, "-o", output]);
  return openZoo(output);
}

/** The final checkpoints of the last runs. */
function heldRuns({ metrics }: Zoo): Int32Array {
  return selectCheckpoints(metrics, "final").filter(
    (row) => (metrics.runOfRow[row] ?? 0) >= metrics.runs.length - TEST_RUNS,
  );
}

/** The first runs are labelled, the last are the test part, and the others are validation rows, which make intervals only. */
function labelledSplit({ metrics: { runs } }: Zoo, count: number): RunSplitSpec {
  const partOf = (run: number): Part => {
    if (run < count) return "train";
    return run >= runs.length - TEST_RUNS ? "test" : "validation";
  };
  return {
    name: `${count} labelled runs`,
    kind: "assigned",
    parts: new Map(runs.map((run, i) => [run, partOf(i)])),
  };
}

async function report(name: string, model: Model, zoo: Zoo, rows: Int32Array): Promise<void> {
  const { features, truth, shared } = await featuresForModel(model, zoo, rows);
  const predicted = await model.predictFeatures(features);
  const errors = truth.map((value, i) => Math.abs(value - predicted[i]!));
  const tau = kendallTau(truth, predicted).toFixed(3);
  const error = errors.reduce((sum, value) => sum + value, 0) / errors.length;
  say(
    `  ${name.padEnd(52)} tau ${tau}, mean absolute error ${error.toFixed(3)} on ${truth.length} networks; ${shared} of ${features.columns} columns`,
  );
}

/**
 * Features of networks of any width, under the columns of a model: those that the networks lack, such as the singular values of further units, are
 * missing values. Rows that are not finite are left out.
 */
async function featuresForModel(model: Model, zoo: Zoo, rows: Int32Array) {
  const { columns, features: name, target } = model.manifest;
  const set = compileFeatures(name, zoo.layout, model.featureState);
  const table = await featureTable(set, zoo, rows);
  const targets = zoo.metrics.numbers(target.column);
  const kept = Array.from(rows.keys()).filter(
    (i) => table.finite[i] === 1 && Number.isFinite(targets[rows[i]!]),
  );
  const placeOf = new Map(set.columns.map((column, i) => [column, i]));
  const places = columns.map((column) => placeOf.get(column));
  const features: Matrix<Float64Array> = matrix(
    new Float64Array(kept.length * columns.length).fill(Number.NaN),
    kept.length,
    columns.length,
  );
  for (const [row, i] of kept.entries()) {
    const own = matrixRow(table.matrix, i);
    const out = matrixRow(features, row);
    for (const [column, place] of places.entries()) if (place !== undefined) out[column] = own[place]!;
  }
  const truth = Float64Array.from(kept, (i) => targets[rows[i]!] ?? Number.NaN);
  return { features, truth, shared: places.filter((place) => place !== undefined).length };
}
