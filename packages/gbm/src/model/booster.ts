import { type Matrix, UsageError } from "@weightcast/core";
import { checkMatrix } from "../data/check-matrix.js";
import { byDenseBlocks, type SparseMatrix } from "../data/sparse-matrix.js";
import { shown } from "../parameters/numbers.js";
import { checkOptionNames } from "../training/option-names.js";
import { contributionsOf } from "./contributions.js";
import { interactionsOf } from "./interactions.js";
import type { Model } from "./model.js";
import { type ModelJson, modelAsJson } from "./model-json.js";
import { linkOf } from "./model-objective.js";
import { parseModel } from "./model-reader.js";
import { formatModel } from "./model-writer.js";
import { contributionsInParallel, type ParallelOptions } from "./parallel-contributions.js";
import { EnsemblePredictor } from "./prediction.js";
import { type RefitOptions, refitTrees } from "./refit.js";
import type { Tree } from "./tree.js";
import { formatTreeAsSvg } from "./tree-svg.js";
import { formatTreeAsText } from "./tree-text.js";
import { leavesOf } from "./tree-walk.js";

/** `gain`: how much a feature's splits lowered the loss; `split`: how many there are. */
export type ImportanceKind = "gain" | "split";

/** Options that choose the trees to predict with. */
export interface RoundRange {
  /** The first round whose trees predict; 0 by default. */
  readonly firstRound?: number | undefined;
  /** The number of rounds whose trees predict; by default all from the first one on. */
  readonly rounds?: number | undefined;
}

/** Options of predictions. */
export interface PredictionOptions extends RoundRange {
  /**
   * Whether the sums of leaves are returned as they are, not turned into probabilities, rates or whatever the objective predicts. Those of
   * random forests are sums too, as in LightGBM.
   */
  readonly raw?: boolean | undefined;
}

/** The names of options; those of the methods with several threads change nothing in the others. */
const RANGE_OPTIONS: Readonly<Record<keyof RoundRange | keyof ParallelOptions, true>> = {
  firstRound: true,
  rounds: true,
  threads: true,
  signal: true,
};
const PREDICTION_OPTIONS: Readonly<Record<keyof (PredictionOptions & ParallelOptions), true>> = {
  ...RANGE_OPTIONS,
  raw: true,
};

/** A trained ensemble of regression trees. */
export class Booster {
  /** The names of the columns: [columns]. */
  readonly featureNames: readonly string[];
  /**
   * The trees in the order in which they were grown; with early stopping, up to the best round. Each round
   * adds `outputs` trees.
   */
  readonly trees: readonly Tree[];
  /** The number of values that are predicted for a row: 1, or one for each class. */
  readonly outputs: number;
  /** The objective as model files name it, e.g. `binary sigmoid:1`; undefined where the loss was the user's own. */
  readonly objective: string | undefined;
  private readonly model: Model;
  private lastPredictor: { readonly key: string; readonly predictor: EnsemblePredictor } | undefined;

  constructor(model: Model) {
    this.model = model;
    this.featureNames = model.featureNames;
    this.trees = model.trees;
    this.outputs = model.treesPerRound;
    this.objective = model.objective;
  }

  /**
   * Reads a model in LightGBM's text format, versions 2 to 4, written here or by LightGBM.
   *
   * @param file named in errors
   * @throws InputError, naming the line, where the text is damaged or its objective is not registered
   * @throws UsageError where `text` is no text: the bytes of a file are decoded first
   */
  static fromText(text: string, file?: string): Booster {
    if (typeof text !== "string")
      throw new UsageError(`a model is read from its text, not from ${shown(text)}`);
    return new Booster(parseModel(text, file));
  }

  /**
   * The number of rounds after which the first metric was best, where the model was trained with early stopping. The trees end there.
   */
  get bestIteration(): number | undefined {
    return this.model.bestIteration;
  }

  /** The number of rounds of boosting that the trees come from. */
  get rounds(): number {
    return this.trees.length / this.outputs;
  }

  /**
   * For each column of texts that the model was trained on, in an estimator here or as a categorical column of pandas: its categories;
   * category i stands as the number i in x. Undefined where there are none.
   */
  get pandasCategories(): readonly (readonly unknown[])[] | undefined {
    return this.model.pandasCategories;
  }

  /** The same model, whose file names the categories of its columns of texts. */
  withPandasCategories(categories: readonly (readonly unknown[])[]): Booster {
    return new Booster({ ...this.model, pandasCategories: categories });
  }

