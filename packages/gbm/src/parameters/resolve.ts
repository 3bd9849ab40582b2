import { UsageError, unknownName } from "@weightcast/core";
import { deriveSeeds, type SeedParameters } from "../growth/random-draws.js";
import { metrics as knownMetrics } from "../metrics/metrics.js";
import { objectives } from "../objectives/objectives.js";
import type { Registry, RegistryEntry } from "../registry.js";
import { FLAGS, SCHEDULE, SEEDS, WORDS } from "./names.js";
import { NUMBERS, type NumericParameters, type NumericRange, numberInRange, shown } from "./numbers.js";
import { checkNeutral, UNSUPPORTED_NAMES, WITHOUT_EFFECT } from "./unsupported.js";

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

const COUNT: NumericRange = { aliases: [], standard: 0, integer: true, least: 0 };

/** The ways of boosting by their names; `goss` was one in earlier versions of LightGBM. */
const BOOSTINGS: ReadonlyMap<string, "gbdt" | "rf" | "goss"> = new Map([
  ["gbdt", "gbdt"],
  ["gbrt", "gbdt"],
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
  /** `rf` averages trees that are grown on samples of the rows, each fitted to the targets. */
  readonly boosting: "gbdt" | "rf";
  /** The method by which the rows of a tree are drawn. */
  readonly data_sample_strategy: "bagging" | "goss";
  /** The numbers of first places for which metrics of ranking are measured, ascending. */
  readonly eval_at: readonly number[];
  /** The main name of the objective. */
  readonly objective: string;
  /** The main names of the metrics to measure, distinct, at least one. */
  readonly metrics: readonly string[];
  /** The categorical columns, by number or by name. */
  readonly categorical_feature: readonly (number | string)[];
  /** The maximum number of rounds; undefined if the parameters do not set it. */
  readonly num_iterations: number | undefined;
  /** Rounds without a better metric after which training stops, 0 for none; undefined where the parameters do not say. */
  readonly early_stopping_round: number | undefined;
}

const MAIN_NAME_OF: ReadonlyMap<string, string> = new Map(
  [
    ...Object.entries({ ...RANGES, ...FLAGS }).map(([name, entry]): [string, readonly string[]] => [
      name,
      entry.aliases,
    ]),
    ...Object.entries({ ...SEEDS, ...WORDS, ...SCHEDULE, ...WITHOUT_EFFECT, ...UNSUPPORTED_NAMES }),
  ].flatMap(([name, aliases]) => [name, ...aliases].map((alias): [string, string] => [alias, name])),
);

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
export function resolveTrainingParameters(parameters: BoosterParameters): ResolvedParameters {
  const resolved = resolveParameters(parameters);
  const objective = objectives.get(resolved.objective);
  const { num_class } = resolved;
  if (objective.prepare === undefined) {
    throw new UsageError(`the objective ${objective.name} can be read from model files, but not trained`);
  }
  if (objective.scoresPerRow === undefined && num_class > 1) {
    throw new UsageError(`num_class is ${num_class}, but the objective ${objective.name} has no classes`);
  }
  if (objective.scoresPerRow !== undefined && num_class < 2) {
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
 * @throws UsageError for a name that is unknown or given twice (under an alias), and for a value out of range
 */
export function resolveParameters(parameters: BoosterParameters): ResolvedParameters {
  const given = new Map<string, Given>();
  for (const [name, value] of Object.entries(parameters)) {
    const main = MAIN_NAME_OF.get(name);
    if (main === undefined) throw unknownName("parameter", name, Array.from(MAIN_NAME_OF.keys()));
    const twin = given.get(main);
    if (twin !== undefined) throw new UsageError(`${twin.name} and ${name} are the same parameter; give one`);
    if (main in UNSUPPORTED_NAMES) checkNeutral(main, name, value);
    given.set(main, { name, value });
  }
  const entry = (main: string): Given => given.get(main) ?? { name: main, value: undefined };
  const objective = chosen(entry("objective"), objectives) ?? "regression";
  const ownMetrics = objectives.get(objective).metrics;
  const { name: metricName, value: metric } = entry("metric");
  const words = typeof metric === "string" ? metric.split(",").map((word) => word.trim()) : metric;
  const metrics = (Array.isArray(words) ? words : [words])
    .filter((word) => word !== "" && word !== undefined)
    .map((value) => chosen({ name: metricName, value }, knownMetrics)!);
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
    categorical_feature: categoricalColumns(entry("categorical_feature")),
    num_iterations: number("num_iterations", COUNT, undefined),
    early_stopping_round: number("early_stopping_round", COUNT, undefined),
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

/** Reads a parameter that is true or false; undefined if it is not given. */
function flag({ name, value }: Given): boolean | undefined {
  if (value === undefined || typeof value === "boolean") return value;
  if (value === 0 || value === 1) return value === 1;
  throw new UsageError(`${name} is true or false, not ${shown(value)}`);
}

/** Columns by number or by name: in an array, as `0,1,2` or as `name:size,town`; LightGBM's `auto` for none. */
function categoricalColumns({ name, value }: Given): (number | string)[] {
  if (value === undefined || value === null || value === "" || value === "auto") return [];
  const names = typeof value === "string" && value.startsWith("name:");
  const list: unknown = typeof value === "string" ? value.replace(/^name:/, "").split(",") : value;
  const columns = (Array.isArray(list) ? list : [list]).map((column) =>
    typeof value === "string" && !names ? Number(column) : column,
  );
  if (
    columns.every((column) => typeof column === "string" || (Number.isSafeInteger(column) && column >= 0))
  ) {
    return columns;
  }
  throw new UsageError(`${name} is a list of column numbers or names, not ${shown(value)}`);
}

/** LightGBM's default of eval_at. */
const STANDARD_PLACES = [1, 2, 3, 4, 5];

/** Reads numbers of first places: one number, an array, or a text with commas. */
function placesOf({ name, value }: Given): readonly number[] {
  if (value === undefined || value === null) return STANDARD_PLACES;
  const list: unknown[] = Array.isArray(value)
    ? value
    : typeof value === "string"
      ? value.split(",")
      : [value];
  const places = list.map(Number).sort((a, b) => a - b);
  if (places.length > 0 && places.every((place) => Number.isSafeInteger(place) && place >= 1)) return places;
  throw new UsageError(`${name} is a list of whole numbers at least 1, not ${shown(value)}`);
}

/** Reads the type of boosting and the method of sampling rows. */
function wayOfBoosting(
  { name, value }: Given,
  sampling: Given,
): Pick<ResolvedParameters, "boosting" | "data_sample_strategy"> {
  const boosting = BOOSTINGS.get(value === undefined ? "gbdt" : (value as string));
  if (boosting === undefined) throw new UsageError(`${name} is one of gbdt, rf, goss, not ${shown(value)}`);
  const strategy = sampling.value ?? "bagging";
  if (strategy !== "bagging" && strategy !== "goss") {
    throw new UsageError(`${sampling.name} is one of bagging, goss, not ${shown(strategy)}`);
  }
  if (boosting === "goss") return { boosting: "gbdt", data_sample_strategy: "goss" };
  return { boosting, data_sample_strategy: strategy };
}
