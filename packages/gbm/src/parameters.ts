import { UsageError, unknownName } from "@weightcast/core";
import type { SeedParameters } from "./growth/random-draws.js";
import { metrics as knownMetrics } from "./metrics/metrics.js";
import type { ObjectiveSettings } from "./objectives/objective.js";
import { objectives } from "./objectives/objectives.js";
import type { Registry, RegistryEntry } from "./registry.js";

/**
 * Training parameters under LightGBM's names or their aliases, as a JSON file of LightGBM parameters holds them.
 * The numbers are those of {@link NumericParameters}. `objective` is the name of one of `objectives`, `regression` if not given.
 * `metric` names one or several of `metrics`, in an array or separated by commas; the first one decides on early stopping; if not
 * given, the objective's own metrics are measured. `seed` seeds the samples of rows and features; `bagging_seed`,
 * `feature_fraction_seed` and `data_random_seed` seed one kind of sample each. Settings of LightGBM that only change its speed or
 * its log (`num_threads`, `verbosity`, `deterministic`, `force_row_wise`, `force_col_wise`, `enable_bundle`) are accepted and
 * change nothing.
 */
export type BoosterParameters = Readonly<Record<string, unknown>>;

interface NumericRange {
  readonly standard: number;
  readonly integer?: boolean;
  readonly least?: number;
  /** Exclusive lower limit. */
  readonly above?: number;
  readonly most?: number;
  /** Exclusive upper limit. */
  readonly below?: number;
  readonly aliases?: readonly string[];
}

/** The numeric parameters. What each does: https://lightgbm.readthedocs.io/en/latest/Parameters.html */
export interface NumericParameters extends ObjectiveSettings {
  /** Most leaves in a tree. */
  readonly num_leaves: number;
  /** Most splits from the root to a leaf; no limit where it is not positive. */
  readonly max_depth: number;
  readonly learning_rate: number;
  readonly min_data_in_leaf: number;
  readonly min_sum_hessian_in_leaf: number;
  readonly lambda_l1: number;
  readonly lambda_l2: number;
  readonly min_gain_to_split: number;
  /** Share of the rows that a tree is grown on; counts only where `bagging_freq` is positive. */
  readonly bagging_fraction: number;
  /** Draw a fresh bag of rows every so many rounds; 0 for never. */
  readonly bagging_freq: number;
  /** Share of the features that a tree is grown on. */
  readonly feature_fraction: number;
  /** Most bins of a feature. */
  readonly max_bin: number;
  readonly min_data_in_bin: number;
}

/** LightGBM's defaults, ranges and aliases. */
const NUMERIC: Readonly<Record<keyof NumericParameters, NumericRange>> = {
  num_leaves: {
    standard: 31,
    integer: true,
    least: 2,
    most: 131072,
    aliases: ["num_leaf", "max_leaves", "max_leaf", "max_leaf_nodes"],
  },
  max_depth: { standard: -1, integer: true },
  learning_rate: { standard: 0.1, above: 0, aliases: ["shrinkage_rate", "eta"] },
  min_data_in_leaf: {
    standard: 20,
    integer: true,
    least: 0,
    aliases: ["min_data_per_leaf", "min_data", "min_child_samples", "min_samples_leaf"],
  },
  min_sum_hessian_in_leaf: {
    standard: 1e-3,
    least: 0,
    aliases: ["min_sum_hessian_per_leaf", "min_sum_hessian", "min_hessian", "min_child_weight"],
  },
  lambda_l1: { standard: 0, least: 0, aliases: ["reg_alpha", "l1_regularization"] },
  lambda_l2: { standard: 0, least: 0, aliases: ["reg_lambda", "lambda", "l2_regularization"] },
  min_gain_to_split: { standard: 0, least: 0, aliases: ["min_split_gain"] },
  bagging_fraction: { standard: 1, above: 0, most: 1, aliases: ["sub_row", "subsample", "bagging"] },
  bagging_freq: { standard: 0, integer: true, least: 0, aliases: ["subsample_freq"] },
  feature_fraction: { standard: 1, above: 0, most: 1, aliases: ["sub_feature", "colsample_bytree"] },
  max_bin: { standard: 255, integer: true, least: 2, most: 65535, aliases: ["max_bins"] },
  min_data_in_bin: { standard: 3, integer: true, least: 1 },
  alpha: { standard: 0.9, above: 0, below: 1 },
  fair_c: { standard: 1, above: 0 },
};

const SEED: NumericRange = { standard: 0, integer: true, least: -(2 ** 31), most: 2 ** 31 - 1 };

const SEEDS: Readonly<Record<keyof SeedParameters, readonly string[]>> = {
  seed: ["random_seed", "random_state"],
  data_random_seed: ["data_seed"],
  bagging_seed: ["bagging_fraction_seed"],
  feature_fraction_seed: [],
};

/** The way of boosting that is implemented, and its other name. */
const BOOSTINGS = ["gbdt", "gbrt"];

const WORDS: Readonly<Record<"objective" | "metric" | "boosting", readonly string[]>> = {
  objective: ["objective_type", "app", "application", "loss"],
  metric: ["metrics", "metric_types"],
  boosting: ["boosting_type", "boost"],
};

