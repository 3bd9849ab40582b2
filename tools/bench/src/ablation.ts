import { type Matrix, matrix, matrixRow } from "@weightcast/core";
import { kendallTau, type RowSplit, scores, splitZoo } from "@weightcast/evaluation";
import { featureTable, fitFeatures } from "@weightcast/features";
import { predictorNamed } from "@weightcast/predictors";
import { selectRows, type Zoo } from "@weightcast/zoo";
import { openSplitZoo, valuesOf } from "./ranking/split-zoo.js";
import { say } from "./report.js";

/** Feature sets, with the predictors that are fitted to them: from the paper's to the default of a fit, and what was added to it. */
const SETS: readonly (readonly [features: string, ...predictors: string[]])[] = [
  ["layer-statistics", "gbm"],
  ["canonical:layer-statistics", "gbm"],
  ["spectral", "gbm"],
  ["probes:noise", "gbm", "blend"],
  ["layer-statistics+probes:noise", "gbm"],
  ["probes:dreamt-40-steps:100", "gbm", "blend"],
  ["probes:dreamt", "gbm", "kernel-ridge", "blend"],
  ["layer-statistics+probes:dreamt", "blend"],
  ["probes:noise+probes:dreamt", "blend"],
  ["probes:consensus", "blend"],
];
const CHECKPOINTS = ["final", "trained"];
const SEED = 0;
const TARGET = "test_accuracy";
const RANGE = [0, 1] as const;

/**
 * Fits predictors to feature sets on the train part of a zoo whose weights are finite, and prints tau on its validation part, by which one may
 * choose, and on its test part.
 *
 * @param args a zoo folder with a split.csv; then checkpoints in place of final and trained
 */
export async function benchAblation([folder, ...asked]: readonly string[]): Promise<void> {
  const { zoo, split } = await openSplitZoo(folder);
  say("| checkpoints | features | predictor | tau, validation | tau, test | R2, test |");
  say("| --- | --- | --- | --- | --- | --- |");
  for (const checkpoint of asked.length === 0 ? CHECKPOINTS : asked) {
    const parts = splitZoo(split, zoo.metrics, selectRows(zoo, { checkpoint }).rows, SEED);
    const known = new Map<string, FeaturesOfParts>();
    for (const [features, ...predictors] of SETS) {
      const joined: FeaturesOfParts[] = [];
      for (const name of features.split("+")) {
        const computed = known.get(name) ?? (await featuresOfParts(zoo, parts, name));
        known.set(name, computed);
        joined.push(computed);
      }
      for (const predictor of predictors) {
        const figures = await measure(zoo, parts, joinColumns(joined), predictor);
        say(
          `| ${[checkpoint, features, predictor, ...figures.map((value) => value.toFixed(4))].join(" | ")} |`,
        );
      }
    }
  }
}

interface FeaturesOfParts {
  readonly columns: readonly string[];
  readonly train: Matrix;
  readonly validation: Matrix;
  readonly test: Matrix;
}

async function featuresOfParts(zoo: Zoo, parts: RowSplit, name: string): Promise<FeaturesOfParts> {
  const training = {
    zoo,
    rows: parts.train,
    targets: valuesOf(zoo, TARGET, parts.train),
    unlabelled: new Int32Array(),
    higherIsBetter: true,
    seed: SEED,
  };
  const { set } = await fitFeatures(name, training);
  const of = async (rows: Int32Array) => (await featureTable(set, zoo, rows)).matrix;
  return {
    columns: set.columns,
    train: await of(parts.train),
    validation: await of(parts.validation),
    test: await of(parts.test),
  };
}

/** Tau on the validation part, tau and R2 on the test part. */
async function measure(
  zoo: Zoo,
  parts: RowSplit,
  { columns, train, validation, test }: FeaturesOfParts,
  name: string,
): Promise<number[]> {
  const predictor = predictorNamed(name);
  const fitted = await predictor.fit({
    train: { x: train, y: valuesOf(zoo, TARGET, parts.train) },
    validation: { x: validation, y: valuesOf(zoo, TARGET, parts.validation) },
    range: RANGE,
    columns,
    parameters: predictor.parametersFor?.({ rows: train.rows, columns }) ?? predictor.defaultParameters,
    seed: SEED,
  });
  const tested = scores(valuesOf(zoo, TARGET, parts.test), await fitted.predict(test));
  const validated = kendallTau(valuesOf(zoo, TARGET, parts.validation), await fitted.predict(validation));
  return [validated, tested.tau ?? Number.NaN, tested.r2 ?? Number.NaN];
}

function joinColumns(sets: readonly FeaturesOfParts[]): FeaturesOfParts {
  const join = (part: "train" | "validation" | "test") => sideBySide(sets.map((set) => set[part]));
  return {
    columns: sets.flatMap(({ columns }) => columns),
    train: join("train"),
    validation: join("validation"),
    test: join("test"),
  };
}

/** One matrix with the columns of several of as many rows. */
function sideBySide(parts: readonly Matrix[]): Matrix {
  const columns = parts.reduce((sum, part) => sum + part.columns, 0);
  const rows = parts[0]?.rows ?? 0;
  const joined = matrix(new Float64Array(rows * columns), rows, columns);
  for (let row = 0; row < rows; row++) {
    let start = 0;
    for (const part of parts) {
      matrixRow(joined, row).set(matrixRow(part, row), start);
      start += part.columns;
    }
  }
  return joined;
}
