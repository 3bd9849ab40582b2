import { InputError, UsageError } from "@weightcast/core";
import type { OneHotColumns } from "@weightcast/features";
import { Booster, checkParameters, trainBooster } from "@weightcast/gbm";
import * as v from "valibot";
import { jsonFile, readJsonFile } from "./json-file.js";
import { type JoinedColumn, joinedColumns, joinOneHot, OneHotSchema } from "./one-hot.js";
import type { FittedPredictor, Predictor, PredictorFiles, PredictorParameters } from "./predictor.js";
import { RangeSchema, type TargetRange, targetScale } from "./target-scale.js";

const MODEL_FILE = "model.txt";
/**
 * The file with the range of a target that was learned on the logit scale; models of other targets have no
 * such file.
 */
const RANGE_FILE = "target-range.json";
/** The file with the features of a model that joins one-hot columns; other models have no such file. */
const COLUMNS_FILE = "columns.json";
const BACKEND = "WebAssembly";

/** Parameters for sets of hundreds of columns: many small trees, each of few columns, on the logit scale of a bounded target. */
export const MANY_COLUMNS_PARAMETERS: PredictorParameters = {
  num_iterations: 400,
  early_stopping_round: 0,
  learning_rate: 0.05,
  num_leaves: 15,
  min_data_in_leaf: 10,
  bagging_fraction: 0.7,
  bagging_freq: 1,
  feature_fraction: 0.1,
  lambda_l2: 5,
  target_scale: "logit",
};

const FEW_COLUMNS = 100;

/** Returns whether a feature set has so many columns that `MANY_COLUMNS_PARAMETERS` suit it. */
export function manyColumns(columns: number): boolean {
  return columns > FEW_COLUMNS;
}

/** So few training rows make hardly a tree of leaves of 20 rows, which LightGBM wants unless asked otherwise. */
const FEW_ROWS = 100;
const FEW_ROWS_PARAMETERS: PredictorParameters = { min_data_in_leaf: 5, num_iterations: 200 };

const FEW_COLUMNS_PARAMETERS: PredictorParameters = { num_leaves: 31, learning_rate: 0.05, max_bin: 255 };

/**
 * Gradient boosting with LightGBM's parameters, and the paper's schedule where they say nothing else: up to
 * 2,000 trees, early stopping after 500. With `early_stopping_round` 0, all trees are trained. One parameter
 * is not LightGBM's: `target_scale`, `identity` if not given; `logit` learns a target that has bounds on the
 * logit scale.
 */
export const gbmPredictor: Predictor = {
  name: "gbm",
  standardises: false,
  fitsFast: true,
  defaultParameters: FEW_COLUMNS_PARAMETERS,
  parametersFor({ rows, columns }) {
    const parameters = manyColumns(columns.length) ? MANY_COLUMNS_PARAMETERS : FEW_COLUMNS_PARAMETERS;
    return rows <= FEW_ROWS ? { ...parameters, ...FEW_ROWS_PARAMETERS } : parameters;
  },
  // The ranges include the values that the paper's own search found best.
  searchSpace: {
    parameters: {
      num_leaves: { kind: "log-integer", low: 16, high: 10_000 },
      max_depth: { kind: "integer", low: 5, high: 14 },
      learning_rate: { kind: "log-uniform", low: 0.01, high: 0.1 },
      max_bin: { kind: "choice", values: [63, 127, 255] },
      min_child_weight: { kind: "integer", low: 1, high: 5 },
      subsample: { kind: "uniform", low: 0.1, high: 1 },
      colsample_bytree: { kind: "log-uniform", low: 0.03, high: 1 },
      reg_lambda: { kind: "log-uniform", low: 0.5, high: 100 },
      reg_alpha: { kind: "log-uniform", low: 0.001, high: 4 },
    },
    budget: { name: "num_iterations", most: 2000 },
  },
  reproduction: { transfers: true, slowFeatures: [], cost: 1 },
  check(parameters) {
    const { tree } = splitSchedule(parameters);
    checkParameters(tree);
    if (["num_class", "num_classes"].some((name) => Number(tree[name] ?? 1) > 1)) {
      throw new UsageError(
        "num_class is above 1, but the predictor gbm predicts one number for each network",
      );
    }
  },
  async fit({
    train,
    validation,
    range: targetRange = null,
    columns,
    oneHot = [],
    parameters,
    seed,
    onProgress,
    signal,
  }) {
    const joined = joinedColumns(columns, oneHot);
    const { rounds, earlyStoppingRounds, onLogitScale, tree } = splitSchedule(parameters);
    const range = onLogitScale ? targetRange : null;
    const { learned } = targetScale(range);
    const stopsEarly = validation !== undefined && earlyStoppingRounds > 0;
    const booster = await trainBooster(
      joinOneHot(train.x, joined),
      learned(train.y),
      { seed, ...categoriesOf(joined), ...tree },
      {
        rounds,
        featureNames: joined.map(({ name }) => name),
        validation: stopsEarly
          ? { x: joinOneHot(validation.x, joined), y: learned(validation.y) }
          : undefined,
        earlyStoppingRounds: stopsEarly ? earlyStoppingRounds : undefined,
        onIteration: ({ iteration }) =>
          onProgress?.({ stage: "boosting", done: iteration, total: rounds, unit: "trees" }),
        signal,
      },
    );
    return fittedGbm(booster, range, { columns, oneHot });
  },
  async load(files) {
    const bytes = files.get(MODEL_FILE);
    if (bytes === undefined) throw new InputError("is missing from the model", { file: MODEL_FILE });
    const booster = Booster.fromText(new TextDecoder().decode(bytes), MODEL_FILE);
    return fittedGbm(booster, rangeOf(files), layoutOf(files, booster));
  },
};

