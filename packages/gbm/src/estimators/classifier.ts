import { InputError, type Matrix, UsageError } from "@weightcast/core";
import { Booster, type RoundRange } from "../model/booster.js";
import { type ClassWeights, classWeightsOf, weightRows } from "./class-weights.js";
import { Estimator, type FitOptions } from "./estimator.js";
import type { EstimatorParameters } from "./estimator-parameters.js";
import type { Label } from "./label.js";
import type { Rows } from "./rows.js";

/** Parameters of a classifier: those of every estimator, and the weights of the classes. */
export type ClassifierParameters<Class extends Label = Label> = EstimatorParameters & {
  /** What each row of a class counts in the loss, multiplied by the row's weight; 1 if not given. */
  readonly classWeight?: ClassWeights<Class> | undefined;
  /** `classWeight` as LightGBM's classifier in Python spells it. */
  readonly class_weight?: ClassWeights<Class> | undefined;
};

/** Gradient boosting that predicts the class of a row and the probability of each class. */
export class GBMClassifier<Class extends Label = Label> extends Estimator<Class> {
  private labels: readonly Class[] = [];
  private readonly classWeight: ClassWeights<Class> | undefined;

  /** @param parameters LightGBM's parameters, in its spelling or in camel case, and `classWeight` */
  constructor({ class_weight, classWeight = class_weight, ...parameters }: ClassifierParameters<Class> = {}) {
    super(parameters);
    this.classWeight = classWeight;
  }

  /**
   * A classifier of a model in LightGBM's text format.
   *
   * @param classes the labels of class 0, 1, …, which the text does not hold
   * @throws InputError, naming the line, where the text is damaged
   * @throws UsageError where the model has another number of classes
   */
  static fromText<Class extends Label>(text: string, classes: readonly Class[]): GBMClassifier<Class> {
    const booster = Booster.fromText(text);
    const count = Math.max(2, booster.outputs);
    if (classes === undefined) {
      throw new UsageError(
        `a model's text does not hold the labels of its ${count} classes; give them after the text`,
      );
    }
    if (classes.length !== count) {
      throw new UsageError(`the model has ${count} classes, but ${classes.length} labels are given`);
    }
    const classifier = new GBMClassifier<Class>();
    classifier.adopt(booster);
    classifier.labels = [...classes];
    return classifier;
  }

  /** The labels of the classes, ascending; empty before `fit`. */
  get classes(): readonly Class[] {
    return this.labels;
  }

  /**
   * Fits the model; a second call starts anew.
   *
   * @param x rows of features
   * @param y [rows] labels of at least two classes
   * @returns the classifier itself
   * @throws UsageError, InputError and CancelledError as `trainBooster` does; UsageError for labels of one class, and for a
   *   `classWeight` that names another label or is negative
   */
  async fit(x: Rows, y: ArrayLike<Class>, options: FitOptions<Class> = {}): Promise<this> {
    const labels = Array.from(new Set(Array.from(y))).sort(compareLabels);
    if (labels.length === 1) {
      throw new UsageError(`all labels are ${String(labels[0])}, but a classifier needs two classes`);
    }
    const own =
      labels.length === 2 ? { objective: "binary" } : { objective: "multiclass", num_class: labels.length };
    const numberOf = new Map(labels.map((label, i) => [label, i]));
    const numbersOf = (given: ArrayLike<Class>) =>
      Float64Array.from(Array.from(given), (label, row) => {
        const number = numberOf.get(label);
        if (number !== undefined) return number;
        throw new InputError(`the label ${String(label)} is none of the training labels`, { row });
      });
    const numbers = numbersOf(y);
    const classWeights = classWeightsOf(this.classWeight, labels, numbers);
    const weights =
      classWeights === undefined ? options.weights : weightRows(numbers, classWeights, options.weights);
    await this.fitBooster(x, numbers, own, numbersOf, { ...options, weights });
    this.labels = labels;
    return this;
  }

  /**
   * The most probable class of each row; of equally probable ones the first.
   *
   * @throws UsageError before `fit`, and where rows have other columns than those of `fit`
   */
  predict(x: Rows, options: RoundRange = {}): Class[] {
    const { data, rows, columns } = this.predictProba(x, options);
    return Array.from({ length: rows }, (_, row) => {
      let best = 0;
      for (let k = 1; k < columns; k++) {
        if (data[row * columns + k]! > data[row * columns + best]!) best = k;
      }
      return this.labels[best]!;
    });
  }

  /**
   * The probability of each class, in the order of `classes`: [rows, classes] f64.
   *
   * @throws UsageError as `predict` does
   */
  predictProba(x: Rows, options: RoundRange = {}): Matrix<Float64Array> {
    const outputs = this.outputsOf(x, options);
    const columns = this.labels.length;
    if (columns > 2) return { data: outputs, rows: outputs.length / columns, columns, stride: columns };
    const data = new Float64Array(2 * outputs.length);
    for (const [row, probability] of outputs.entries()) {
      data[2 * row] = 1 - probability;
      data[2 * row + 1] = probability;
    }
    return { data, rows: outputs.length, columns, stride: columns };
  }
}

function compareLabels(a: Label, b: Label): number {
  if (typeof a === "number" && typeof b === "number") return a - b;
  return String(a) < String(b) ? -1 : 1;
}
