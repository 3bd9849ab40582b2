import { UsageError } from "@weightcast/core";
import { checkForcedSplit, type ForcedSplit } from "../growth/forced-splits.js";
import { deriveSeeds, type SeedParameters } from "../growth/random-draws.js";
import type { Metric } from "../metrics/metric.js";
import type { Objective } from "../objectives/objective.js";
import { givenParameters, type OnIgnored } from "./given-parameters.js";
import {
  categoricalColumns,
  columnGroups,
  type Given,
  monotoneDirections,
  numberList,
  placesOf,
} from "./lists.js";
import { metricsOf, objectiveFor, objectiveOf } from "./losses.js";
import { FLAGS, SEEDS } from "./names.js";
import { NUMBERS, type NumericParameters, type NumericRange, numberInRange, shown } from "./numbers.js";

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

const RANGES: Readonly<Record<keyof NumericParameters, NumericRange>> = NUMBERS;

const SEED: NumericRange = { aliases: [], standard: 0, integer: true, least: -(2 ** 31), most: 2 ** 31 - 1 };

const WHOLE: NumericRange = { aliases: [], standard: 0, integer: true };

const COUNT: NumericRange = { aliases: [], standard: 0, integer: true, least: 0 };

/** The ways of boosting by their names; `goss` was one in earlier versions of LightGBM. */
const BOOSTINGS: ReadonlyMap<string, "gbdt" | "dart" | "rf" | "goss"> = new Map([
  ["gbdt", "gbdt"],
  ["gbrt", "gbdt"],
  ["dart", "dart"],
  ["rf", "rf"],
  ["random_forest", "rf"],
  ["goss", "goss"],
]);

/** Checked parameters under their main names. */
export interface ResolvedParameters
  extends NumericParameters,
    Record<keyof typeof FLAGS, boolean>,
    Omit<SeedParameters, "objective_seed"> {
  readonly objective_seed: number;
  /**
   * `rf` averages trees that are grown on samples of the rows, each fitted to the targets; `dart` leaves some of the trees out when it
   * grows the next ones.
   */
  readonly boosting: "gbdt" | "dart" | "rf";
  /** The method by which the rows of a tree are drawn. */
  readonly data_sample_strategy: "bagging" | "goss";
  /** The numbers of first places for which metrics of ranking are measured, ascending. */
  readonly eval_at: readonly number[];
  /** The main name of an objective; `custom` for a function of the user's. */
  readonly objective: string;
  /** The objective of a user's function. */
  readonly ownObjective?: Objective | undefined;
  /** The main names of the metrics to measure, each once. */
  readonly metrics: readonly string[];
  /** The metrics of the user's functions among them, by name. */
  readonly ownMetrics?: ReadonlyMap<string, Metric> | undefined;
  /** [columns]: 1 where predictions may only rise with the column, -1 where they may only fall, else 0; empty for no limits. */
  readonly monotone_constraints: readonly number[];
  /** The way in which outputs of leaves bound those of other leaves. */
  readonly monotone_constraints_method: "basic" | "intermediate" | "advanced";
  /** The columns that may stand on one path of a tree, group by group; empty for no limits. */
  readonly interaction_constraints: readonly (readonly number[])[];
  /** [columns]: what the gains of splits on a column are multiplied by; empty for 1 each. */
  readonly feature_contri: readonly number[];
  /** [columns]: most bins of each column; empty for `max_bin` each. */
  readonly max_bin_by_feature: readonly number[];
  /** [labels]: what a row of each label is worth in rankings; empty for LightGBM's own. */
  readonly label_gain: readonly number[];
  /** [classes, classes]: what each kind of mistake counts in the metric `auc_mu`; empty for 1 each. */
  readonly auc_mu_weights: readonly number[];
  /** The splits that every tree begins with. */
  readonly forced_splits?: ForcedSplit | undefined;
  /** The categorical columns, by number or by name. */
  readonly categorical_feature: readonly (number | string)[];
  /** The maximum number of rounds; undefined if the parameters do not set it. */
  readonly num_iterations: number | undefined;
  /** How many threads share the work; undefined for as many as the work is worth. */
  readonly num_threads: number | undefined;
  /** Rounds without a better metric after which training stops, 0 for none; undefined where the parameters do not say. */
  readonly early_stopping_round: number | undefined;
}

