import { type Matrix, matrix, matrixRow, RandomStream } from "@weightcast/core";
import { rankCorrelation } from "./rank-correlation.js";
import { weighImages } from "./weigh-images.js";

/** Divisions of the classes; the estimate is their mean. */
const DIVISIONS = 10;

/** The answers of the same networks to two dreams that share no random number. */
export interface AnswersToDreams {
  /** [networks, images] each; log odds of the classes of the images */
  readonly logOdds: readonly [Matrix<Float32Array>, Matrix<Float32Array>];
  /** [images] the classes, the same in both dreams */
  readonly labels: Int32Array;
  readonly classes: number;
}

/**
 * Estimates Kendall's tau of a consensus with the true order, without labels: how far two rankings agree that have nothing in common, one by the
 * images of half of the classes in one dream, the other by the other half in the other dream. Two rankings by the same classes agree far more
 * than with the truth, since they err alike. The mean over random divisions of the classes.
 *
 * Spearman's correlation is converted to Kendall's tau as for normally distributed values.
 *
 * @returns from -1 to 1
 */
export function expectedTau({ logOdds: [a, b], labels, classes }: AnswersToDreams): number {
  let sum = 0;
  for (let division = 0; division < DIVISIONS; division++) {
    const order = new RandomStream(division, "half of the classes").permutation(classes);
    const isFirst = (image: number) => 2 * (order[labels[image] ?? 0] ?? 0) < classes;
    const images = Array.from(labels.keys());
    const first = scoresByImages(a, images.filter(isFirst));
    const second = scoresByImages(
      b,
      images.filter((image) => !isFirst(image)),
    );
    sum += rankCorrelation(first, second) / DIVISIONS;
  }
  return (2 / Math.PI) * Math.asin(2 * Math.sin((Math.PI * sum) / 6));
}

function scoresByImages(logOdds: Matrix<Float32Array>, images: readonly number[]): Float64Array {
  const chosen = matrix(new Float32Array(logOdds.rows * images.length), logOdds.rows, images.length);
  for (let row = 0; row < logOdds.rows; row++) {
    const answers = matrixRow(logOdds, row);
    matrixRow(chosen, row).set(images.map((image) => answers[image] ?? 0));
  }
  return weighImages(chosen);
}
