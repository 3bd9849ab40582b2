import { allFinite } from "@weightcast/core";
import { type AnswerShape, answerColumns, unitSingularValues } from "./answer-columns.js";
import { ClassAnswers } from "./class-answers.js";
import { mean, standardDeviation } from "./moments.js";
import { singularValues } from "./singular-values.js";

/** Added to a mean probability so that its logarithm is finite. */
const SMALL_PROBABILITY = 1e-12;
/** A unit counts as idle if the standard deviation of its values is at most this share of their root mean square. */
const IDLE = 1e-6;

/** Describes networks by their answers to one set of images, in memory that it keeps. Sums are f64. */
export class AnswerDescriber {
  /** The names of the values of a description. */
  readonly columns: readonly string[];
  private readonly probabilities: Float64Array;
  private readonly logProbabilities: Float64Array;
  private readonly means: Float64Array;
  private readonly scales: Float64Array;
  private readonly gram: Float64Array;
  private readonly entropies: Float64Array;
  private readonly classAnswers: ClassAnswers | undefined;
  private readonly row: Float64Array;

  /** @param labels [images] the class that each image was made for; undefined for images without classes, which have fewer columns */
  constructor(
    private readonly shape: AnswerShape,
    labels: Int32Array | undefined,
  ) {
    const { images, classes, units } = shape;
    this.columns = answerColumns(shape, labels !== undefined);
    this.probabilities = new Float64Array(images * classes);
    this.logProbabilities = new Float64Array(images * classes);
    this.means = new Float64Array(Math.max(classes, units));
    this.scales = new Float64Array(units);
    this.gram = new Float64Array(Math.max(classes, unitSingularValues(shape)) ** 2);
    this.entropies = new Float64Array(images);
    this.classAnswers = labels === undefined ? undefined : new ClassAnswers(classes, labels);
    this.row = new Float64Array(this.columns.length);
  }

  /**
   * Describes one network. Where an answer is not finite, every column is NaN.
   *
   * @param logits [images, classes]
   * @param units [images, units]: the inputs of the last layer
   * @returns [columns], valid until the next call
   */
  describe(logits: Float32Array, units: Float32Array): Float64Array {
    const { row, shape, classAnswers } = this;
    if (!(allFinite(logits) && allFinite(units))) return row.fill(Number.NaN);
    this.takeLogarithms(logits);
    let next = this.describeConfidence();
    next = this.describeLogits(logits, next);
    const spectrum = unitSingularValues(shape);
    this.takeMeans(units, shape.units);
    const idle = this.takeScales(units);
    if (spectrum > 0) this.writeSingularValues(units, spectrum, next, () => this.correlate(spectrum));
    next += spectrum;
    row[next++] = idle / shape.units;
    classAnswers?.describe(logits, this.probabilities, this.logProbabilities, row, next);
    return row;
  }

  /** Computes the probabilities and their logarithms. */
  private takeLogarithms(logits: Float32Array): void {
    const { classes } = this.shape;
    const { probabilities, logProbabilities } = this;
    for (let start = 0; start < logits.length; start += classes) {
      let largest = Number.NEGATIVE_INFINITY;
      for (let i = start; i < start + classes; i++) largest = Math.max(largest, logits[i]!);
      let sum = 0;
      for (let i = start; i < start + classes; i++) {
        const power = Math.exp(logits[i]! - largest);
        probabilities[i] = power;
        sum += power;
      }
      const logarithm = largest + Math.log(sum);
      for (let i = start; i < start + classes; i++) {
        probabilities[i]! /= sum;
        logProbabilities[i] = logits[i]! - logarithm;
      }
    }
  }

