import { UsageError, unknownName } from "@weightcast/core";

/**
 * Training parameters under LightGBM's names or their aliases, as a JSON file of LightGBM parameters holds them.
 * The numbers are those of {@link NumericParameters}; `objective` is `regression`, `metric` is `rmse`; `seed` seeds the
 * row and feature samples; settings of LightGBM that only change its speed or its log (`num_threads`, `verbosity`,
 * `deterministic`, `force_row_wise`, `force_col_wise`, `enable_bundle`) are accepted and change nothing.
 */
export type BoosterParameters = Readonly<Record<string, unknown>>;

interface NumericRange {
  readonly standard: number;
  readonly integer?: boolean;
  readonly least?: number;
  /** Exclusive lower limit. */
  readonly above?: number;
  readonly most?: number;
  readonly aliases?: readonly string[];
}

/** The numeric parameters. What each does: https://lightgbm.readthedocs.io/en/latest/Parameters.html */
export interface NumericParameters {
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
};

const SEED: NumericRange = {
  standard: 0,
  integer: true,
  least: -(2 ** 31),
  most: 2 ** 31 - 1,
};

const WORDS: Readonly<Record<string, { values: readonly string[]; aliases: readonly string[] }>> = {
  objective: {
    values: ["regression", "regression_l2", "l2", "mean_squared_error", "mse", "l2_root", "rmse"],
    aliases: ["objective_type", "app", "application", "loss"],
  },
  metric: { values: ["rmse", "root_mean_squared_error", "l2_root"], aliases: ["metrics", "metric_types"] },
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
export interface ResolvedParameters extends NumericParameters {
  /** LightGBM draws from seeds of its own where none is given. */
  readonly seed: number | undefined;
}

const MAIN_NAME_OF: ReadonlyMap<string, string> = new Map(
  [
    ...Object.entries(NUMERIC).map(([name, range]): [string, readonly string[]] => [
      name,
      range.aliases ?? [],
    ]),
    ["seed", ["random_seed", "random_state"]] as const,
    ...Object.entries(WORDS).map(([name, word]) => [name, word.aliases] as const),
    ...Object.entries(WITHOUT_EFFECT),
  ].flatMap(([name, aliases]) => [name, ...aliases].map((alias): [string, string] => [alias, name])),
);

/**
 * Checks parameters and fills in LightGBM's defaults.
 *
 * @throws UsageError for a name that is unknown or given twice (under an alias), and for a value out of range
 */
export function resolveParameters(parameters: BoosterParameters): ResolvedParameters {
  const given = new Map<string, { name: string; value: unknown }>();
  for (const [name, value] of Object.entries(parameters)) {
    const main = MAIN_NAME_OF.get(name);
    if (main === undefined) throw unknownName("parameter", name, Array.from(MAIN_NAME_OF.keys()));
    const twin = given.get(main);
    if (twin !== undefined) throw new UsageError(`${twin.name} and ${name} are the same parameter; give one`);
    given.set(main, { name, value });
  }
  for (const [main, word] of Object.entries(WORDS)) {
    const entry = given.get(main);
    if (entry !== undefined && !word.values.includes(entry.value as string)) {
      throw new UsageError(`${entry.name} is one of ${word.values.join(", ")}, not ${shown(entry.value)}`);
    }
  }
  const numbers = Object.entries(NUMERIC).map(([main, range]) => {
    const entry = given.get(main);
    return [main, entry === undefined ? range.standard : numberInRange(entry.name, entry.value, range)];
  });
  const seed = given.get("seed");
  return {
    ...(Object.fromEntries(numbers) as NumericParameters),
    seed: seed === undefined ? undefined : numberInRange(seed.name, seed.value, SEED),
  };
}

function numberInRange(name: string, value: unknown, range: NumericRange): number {
  const fits =
    typeof value === "number" &&
    (range.integer === true ? Number.isSafeInteger(value) : Number.isFinite(value)) &&
    value >= (range.least ?? Number.NEGATIVE_INFINITY) &&
    value > (range.above ?? Number.NEGATIVE_INFINITY) &&
    value <= (range.most ?? Number.POSITIVE_INFINITY);
  if (!fits) throw new UsageError(`${name} is ${rangeInWords(range)}, not ${shown(value)}`);
  return value;
}

function rangeInWords({ integer, least, above, most }: NumericRange): string {
  const limits = [
    above === undefined ? undefined : `above ${above}`,
    least === undefined ? undefined : `at least ${least}`,
    most === undefined ? undefined : `at most ${most}`,
  ].filter((limit) => limit !== undefined);
  return [integer === true ? "a whole number" : "a number", limits.join(" and ")].join(" ").trimEnd();
}

function shown(value: unknown): string {
  return typeof value === "string" ? `'${value}'` : String(value);
}