const WITHOUT_EFFECT: Readonly<Record<string, readonly string[]>> = {
  num_threads: ["num_thread", "nthread", "nthreads", "n_jobs"],
  verbosity: ["verbose"],
  deterministic: [],
  force_row_wise: [],
  force_col_wise: [],
  enable_bundle: ["is_enable_bundle", "bundle"],
};

/** Checked parameters under their main names. */
export interface ResolvedParameters extends NumericParameters, SeedParameters {
  /** The main name of an objective. */
  readonly objective: string;
  /** The main names of the metrics to measure, each once, at least one. */
  readonly metrics: readonly string[];
}

const MAIN_NAME_OF: ReadonlyMap<string, string> = new Map(
  [
    ...Object.entries(NUMERIC).map(([name, range]): [string, readonly string[]] => [
      name,
      range.aliases ?? [],
    ]),
    ...Object.entries({ ...SEEDS, ...WORDS, ...WITHOUT_EFFECT }),
  ].flatMap(([name, aliases]) => [name, ...aliases].map((alias): [string, string] => [alias, name])),
);

/**
 * Checks parameters, so that long work can fail before it starts.
 *
 * @throws UsageError as `trainBooster` does for them
 */
export function checkParameters(parameters: BoosterParameters): void {
  resolveParameters(parameters);
}

/**
 * Checks parameters and fills in LightGBM's defaults.
 *
 * @throws UsageError for a name that is unknown or given twice (under an alias), and for a value out of range
 */
export function resolveParameters(parameters: BoosterParameters): ResolvedParameters {
  const given = new Map<string, Given>();
  for (const [name, value] of Object.entries(parameters)) {
    const main = MAIN_NAME_OF.get(name);
    if (main === undefined) throw unknownName("parameter", name, Array.from(MAIN_NAME_OF.keys()));
    const twin = given.get(main);
    if (twin !== undefined) throw new UsageError(`${twin.name} and ${name} are the same parameter; give one`);
    given.set(main, { name, value });
  }
  const entry = (main: string): Given => given.get(main) ?? { name: main, value: undefined };
  const objective = chosen(entry("objective"), objectives) ?? "regression";
  checkBoosting(entry("boosting"));
  const ownMetrics = objectives.get(objective).metrics;
  const { name: metricName, value: metric } = entry("metric");
  const words = typeof metric === "string" ? metric.split(",").map((word) => word.trim()) : metric;
  const metrics = (Array.isArray(words) ? words : [words])
    .filter((word) => word !== "" && word !== undefined)
    .map((value) => chosen({ name: metricName, value }, knownMetrics)!);
  const numbers = Object.entries(NUMERIC).map(([main, range]) => {
    const { name, value } = entry(main);
    return [main, value === undefined ? range.standard : numberInRange(name, value, range)];
  });
  const seeds = Object.keys(SEEDS).map((main) => {
    const { name, value } = entry(main);
    return [main, value === undefined ? undefined : numberInRange(name, value, SEED)];
  });
  return {
    ...(Object.fromEntries(numbers) as NumericParameters),
    ...(Object.fromEntries(seeds) as SeedParameters),
    objective,
    metrics: metrics.length === 0 ? ownMetrics : [...new Set(metrics)],
  };
}

interface Given {
  readonly name: string;
  readonly value: unknown;
}

/** The main name of the entry that a parameter names; undefined where the parameter is not given. */
function chosen({ name, value }: Given, known: Registry<RegistryEntry>): string | undefined {
  if (value === undefined) return undefined;
  const entry = typeof value === "string" ? known.find(value) : undefined;
  if (entry !== undefined) return entry.name;
  throw new UsageError(`${name} is one of ${known.names().join(", ")}, not ${shown(value)}`);
}

function checkBoosting({ name, value }: Given): void {
  if (value === undefined || BOOSTINGS.includes(value as string)) return;
  throw new UsageError(`${name} is one of ${BOOSTINGS[0]}, not ${shown(value)}`);
}

function numberInRange(name: string, value: unknown, range: NumericRange): number {
  const fits =
    typeof value === "number" &&
    (range.integer === true ? Number.isSafeInteger(value) : Number.isFinite(value)) &&
    value >= (range.least ?? Number.NEGATIVE_INFINITY) &&
    value > (range.above ?? Number.NEGATIVE_INFINITY) &&
    value <= (range.most ?? Number.POSITIVE_INFINITY) &&
    value < (range.below ?? Number.POSITIVE_INFINITY);
  if (!fits) throw new UsageError(`${name} is ${rangeInWords(range)}, not ${shown(value)}`);
  return value;
}

function rangeInWords({ integer, least, above, most, below }: NumericRange): string {
  const limits = [
    above === undefined ? undefined : `above ${above}`,
    least === undefined ? undefined : `at least ${least}`,
    most === undefined ? undefined : `at most ${most}`,
    below === undefined ? undefined : `below ${below}`,
  ].filter((limit) => limit !== undefined);
  return [integer === true ? "a whole number" : "a number", limits.join(" and ")].join(" ").trimEnd();
}

function shown(value: unknown): string {
  return typeof value === "string" ? `'${value}'` : String(value);
}
