import { RandomStream, UsageError, unknownName } from "@weightcast/core";
import * as v from "valibot";
import { gbmPredictor, MANY_COLUMNS_PARAMETERS, manyColumns } from "./gbm.js";
import { jsonFile, readJsonFile } from "./json-file.js";
import { KERNEL_RIDGE_RANGES, kernelRidgePredictor } from "./kernel-ridge/kernel-ridge.js";
import { KERNEL_RIDGE_DEFAULTS } from "./kernel-ridge/parameters.js";
import type { FittedPredictor, Predictor, PredictorFiles, PredictorParameters } from "./predictor.js";
import { RangeSchema, type TargetRange, targetScale } from "./target-scale.js";

const HEADER_FILE = "blend.json";
const RIDGE_FOLDER = "kernel-ridge";
const BOOSTERS = "boosters";
const MOST_BOOSTERS = 100;

/** The share of the columns that each tree draws from where there are few columns. */
const FEW_COLUMNS_FRACTION = 0.4;

/** With so few training rows, trees are smaller and leaves may be, and kernel ridge follows the columns that rank by themselves. */
const FEW_ROWS = 250;
const FEW_ROWS_PARAMETERS: PredictorParameters = {
  num_iterations: 200,
  num_leaves: 8,
  min_data_in_leaf: 3,
  feature_fraction: 0.2,
  ridge: 0.03,
};
/** The mean probability of the classes that images were dreamt for: alone a good ranking. */
const RANKING_COLUMN = ":label-p";

const { target_scale: _, ...TREES } = MANY_COLUMNS_PARAMETERS;
const DEFAULTS: PredictorParameters = { [BOOSTERS]: 3, ...TREES, ...KERNEL_RIDGE_DEFAULTS };

/**
 * The mean of two kinds of learners: of gradient boosting, itself a mean over boosters of other seeds, and of
 * kernel ridge regression. A bounded target is learned, and the mean is taken, on the logit scale. Parameters
 * are `boosters` (how many), those of `kernel-ridge`, and those of `gbm` but for `target_scale`. It does not
 * support missing values.
 */
export const blendPredictor: Predictor = {
  name: "blend",
  standardises: false,
  fitsFast: true,
  defaultParameters: DEFAULTS,
  parametersFor: ({ rows, columns }) => ({
    ...DEFAULTS,
    ...(rows <= FEW_ROWS ? FEW_ROWS_PARAMETERS : {}),
    ...(manyColumns(columns.length) ? {} : { feature_fraction: FEW_COLUMNS_FRACTION }),
    trend: rows <= FEW_ROWS ? columns.filter((name) => name.endsWith(RANKING_COLUMN)) : [],
  }),
  searchSpace: {
    parameters: {
      num_leaves: { kind: "log-integer", low: 8, high: 64 },
      learning_rate: { kind: "log-uniform", low: 0.02, high: 0.1 },
      min_data_in_leaf: { kind: "log-integer", low: 3, high: 40 },
      feature_fraction: { kind: "log-uniform", low: 0.05, high: 1 },
      lambda_l2: { kind: "log-uniform", low: 0.5, high: 50 },
      ...KERNEL_RIDGE_RANGES,
    },
    budget: { name: "num_iterations", most: 400 },
  },
  check(parameters) {
    splitParameters(parameters);
  },
  async fit({ train, validation, range = null, parameters, seed, ...request }) {
    const { boosters: count, trees, ridge } = splitParameters(parameters);
    const scale = targetScale(range);
    const shared = { ...request, range: null };
    const scaled = { ...train, y: scale.learned(train.y) };
    const kernelRidge = await kernelRidgePredictor.fit({ ...shared, train: scaled, parameters: ridge, seed });
    const stopping = validation && { ...validation, y: scale.learned(validation.y) };
    const boosters: FittedPredictor[] = [];
    for (let i = 0; i < count; i++) {
      const drawn = new RandomStream(seed, `booster ${i}`).uint32() >>> 1;
      boosters.push(
        await gbmPredictor.fit({
          ...shared,
          train: scaled,
          validation: stopping,
          parameters: trees,
          seed: drawn,
        }),
      );
    }
    return fittedBlend({ boosters, kernelRidge, range });
  },
  async load(files) {
    const { boosters: count, range } = readJsonFile(files, HEADER_FILE, HeaderSchema);
    const boosters: FittedPredictor[] = [];
    for (let i = 0; i < count; i++)
      boosters.push(await gbmPredictor.load(filesUnder(files, boosterFolder(i))));
    const kernelRidge = await kernelRidgePredictor.load(filesUnder(files, RIDGE_FOLDER));
    return fittedBlend({ boosters, kernelRidge, range });
  },
};

