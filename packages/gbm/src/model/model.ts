import type { Tree } from "./tree.js";

/** The content of a model file. */
export interface Model {
  /** The names of the columns: [columns]. */
  readonly featureNames: readonly string[];
  /**
   * [columns]: what LightGBM notes of each feature's training values: `[least:most]`, the categories separated by colons, or `none` where
   * the feature was of no use.
   */
  readonly featureRanges: readonly string[];
  /** [columns]: 1 where predictions only rise with the column, -1 where they only fall, else 0; undefined or empty for no limits. */
  readonly monotone?: readonly number[] | undefined;
  /** The objective as in the file, with its settings, e.g. `binary sigmoid:1`; LightGBM names none for a loss of the user's own. */
  readonly objective: string | undefined;
  /** The number of classes of the targets; 1 if the targets are not classes. */
  readonly classes: number;
  /**
   * The number of trees that each round of boosting adds, one for each score of a row; tree t adds to the
   * score with the number t modulo this number.
   */
  readonly treesPerRound: number;
  /** Whether the trees of a score are averaged, as in random forests, instead of summed. */
  readonly averages: boolean;
  readonly trees: readonly Tree[];
  /**
   * For each categorical column of the pandas table that the model was trained on: its categories, of which category i stands as the
   * number i in the rows. Undefined where the file names none.
   */
  readonly pandasCategories: readonly (readonly unknown[])[] | undefined;
  /** The round with the best value of the first metric, where training stopped early; a model file does not hold it. */
  readonly bestIteration?: number | undefined;
}
