import { type Matrix, UsageError } from "@weightcast/core";
import type { Model } from "./model.js";
import { parseModel } from "./model-reader.js";
import { formatModel } from "./model-writer.js";
import { addPredictions } from "./prediction.js";
import type { Tree } from "./tree.js";

/** `gain`: how much a feature's splits lowered the loss; `split`: how many there are. */
export type ImportanceKind = "gain" | "split";

/** Rows predicted by all trees before the next: few enough that they stay in cache. */
const BLOCK_ROWS = 512;

/** A trained ensemble of regression trees; what it predicts is the sum of their leaves. */
export class Booster {
  readonly featureNames: readonly string[];
  /** In the order in which they were grown; with early stopping, up to the best round. */
  readonly trees: readonly Tree[];
  private readonly model: Model;

  constructor(model: Model) {
    this.model = model;
    this.featureNames = model.featureNames;
    this.trees = model.trees;
  }

  /**
   * Reads a model in LightGBM's text format, written here or by LightGBM: one regression output, numerical splits.
   *
   * @param file named in errors
   * @throws InputError, naming the line, where the text is damaged or holds what is not supported
   */
  static fromText(text: string, file?: string): Booster {
    return new Booster(parseModel(text, file));
  }

  /** The model in LightGBM's text format (version 4); LightGBM predicts the same from it. */
  toText(): string {
    return formatModel(this.model);
  }

  /**
   * Predicts x [rows, columns]; returns [rows] f64. NaN goes the way that each split learned for it, or counts as zero
   * where training saw no NaN in the feature.
   *
   * @throws UsageError where x has another number of columns than the model
   */
  predict(x: Matrix): Float64Array {
    if (x.columns !== this.featureNames.length) {
      throw new UsageError(`the model takes ${this.featureNames.length} columns, not ${x.columns}`);
    }
    const scores = new Float64Array(x.rows);
    for (let begin = 0; begin < x.rows; begin += BLOCK_ROWS) {
      const end = Math.min(begin + BLOCK_ROWS, x.rows);
      for (const tree of this.trees) addPredictions(tree, x, begin, end, scores);
    }
    return scores;
  }

  /** [columns]: how much each feature counts in the trees. */
  featureImportance(kind: ImportanceKind): Float64Array {
    const importance = new Float64Array(this.featureNames.length);
    for (const { splitFeature, splitGain } of this.trees) {
      for (const [split, feature] of splitFeature.entries()) {
        importance[feature]! += kind === "gain" ? splitGain[split]! : 1;
      }
    }
    return importance;
  }
}
