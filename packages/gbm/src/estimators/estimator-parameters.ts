import type { ForcedSplit } from "../growth/forced-splits.js";
import type { GradientFunction } from "../objectives/custom.js";
import type { MetricFunction } from "../parameters/losses.js";
import type { FLAGS, SCHEDULE, SEEDS, WORDS } from "../parameters/names.js";
import type { NUMBERS } from "../parameters/numbers.js";
import type { BoosterParameters } from "../parameters/resolve.js";

/** The camel case of a parameter's name: `minDataInLeaf` for `min_data_in_leaf`. */
type CamelCase<Name extends string> = Name extends `${infer Head}_${infer Tail}`
  ? `${Head}${Capitalize<CamelCase<Tail>>}`
  : Name;

/** The names and aliases of a table of `{ aliases }` entries. */
type NamesOf<Table> = {
  [Name in keyof Table]: Name | (Table[Name] extends { aliases: readonly (infer Alias)[] } ? Alias : never);
}[keyof Table];

/** The names and aliases of a table of lists of aliases. */
type NamesOfLists<Table> = {
  [Name in keyof Table]: Name | (Table[Name] extends readonly (infer Alias)[] ? Alias : never);
}[keyof Table];

/** Every parameter name, in LightGBM's spelling and in camel case. */
type Spelled<Name> = Name extends string ? Name | CamelCase<Name> : never;

type Numbers = Spelled<NamesOf<typeof NUMBERS> | NamesOfLists<typeof SCHEDULE> | NamesOfLists<typeof SEEDS>>;
type Objectives = Spelled<NamesOfLists<Pick<typeof WORDS, "objective">>>;
type Texts = Spelled<
  NamesOfLists<Pick<typeof WORDS, "boosting" | "data_sample_strategy" | "monotone_constraints_method">>
>;
type NumberLists = Spelled<
  NamesOfLists<
    Pick<
      typeof WORDS,
      "monotone_constraints" | "feature_contri" | "label_gain" | "auc_mu_weights" | "max_bin_by_feature"
    >
  >
>;
type ColumnGroups = Spelled<NamesOfLists<Pick<typeof WORDS, "interaction_constraints">>>;
type ForcedSplits = Spelled<NamesOfLists<Pick<typeof WORDS, "forcedsplits_filename">>>;
type Lists = Spelled<NamesOfLists<Pick<typeof WORDS, "metric">>>;
type Places = Spelled<NamesOfLists<Pick<typeof WORDS, "eval_at">>>;
type MetricName = string | MetricFunction;
type Columns = Spelled<NamesOfLists<Pick<typeof WORDS, "categorical_feature">>>;

/**
 * Parameters of an estimator: LightGBM's parameters and their aliases, as LightGBM spells them or in camel case (`numLeaves`,
 * `reg_lambda`). A name that does not exist does not compile. `threads` limits how many share the work.
 */
export type EstimatorParameters = {
  readonly [Name in Numbers]?: number | undefined;
} & {
  readonly [Name in Spelled<NamesOf<typeof FLAGS>>]?: boolean | undefined;
} & {
  readonly [Name in Texts]?: string | undefined;
} & {
  readonly [Name in Objectives]?: string | GradientFunction | undefined;
} & {
  readonly [Name in Lists]?: MetricName | readonly MetricName[] | undefined;
} & {
  readonly [Name in NumberLists]?: readonly number[] | undefined;
} & {
  readonly [Name in ColumnGroups]?: readonly (readonly number[])[] | undefined;
} & {
  readonly [Name in ForcedSplits]?: ForcedSplit | undefined;
} & {
  readonly [Name in Columns]?: readonly (number | string)[] | string | undefined;
} & {
  readonly [Name in Places]?: readonly number[] | number | undefined;
} & {
  readonly threads?: number | undefined;
};

/** Parameters under LightGBM's spelling; those that are not given are left out. */
export function boosterParameters(parameters: EstimatorParameters): BoosterParameters {
  const given = Object.entries(parameters).filter(
    ([name, value]) => name !== "threads" && value !== undefined,
  );
  return Object.fromEntries(given.map(([name, value]) => [snakeCase(name), value]));
}

function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