  /** Writes how certain the answers are and which classes they confuse. Returns the next column. */
  private describeConfidence(): number {
    const { images, classes } = this.shape;
    const { probabilities, logProbabilities, entropies, row } = this;
    const meanOf = this.means.fill(0);
    let tops = 0;
    let gaps = 0;
    for (let image = 0; image < images; image++) {
      const start = image * classes;
      let entropy = 0;
      let first = 0;
      let second = 0;
      for (let k = 0; k < classes; k++) {
        const probability = probabilities[start + k]!;
        // The logarithm is finite even for a probability of 0.
        entropy -= probability * logProbabilities[start + k]!;
        meanOf[k]! += probability / images;
        if (probability > first) {
          second = first;
          first = probability;
        } else if (probability > second) second = probability;
      }
      entropies[image] = entropy;
      tops += first;
      gaps += first - second;
    }
    let entropyOfMean = 0;
    for (let k = 0; k < classes; k++) entropyOfMean -= meanOf[k]! * Math.log(meanOf[k]! + SMALL_PROBABILITY);
    row[0] = mean(entropies);
    row[1] = standardDeviation(entropies);
    row[2] = entropyOfMean;
    row[3] = tops / images;
    row[4] = gaps / images;
    row.set(meanOf.subarray(0, classes).sort(), 5);
    return 5 + classes;
  }

  /** Writes the spread of the logits. Returns the next column. */
  private describeLogits(logits: Float32Array, next: number): number {
    const { images, classes } = this.shape;
    const { row, gram } = this;
    this.takeMeans(logits, classes);
    this.writeSingularValues(logits, classes, next + classes, () => {
      for (let k = 0; k < classes; k++) row[next + k] = Math.sqrt(gram[k * classes + k]! / images);
    });
    row.subarray(next, next + classes).sort();
    return next + 2 * classes;
  }

  /** Computes the mean of each column of [images, width] values. */
  private takeMeans(values: Float32Array, width: number): void {
    const { images } = this.shape;
    for (let column = 0; column < width; column++) {
      let sum = 0;
      for (let i = column; i < values.length; i += width) sum += values[i]!;
      this.means[column] = sum / images;
    }
  }

  /** Computes the norm of each unit's values less their mean, which is 0 for an idle unit; returns the number of idle units. */
  private takeScales(values: Float32Array): number {
    const { units } = this.shape;
    let idle = 0;
    for (let unit = 0; unit < units; unit++) {
      const centre = this.means[unit]!;
      let squares = 0;
      let centred = 0;
      for (let i = unit; i < values.length; i += units) {
        squares += values[i]! ** 2;
        centred += (values[i]! - centre) ** 2;
      }
      const isIdle = centred <= IDLE ** 2 * squares;
      if (isIdle) idle++;
      this.scales[unit] = isIdle ? 0 : Math.sqrt(centred);
    }
    return idle;
  }

  /**
   * Turns the Gram matrix of the units into that of their correlations, so that the spectrum stays where units are scaled and the next layer
   * makes up for it: networks that compute the same function have the same description. Idle units have no correlation.
   */
  private correlate(width: number): void {
    const { gram, scales } = this;
    for (let i = 0; i < width; i++) {
      for (let j = 0; j < width; j++) {
        const scale = scales[i]! * scales[j]!;
        gram[i * width + j] = scale === 0 ? 0 : gram[i * width + j]! / scale;
      }
    }
  }

  /** Writes the singular values of [images, width] values less their columns' means; `useGram` sees the Gram matrix before. */
  private writeSingularValues(
    values: Float32Array,
    width: number,
    start: number,
    useGram?: () => void,
  ): void {
    const { gram, means, row } = this;
    gram.fill(0, 0, width * width);
    for (let first = 0; first < values.length; first += width) {
      for (let i = 0; i < width; i++) {
        const centred = values[first + i]! - means[i]!;
        const target = i * width;
        for (let j = i; j < width; j++) gram[target + j]! += centred * (values[first + j]! - means[j]!);
      }
    }
    for (let i = 1; i < width; i++) {
      for (let j = 0; j < i; j++) gram[i * width + j] = gram[j * width + i]!;
    }
    useGram?.();
    singularValues(gram, width, row, start);
  }
}
