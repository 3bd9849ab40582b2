import { storePair, weightOf } from "./gradients";

/**
 * The Poisson loss of the exponential of the score.
 *
 * @param factor what the hessians are multiplied by, to keep leaves small
 */
export function poissonGradients(
  scores: usize,
  targets: usize,
  weights: usize,
  pairs: usize,
  rows: i32,
  factor: f64,
): void {
  for (let row: usize = 0; row < <usize>rows; row++) {
    const weight = <f64>weightOf(weights, row);
    const rate = Math.exp(load<f64>(scores + (row << 3)));
    const gradient = rate - <f64>load<f32>(targets + (row << 2));
    storePair(pairs, row, <f32>(gradient * weight), <f32>(rate * factor * weight));
  }
}

/** The gamma loss of the exponential of the score. */
export function gammaGradients(scores: usize, targets: usize, weights: usize, pairs: usize, rows: i32): void {
  for (let row: usize = 0; row < <usize>rows; row++) {
    const weight = <f64>weightOf(weights, row);
    const ratio = <f64>load<f32>(targets + (row << 2)) * Math.exp(-load<f64>(scores + (row << 3)));
    storePair(pairs, row, <f32>((1 - ratio) * weight), <f32>(ratio * weight));
  }
}

/** The Tweedie loss of the exponential of the score, where the variance is the mean to the power `rho`. */
export function tweedieGradients(
  scores: usize,
  targets: usize,
  weights: usize,
  pairs: usize,
  rows: i32,
  rho: f64,
): void {
  for (let row: usize = 0; row < <usize>rows; row++) {
    const weight = <f64>weightOf(weights, row);
    const target = <f64>load<f32>(targets + (row << 2));
    const score = load<f64>(scores + (row << 3));
    const first = Math.exp((1 - rho) * score);
    const second = Math.exp((2 - rho) * score);
    const gradient = -target * first + second;
    const hessian = -target * (1 - rho) * first + (2 - rho) * second;
    storePair(pairs, row, <f32>(gradient * weight), <f32>(hessian * weight));
  }
}

/** The cross entropy of a target in [0, 1] where the score's intensity log(1 + exp(score)) is multiplied by the row's weight. */
export function crossEntropyLambdaGradients(
  scores: usize,
  targets: usize,
  weights: usize,
  pairs: usize,
  rows: i32,
): void {
  for (let row: usize = 0; row < <usize>rows; row++) {
    const score = load<f64>(scores + (row << 3));
    const target = <f64>load<f32>(targets + (row << 2));
    if (weights === 0) {
      const share = 1 / (1 + Math.exp(-score));
      storePair(pairs, row, <f32>(share - target), <f32>(share * (1 - share)));
      continue;
    }
    const weight = <f64>load<f32>(weights + (row << 2));
    const odds = Math.exp(score);
    const share = 1 - Math.exp(-weight * Math.log1p(odds));
    const gradient = ((1 - target / share) * weight) / (1 + 1 / odds);
    const c = 1 / (1 - share);
    const a = (weight * odds) / ((1 + odds) * (1 + odds));
    const b = (c / ((c - 1) * (c - 1))) * (1 + weight * odds - c);
    storePair(pairs, row, <f32>gradient, <f32>(a * (1 + target * b)));
  }
}

/** Replaces scores by their exponentials. */
export function exponentialOfScores(scores: usize, rows: i32): void {
  for (let row: usize = 0; row < <usize>rows; row++) {
    store<f64>(scores + (row << 3), Math.exp(load<f64>(scores + (row << 3))));
  }
}

/** Replaces scores by log(1 + exp(score)). */
export function intensityOfScores(scores: usize, rows: i32): void {
  for (let row: usize = 0; row < <usize>rows; row++) {
    store<f64>(scores + (row << 3), Math.log1p(Math.exp(load<f64>(scores + (row << 3)))));
  }
}