  /** The columns that training took for categorical, ascending, those of no use left out. */
  get categoricalColumns(): readonly number[] {
    const columns = Array.from(this.model.featureRanges.keys());
    return columns.filter((column) => /^-?\d+(:|$)/.test(this.model.featureRanges[column]!));
  }

  /**
   * The least and the greatest value of a column among the training rows; null for a categorical column, and for
   * one that training found of no use.
   */
  featureRange(column: number): [least: number, most: number] | null {
    const match = /^\[(.+):(.+)\]$/.exec(this.model.featureRanges[column] ?? "");
    return match === null ? null : [Number(match[1]), Number(match[2])];
  }

  /** The model in LightGBM's text format (version 4); LightGBM predicts the same from it. */
  toText(): string {
    return formatModel(this.model);
  }

  /** The model as an object of the form of LightGBM's `dump_model`; `JSON.stringify` calls it too. */
  toJSON(): ModelJson {
    return modelAsJson(this.model);
  }

  /**
   * Predicts x [rows, columns]; returns [rows, outputs] f64, row-major: what the objective predicts from the sums of the leaves that a
   * row ends in, e.g. probabilities. NaN goes the way that each split learned for it, or counts as zero where training saw no NaN in
   * the feature. A categorical split sends NaN and categories that training did not see to the right.
   *
   * @throws UsageError where x has another number of columns than the model or less data than it says, for rounds out of range, and for
   *   options that do not exist
   */
  predict(x: Matrix | SparseMatrix, options: PredictionOptions = {}): Float64Array {
    this.checkColumns(x);
    const predictor = this.predictor(options);
    return byDenseBlocks(
      x,
      this.outputs,
      (length) => new Float64Array(length),
      (block) => predictor.predict(block),
    );
  }

  /**
   * The leaves that the rows of x [rows, columns] end in: [rows, trees of the rounds], row-major.
   *
   * @throws UsageError as `predict` does
   */
  predictLeaves(x: Matrix | SparseMatrix, options: RoundRange = {}): Int32Array {
    this.checkColumns(x);
    const trees = this.treesOf(options);
    return byDenseBlocks(
      x,
      trees.length,
      (length) => new Int32Array(length),
      (block) => leavesOf(trees, block),
    );
  }

  /**
   * What each column contributes to the raw scores of the rows of x [rows, columns]: Shapley values by TreeSHAP, where the training rows
   * in each leaf stand for the distribution of the columns. As LightGBM's `pred_contrib`.
   *
   * @returns [rows, outputs, columns + 1], row-major: the contributions of the columns, and behind them the mean score. The sum of both is
   *   the raw score.
   * @throws UsageError as `predict` does, and for models with linear trees
   */
  predictContributions(x: Matrix | SparseMatrix, options: RoundRange = {}): Float64Array {
    this.checkColumns(x);
    const trees = this.treesOf(options);
    return byDenseBlocks(
      x,
      this.outputs * (x.columns + 1),
      (length) => new Float64Array(length),
      (block) => contributionsOf(trees, this.outputs, block),
    );
  }

  /**
   * The model with the values of its leaves fitted to other rows: the splits stay. As LightGBM's `refit`.
   *
   * @param x [rows, columns]
   * @param y [rows]
   * @throws UsageError for linear trees, and where the objective is the user's own
   * @throws UsageError and InputError as `trainBooster` does for x, y and options
   */
  refit(x: Matrix, y: ArrayLike<number>, options: RefitOptions = {}): Booster {
    this.checkColumns(x);
    return new Booster({ ...this.model, trees: refitTrees(this.model, x, y, options) });
  }

  /**
   * The same as `predict`, by several threads, so that other work goes on meanwhile. Trees with linear leaves use one thread.
   *
   * @throws UsageError as `predict` does
   * @throws CancelledError once `signal` is aborted
   */
  async predictInParallel(
    x: Matrix,
    { threads, signal, ...options }: PredictionOptions & ParallelOptions = {},
  ): Promise<Float64Array> {
    this.checkColumns(x);
    return this.predictor(options).predictInParallel(x, { threads, signal });
  }

  /**
   * The same as `predictContributions`, by several threads, so that other work goes on meanwhile.
   *
   * @throws UsageError as `predictContributions` does
   * @throws CancelledError once `signal` is aborted
   */
  async predictContributionsInParallel(
    x: Matrix,
    { threads, signal, ...range }: RoundRange & ParallelOptions = {},
  ): Promise<Float64Array> {
    this.checkColumns(x);
    return contributionsInParallel(this.treesOf(range), this.outputs, x, { threads, signal });
  }