/** The features that a model was trained on, before one-hot columns were joined. */
interface FeatureColumns {
  readonly columns: readonly string[];
  readonly oneHot: readonly OneHotColumns[];
}

const FeatureColumnsSchema: v.GenericSchema<unknown, FeatureColumns> = v.pipe(
  v.object({ columns: v.array(v.string()), oneHot: OneHotSchema }),
  v.check(
    ({ columns, oneHot }) => oneHot.every(({ first, words }) => first + words.length <= columns.length),
    "has one-hot columns beyond the last column",
  ),
);

/** The columns of categories among LightGBM's parameters. */
function categoriesOf(joined: readonly JoinedColumn[]): PredictorParameters {
  const categorical = joined.flatMap(({ words }, column) => (words === undefined ? [] : [column]));
  return categorical.length === 0 ? {} : { categorical_feature: categorical };
}

/** The features of a stored model; one without the file for them has no one-hot columns to join. */
function layoutOf(files: PredictorFiles, { featureNames }: Booster): FeatureColumns {
  if (!files.has(COLUMNS_FILE)) return { columns: featureNames, oneHot: [] };
  const stored = readJsonFile(files, COLUMNS_FILE, FeatureColumnsSchema);
  const { length } = joinedColumns(stored.columns, stored.oneHot);
  if (length === featureNames.length) return stored;
  throw new InputError(`has ${length} columns, but the model takes ${featureNames.length}`, {
    file: COLUMNS_FILE,
  });
}

/** @param range of a target that was learned on the logit scale, else null */
function fittedGbm(booster: Booster, range: TargetRange | null, layout: FeatureColumns): FittedPredictor {
  const { predicted } = targetScale(range);
  const joined = joinedColumns(layout.columns, layout.oneHot);
  return {
    backend: BACKEND,
    predict: async (x) => predicted(booster.predict(joinOneHot(x, joined))),
    explain: async (x) => {
      const values = joinOneHot(x, joined);
      const width = joined.length + 1;
      const contributions = {
        data: booster.predictContributions(values),
        rows: x.rows,
        columns: joined.length,
        stride: width,
      };
      return {
        columns: joined.map(({ name, words }, column) => ({
          name,
          words,
          range: booster.featureRange(column),
        })),
        values,
        contributions,
      };
    },
    files: async () => {
      const files = new Map<string, Uint8Array>([[MODEL_FILE, new TextEncoder().encode(booster.toText())]]);
      if (range !== null) files.set(RANGE_FILE, jsonFile(range));
      if (layout.oneHot.length > 0) files.set(COLUMNS_FILE, jsonFile(layout));
      return files;
    },
  };
}

function rangeOf(files: PredictorFiles): TargetRange | null {
  return files.has(RANGE_FILE) ? readJsonFile(files, RANGE_FILE, RangeSchema) : null;
}

interface ScheduleEntry {
  readonly names: readonly string[];
  readonly standard: number;
  readonly least: number;
}

const ROUNDS: ScheduleEntry = {
  names: ["num_iterations", "num_boost_round", "n_estimators"],
  standard: 2000,
  least: 1,
};
const PATIENCE: ScheduleEntry = {
  names: ["early_stopping_round", "early_stopping_rounds"],
  standard: 500,
  least: 0,
};
const TARGET_SCALES = ["identity", "logit"];
const FRACTIONS = ["bagging_fraction", "subsample"];
const FREQUENCIES = ["bagging_freq", "subsample_freq"];

/** Divides parameters into those of the schedule, the scale of the target, and those of the trees. */
function splitSchedule(parameters: PredictorParameters): {
  readonly rounds: number;
  /** The number of rounds without improvement after which boosting stops; 0 to train all trees. */
  readonly earlyStoppingRounds: number;
  readonly onLogitScale: boolean;
  readonly tree: PredictorParameters;
} {
  const { target_scale = "identity", ...others } = parameters;
  const tree: Record<string, unknown> = others;
  if (!TARGET_SCALES.some((scale) => scale === target_scale)) {
    throw new UsageError(`target_scale is identity or logit, not ${JSON.stringify(target_scale)}`);
  }
  const take = ({ names, standard, least }: ScheduleEntry) => {
    const name = names.find((candidate) => candidate in tree);
    if (name === undefined) return standard;
    const value = tree[name];
    delete tree[name];
    if (typeof value === "number" && Number.isSafeInteger(value) && value >= least) return value;
    throw new UsageError(`${name} is a whole number of at least ${least}, not ${JSON.stringify(value)}`);
  };
  const [rounds, earlyStoppingRounds] = [take(ROUNDS), take(PATIENCE)];
  const has = (names: readonly string[]) => names.some((name) => name in tree);
  // The published hyperparameters name a fraction only, and were used with a new sample for every tree.
  if (has(FRACTIONS) && !has(FREQUENCIES)) tree.bagging_freq = 1;
  return { rounds, earlyStoppingRounds, onLogitScale: target_scale === "logit", tree };
}
