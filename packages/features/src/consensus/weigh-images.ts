import { type Matrix, matrixRow } from "@weightcast/core";
import { rankCorrelation } from "./rank-correlation.js";

/** The power of an image's correlation that is its weight. From 4 to 32, tau changed by less than 0.004. */
const SHARPNESS = 8;

/**
 * Scores networks by how they recognise images: the mean log odds over the images, each weighted by how well it alone ranks the networks as
 * all images do together, a power of Spearman's rank correlation. An image on which networks differ for other reasons than their quality,
 * as one of a class that all of them know, counts for little.
 *
 * @param logOdds [networks, images]
 * @returns [networks]; the larger the better
 */
export function weighImages(logOdds: Matrix<Float32Array>): Float64Array {
  const { rows, columns } = logOdds;
  const mean = weightedMeans(logOdds, new Float64Array(columns).fill(1));
  const weights = Float64Array.from({ length: columns }, (_, image) => {
    const answers = Float64Array.from(
      { length: rows },
      (__, row) => logOdds.data[row * columns + image] ?? 0,
    );
    return Math.max(0, rankCorrelation(answers, mean)) ** SHARPNESS;
  });
  return weights.some((weight) => weight > 0) ? weightedMeans(logOdds, weights) : mean;
}

function weightedMeans(logOdds: Matrix<Float32Array>, weights: Float64Array): Float64Array {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return Float64Array.from({ length: logOdds.rows }, (_, row) => {
    const answers = matrixRow(logOdds, row);
    return weights.reduce((sum, weight, image) => sum + weight * (answers[image] ?? 0), 0) / total;
  });
}