/**
 * Checks parameters, so that long work can fail before it starts.
 *
 * @throws UsageError as `trainBooster` does for them
 */
export function checkParameters(parameters: BoosterParameters): void {
  resolveTrainingParameters(parameters);
}

/**
 * Checks parameters of a training and fills in LightGBM's defaults.
 *
 * @throws UsageError as `resolveParameters` does, and for an objective that cannot be trained, or not with
 * the given number of classes
 */
export function resolveTrainingParameters(
  parameters: BoosterParameters,
  onIgnored?: OnIgnored,
): ResolvedParameters {
  const resolved = resolveParameters(parameters, onIgnored);
  const objective = objectiveFor(resolved);
  const { num_class } = resolved;
  if (objective.prepare === undefined) {
    throw new UsageError(`the objective ${objective.name} can be read from model files, but not trained`);
  }
  if (objective.scoresPerRow === undefined && num_class > 1) {
    throw new UsageError(`num_class is ${num_class}, but the objective ${objective.name} has no classes`);
  }
  if (objective.scoresPerRow !== undefined && resolved.ownObjective === undefined && num_class < 2) {
    throw new UsageError(`the objective ${objective.name} needs num_class, a whole number at least 2`);
  }
  checkSampling(resolved);
  return resolved;
}

/** Refuses sampling that is impossible, as LightGBM does. */
function checkSampling(parameters: ResolvedParameters): void {
  const { boosting, data_sample_strategy, bagging_fraction, bagging_freq, feature_fraction } = parameters;
  const isBagged = bagging_fraction < 1 && bagging_freq > 0;
  if (data_sample_strategy === "goss") {
    if (isBagged) throw new UsageError("goss and bagging_fraction exclude each other");
    if (parameters.top_rate + parameters.other_rate > 1) {
      throw new UsageError("top_rate and other_rate sum to more than 1");
    }
  } else if (boosting === "rf" && !isBagged && feature_fraction === 1) {
    throw new UsageError(
      "rf needs samples: bagging_freq with a bagging_fraction below 1, or a feature_fraction below 1",
    );
  }
}

/**
 * Checks parameters and fills in LightGBM's defaults.
 *
 * @param onIgnored called for each name that is unknown or given twice, which is then ignored
 * @throws UsageError for a name that is unknown or given twice (under an alias), where `onIgnored`
 * is missing, and for a value out of range
 */