interface Members {
  /**
   * The boosters of the blend, at least one. The boosters and kernel ridge predict on the scale of learning.
   */
  readonly boosters: readonly FittedPredictor[];
  readonly kernelRidge: FittedPredictor;
  /** The range of the targets on the logit scale; null if the targets were learned as they are. */
  readonly range: TargetRange | null;
}

function fittedBlend({ boosters, kernelRidge, range }: Members): FittedPredictor {
  return {
    backend: boosters[0]?.backend ?? kernelRidge.backend,
    async predict(x) {
      const sum = new Float64Array(x.rows);
      for (const booster of boosters) {
        const predicted = await booster.predict(x);
        for (const [row, value] of predicted.entries()) sum[row]! += value / boosters.length;
      }
      const ridge = await kernelRidge.predict(x);
      return targetScale(range).predicted(sum.map((value, row) => (value + ridge[row]!) / 2));
    },
    async files() {
      const files = new Map([[HEADER_FILE, jsonFile({ boosters: boosters.length, range })]]);
      const add = async (folder: string, member: FittedPredictor) => {
        for (const [name, bytes] of await member.files()) files.set(`${folder}/${name}`, bytes);
      };
      for (const [i, booster] of boosters.entries()) await add(boosterFolder(i), booster);
      await add(RIDGE_FOLDER, kernelRidge);
      return files;
    },
  };
}

function boosterFolder(i: number): string {
  return `booster-${i}`;
}

/** Returns the files of one folder, by their paths in that folder. */
function filesUnder(files: PredictorFiles, folder: string): PredictorFiles {
  const start = `${folder}/`;
  const inside = Array.from(files).filter(([path]) => path.startsWith(start));
  return new Map(inside.map(([path, bytes]) => [path.slice(start.length), bytes]));
}

const HeaderSchema = v.object({
  boosters: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(MOST_BOOSTERS)),
  range: v.nullable(RangeSchema),
});

/** Divides parameters among the members; missing ones get their defaults. */
function splitParameters(parameters: PredictorParameters): {
  readonly boosters: number;
  readonly trees: PredictorParameters;
  readonly ridge: PredictorParameters;
} {
  const isRidge = (name: string) => name in KERNEL_RIDGE_DEFAULTS;
  const { [BOOSTERS]: boosters = DEFAULTS[BOOSTERS], ...rest } = parameters;
  if (
    typeof boosters !== "number" ||
    !Number.isSafeInteger(boosters) ||
    boosters < 1 ||
    boosters > MOST_BOOSTERS
  ) {
    throw new UsageError(
      `${BOOSTERS} is a whole number from 1 to ${MOST_BOOSTERS}, not ${JSON.stringify(boosters)}`,
    );
  }
  if ("target_scale" in rest) throw unknownName("parameter", "target_scale", Object.keys(DEFAULTS));
  const entries = Object.entries(rest);
  const trees = Object.fromEntries(entries.filter(([name]) => !isRidge(name)));
  const ridge = Object.fromEntries(entries.filter(([name]) => isRidge(name)));
  gbmPredictor.check(trees);
  kernelRidgePredictor.check(ridge);
  return { boosters, trees, ridge };
}