  /**
   * What pairs of columns contribute together to the raw scores of the rows of x [rows, columns]: SHAP interaction values.
   *
   * @returns [rows, outputs, columns + 1, columns + 1], row-major: entry (i, j) is half of what columns i and j contribute together,
   *   (i, i) what column i contributes alone; the sum of a line is the column's contribution. The last entry is the mean score.
   * @throws UsageError as `predictContributions` does
   */
  predictInteractions(x: Matrix, options: RoundRange = {}): Float64Array {
    this.checkColumns(x);
    return interactionsOf(this.treesOf(options), this.outputs, x);
  }

  /**
   * How much each column counts for the rows of x [rows, columns]: the mean size of its contributions, over rows and outputs.
   *
   * @returns [columns]
   * @throws UsageError as `predictContributions` does
   */
  contributionImportance(x: Matrix | SparseMatrix, options: RoundRange = {}): Float64Array {
    const width = x.columns + 1;
    const importance = new Float64Array(x.columns);
    const contributions = this.predictContributions(x, options);
    for (const [i, contribution] of contributions.entries()) {
      if (i % width < x.columns) importance[i % width]! += Math.abs(contribution) / (x.rows * this.outputs);
    }
    return importance;
  }

  /**
   * A tree as an SVG image: the question, gain and rows of each split, the value and rows of each leaf.
   *
   * @throws RangeError where there is no tree `index`
   */
  treeAsSvg(index: number): string {
    return formatTreeAsSvg(this.tree(index), this.featureNames);
  }

  /**
   * A tree to read: a line a split or leaf, with names of features, thresholds, gains, values and rows.
   *
   * @throws RangeError where there is no tree `index`
   */
  treeAsText(index: number): string {
    return formatTreeAsText(this.tree(index), this.featureNames);
  }

  /**
   * The importance of each feature in the trees: [columns].
   *
   * @throws UsageError where `kind` is neither `gain` nor `split`
   */
  featureImportance(kind: ImportanceKind): Float64Array {
    if (kind !== "gain" && kind !== "split") {
      throw new UsageError(`the importance is by 'gain' or by 'split', not by ${shown(kind)}`);
    }
    const importance = new Float64Array(this.featureNames.length);
    for (const { splitFeature, splitGain } of this.trees) {
      for (const [split, feature] of splitFeature.entries()) {
        importance[feature]! += kind === "gain" ? splitGain[split]! : 1;
      }
    }
    return importance;
  }

  /** The predictor of these options; that of the last ones is kept. */
  private predictor(options: PredictionOptions): EnsemblePredictor {
    checkOptionNames("option of predictions", options, PREDICTION_OPTIONS);
    const isRaw = options.raw === true;
    const key = `${isRaw} ${options.firstRound} ${options.rounds}`;
    if (this.lastPredictor?.key === key) return this.lastPredictor.predictor;
    const { outputs, model } = this;
    const predictor = new EnsemblePredictor({
      trees: this.treesOf({ firstRound: options.firstRound, rounds: options.rounds }),
      treesPerRound: outputs,
      averages: model.averages && !isRaw,
      link: isRaw ? undefined : linkOf(model.objective),
    });
    this.lastPredictor = { key, predictor };
    return predictor;
  }

  private checkColumns(x: Matrix | SparseMatrix): void {
    checkMatrix(x, "x");
    if (x.columns !== this.featureNames.length) {
      throw new UsageError(`the model takes ${this.featureNames.length} columns, not ${x.columns}`);
    }
  }

  private tree(index: number): Tree {
    const tree = this.trees[index];
    if (tree === undefined) throw new RangeError(`there is no tree ${index}: there are ${this.trees.length}`);
    return tree;
  }

  private treesOf(range: RoundRange): readonly Tree[] {
    checkOptionNames("option of predictions", range, RANGE_OPTIONS);
    const { firstRound = 0, rounds = this.rounds - firstRound } = range;
    const end = firstRound + rounds;
    const isWhole = Number.isSafeInteger(firstRound) && Number.isSafeInteger(rounds);
    if (!isWhole || firstRound < 0 || rounds < 0 || end > this.rounds) {
      throw new UsageError(`rounds ${firstRound} to ${end} are out of range (0 to ${this.rounds})`);
    }
    return this.trees.slice(firstRound * this.outputs, end * this.outputs);
  }
}