export function resolveParameters(parameters: BoosterParameters, onIgnored?: OnIgnored): ResolvedParameters {
  const given = givenParameters(parameters, onIgnored);
  const entry = (main: string): Given => given.get(main) ?? { name: main, value: undefined };
  const objective = objectiveOf(entry("objective"));
  const directions = monotoneDirections(entry("monotone_constraints"));
  const method = monotoneMethod(entry("monotone_constraints_method"));
  // As in LightGBM, the method is basic where features are drawn for each leaf.
  const drawsForLeaves = (entry("feature_fraction_bynode").value ?? 1) !== 1;
  const number = <Missing>(main: string, range: NumericRange, missing: Missing): number | Missing => {
    const { name, value } = entry(main);
    return value === undefined ? missing : numberInRange(name, value, range);
  };
  const numbers = Object.entries(RANGES).map(([main, range]) => [main, number(main, range, range.standard)]);
  const flags = Object.entries(FLAGS).map(([main, { standard }]) => [main, flag(entry(main)) ?? standard]);
  const seeds: unknown = Object.fromEntries(
    // Python's packages pass None for no seed.
    Object.keys(SEEDS).map((main) => [
      main,
      entry(main).value === null ? undefined : number(main, SEED, undefined),
    ]),
  );
  return {
    ...(Object.fromEntries(numbers) as NumericParameters),
    ...(Object.fromEntries(flags) as Record<keyof typeof FLAGS, boolean>),
    ...(seeds as SeedParameters),
    ...wayOfBoosting(entry("boosting"), entry("data_sample_strategy")),
    objective_seed: deriveSeeds(seeds as SeedParameters).objective,
    eval_at: placesOf(entry("eval_at")),
    monotone_constraints: directions,
    monotone_constraints_method: directions.length === 0 || drawsForLeaves ? "basic" : method,
    interaction_constraints: columnGroups(entry("interaction_constraints")),
    feature_contri: numberList(entry("feature_contri"), (factor) => factor >= 0, "numbers at least 0"),
    max_bin_by_feature: numberList(entry("max_bin_by_feature"), isBinCount, "whole numbers at least 2"),
    label_gain: numberList(entry("label_gain"), Number.isFinite, "numbers"),
    auc_mu_weights: numberList(entry("auc_mu_weights"), Number.isFinite, "numbers"),
    ...forcedSplits(entry("forcedsplits_filename")),
    categorical_feature: categoricalColumns(entry("categorical_feature")),
    num_threads: threadsOf(entry("num_threads")),
    num_iterations: number("num_iterations", COUNT, undefined),
    early_stopping_round: patienceOf(entry("early_stopping_round")),
    ...objective,
    ...metricsOf(entry("metric"), objective),
  };
}

function isBinCount(bins: number): boolean {
  return Number.isSafeInteger(bins) && bins >= 2 && bins <= NUMBERS.max_bin.most;
}

function monotoneMethod({ name, value }: Given): ResolvedParameters["monotone_constraints_method"] {
  const method = value ?? "basic";
  if (method === "basic" || method === "intermediate" || method === "advanced") return method;
  throw new UsageError(`${name} is one of basic, intermediate, advanced, not ${shown(value)}`);
}

/** Reads after how many rounds without a better metric to stop. As in LightGBM, a number below 1 is none. */
function patienceOf({ name, value }: Given): number | undefined {
  if (value === undefined || value === null) return undefined;
  return Math.max(0, numberInRange(name, value, WHOLE));
}

/** Reads a number of threads. As in LightGBM, a number below 1 leaves it to the machine. */
function threadsOf({ name, value }: Given): number | undefined {
  if (value === undefined || value === null) return undefined;
  const threads = numberInRange(name, value, WHOLE);
  return threads < 1 ? undefined : threads;
}

function forcedSplits({ name, value }: Given): Pick<ResolvedParameters, "forced_splits"> {
  if (value === undefined || value === null || value === "") return {};
  if (typeof value === "string") {
    throw new UsageError(`${name} is an object { feature, threshold, left, right }, not the name of a file`);
  }
  return { forced_splits: checkForcedSplit(name, value) };
}

/** Reads a parameter that is true or false; undefined if it is not given. */
function flag({ name, value }: Given): boolean | undefined {
  if (value === undefined || typeof value === "boolean") return value;
  if (value === 0 || value === 1) return value === 1;
  throw new UsageError(`${name} is true or false, not ${shown(value)}`);
}

/** The way of boosting and of sampling rows. */
function wayOfBoosting(
  { name, value }: Given,
  sampling: Given,
): Pick<ResolvedParameters, "boosting" | "data_sample_strategy"> {
  const boosting = BOOSTINGS.get(value === undefined ? "gbdt" : (value as string));
  if (boosting === undefined)
    throw new UsageError(`${name} is one of gbdt, dart, rf, goss, not ${shown(value)}`);
  const strategy = sampling.value ?? "bagging";
  if (strategy !== "bagging" && strategy !== "goss") {
    throw new UsageError(`${sampling.name} is one of bagging, goss, not ${shown(strategy)}`);
  }
  if (boosting === "goss") return { boosting: "gbdt", data_sample_strategy: "goss" };
  return { boosting, data_sample_strategy: strategy };
}
