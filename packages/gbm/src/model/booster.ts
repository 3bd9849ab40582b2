import { type Matrix, UsageError } from "@weightcast/core";
import { objectives } from "../objectives/objectives.js";
import { resolveParameters } from "../parameters.js";
import type { Model } from "./model.js";
import { parseModel } from "./model-reader.js";
import { formatModel } from "./model-writer.js";
import { type Link, type PackedTrees, packTrees, predictRows } from "./prediction.js";
import type { Tree } from "./tree.js";
import { formatTreeAsText } from "./tree-text.js";

/** `gain`: how much a feature's splits lowered the loss; `split`: how many there are. */
export type ImportanceKind = "gain" | "split";

/** A trained ensemble of regression trees. */
export class Booster {
  readonly featureNames: readonly string[];
  /** In the order in which they were grown; with early stopping, up to the best round. */
  readonly trees: readonly Tree[];
  private readonly model: Model;
  private readonly link: Link | undefined;
  private packed: PackedTrees | undefined;

  constructor(model: Model) {
    this.model = model;
    this.featureNames = model.featureNames;
    this.trees = model.trees;
    this.link = linkOf(model.objective);
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
   * Predicts x [rows, columns]; returns [rows] f64: the sum of the leaves that a row ends in, for `cross_entropy` the logistic
   * function of it. NaN goes the way that each split learned for it, or counts as zero
   * where training saw no NaN in the feature.
   *
   * @throws UsageError where x has another number of columns than the model
   */
  predict(x: Matrix): Float64Array {
    if (x.columns !== this.featureNames.length) {
      throw new UsageError(`the model takes ${this.featureNames.length} columns, not ${x.columns}`);
    }
    this.packed ??= packTrees(this.trees);
    return predictRows(this.packed, x, this.link);
  }

  /**
   * A tree to read: a line a split or leaf, with names of features, thresholds, gains, values and rows.
   *
   * @throws RangeError where there is no tree `index`
   */
  treeAsText(index: number): string {
    const tree = this.trees[index];
    if (tree === undefined) throw new RangeError(`there is no tree ${index}: there are ${this.trees.length}`);
    return formatTreeAsText(tree, this.featureNames);
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

/** How the raw scores of an objective become predictions; undefined where they are the predictions. */
function linkOf(objective: string | undefined): Link | undefined {
  const link = objective === undefined ? undefined : objectives.find(objective)?.link;
  if (link === undefined) return undefined;
  const settings = resolveParameters({ objective });
  return (scores) => link(scores, settings);
}
