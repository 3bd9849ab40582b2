/** The distribution from which a search draws the value of one hyperparameter. */
export type ParameterRange =
  | { readonly kind: "choice"; readonly values: readonly (string | number)[] }
  | { readonly kind: "uniform"; readonly low: number; readonly high: number }
  | { readonly kind: "log-uniform"; readonly low: number; readonly high: number }
  /** A whole number from `low` to `high`. */
  | { readonly kind: "integer"; readonly low: number; readonly high: number }
  | { readonly kind: "log-integer"; readonly low: number; readonly high: number };

/**
 * The hyperparameters that a search draws for a predictor, and the budget that good configurations get more
 * of.
 */
export interface SearchSpace {
  readonly parameters: Readonly<Record<string, ParameterRange>>;
  /**
   * The hyperparameter that determines how long training takes, and its value in the last rung, which is the
   * predictor's default.
   */
  readonly budget: { readonly name: string; readonly most: number };
}
