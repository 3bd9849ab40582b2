import { InputError, UsageError } from "@weightcast/core";
import { Booster, checkParameters, trainBooster } from "@weightcast/gbm";
import type { FittedPredictor, Predictor, PredictorParameters } from "./predictor.js";

const MODEL_FILE = "model.txt";
const BACKEND = "WebAssembly";

/** Gradient boosting with LightGBM's parameters, and the paper's schedule: up to 2,000 trees, early stopping after 500. */
export const gbmPredictor: Predictor = {
  name: "gbm",
  standardises: false,
  defaultParameters: { num_leaves: 31, learning_rate: 0.05, max_bin: 255 },
  // The space spans what the paper's own search found best.
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
  async fit({ train, validation, columns, parameters, seed, onProgress, signal }) {
    const { rounds, earlyStoppingRounds, tree } = splitSchedule(parameters);
    const booster = await trainBooster(
      train.x,
      train.y,
      { seed, ...tree },
      {
        rounds,
        featureNames: columns,
        validation,
        earlyStoppingRounds: validation === undefined ? undefined : earlyStoppingRounds,
        onIteration: ({ iteration }) =>
          onProgress?.({ stage: "boosting", done: iteration, total: rounds, unit: "trees" }),
        signal,
      },
    );
    return fittedGbm(booster);
  },
  async load(files) {
    const bytes = files.get(MODEL_FILE);
    if (bytes === undefined) throw new InputError("is missing from the model", { file: MODEL_FILE });
    return fittedGbm(Booster.fromText(new TextDecoder().decode(bytes), MODEL_FILE));
  },
};

function fittedGbm(booster: Booster): FittedPredictor {
  return {
    backend: BACKEND,
    predict: async (x) => booster.predict(x),
    files: async () => new Map([[MODEL_FILE, new TextEncoder().encode(booster.toText())]]),
  };
}

const ROUNDS = { names: ["num_iterations", "num_boost_round", "n_estimators"], standard: 2000 } as const;
const PATIENCE = { names: ["early_stopping_round", "early_stopping_rounds"], standard: 500 } as const;
const FRACTIONS = ["bagging_fraction", "subsample"];
const FREQUENCIES = ["bagging_freq", "subsample_freq"];

/** Divides LightGBM's parameters into those of the schedule and those of the trees. */
function splitSchedule(parameters: PredictorParameters): {
  readonly rounds: number;
  readonly earlyStoppingRounds: number;
  readonly tree: PredictorParameters;
} {
  const tree = { ...parameters };
  const take = ({ names, standard }: { readonly names: readonly string[]; readonly standard: number }) => {
    const name = names.find((candidate) => candidate in tree);
    if (name === undefined) return standard;
    const value = tree[name];
    delete tree[name];
    if (typeof value === "number" && Number.isSafeInteger(value) && value > 0) return value;
    throw new UsageError(`${name} is a whole number of at least 1, not ${JSON.stringify(value)}`);
  };
  const [rounds, earlyStoppingRounds] = [take(ROUNDS), take(PATIENCE)];
  const has = (names: readonly string[]) => names.some((name) => name in tree);
  // The published hyperparameters name a fraction only, and were used with a new sample for every tree.
  if (has(FRACTIONS) && !has(FREQUENCIES)) tree.bagging_freq = 1;
  return { rounds, earlyStoppingRounds, tree };
}
