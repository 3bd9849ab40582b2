import { storePair, weightOf } from "./gradients";

/**
 * The logistic loss of two classes.
 *
 * @param positive the target of the positive class; where it is negative, targets above 0 are positive
 * @param sigmoid what scores are multiplied by
 * @param negativeWeight what rows of the negative class count
 * @param positiveWeight what rows of the positive class count
 */
export function binaryGradients(
  scores: usize,
  targets: usize,
  weights: usize,
  pairs: usize,
  rows: i32,
  positive: i32,
  sigmoid: f64,
  negativeWeight: f64,
  positiveWeight: f64,
): void {
  for (let row: usize = 0; row < <usize>rows; row++) {
    const target = load<f32>(targets + (row << 2));
    const isPositive = positive < 0 ? target > 0 : <i32>target === positive;
    const label: f64 = isPositive ? 1 : -1;
    const weight = (isPositive ? positiveWeight : negativeWeight) * <f64>weightOf(weights, row);
    const score = load<f64>(scores + (row << 3));
    const response = (-label * sigmoid) / (1 + Math.exp(label * sigmoid * score));
    const size = Math.abs(response);
    storePair(pairs, row, <f32>(response * weight), <f32>(size * (sigmoid - size) * weight));
  }
}

/**
 * The cross entropy of a class and the softmax of its row's scores.
 *
 * @param scores [classes, rows] f64
 * @param pairs [classes, rows]
 * @param shares [classes] f64, written: memory for the softmax of a row
 */
export function softmaxGradients(
  scores: usize,
  targets: usize,
  weights: usize,
  pairs: usize,
  rows: i32,
  classes: i32,
  shares: usize,
): void {
  const factor = <f64>classes / (<f64>classes - 1);
  for (let row: usize = 0; row < <usize>rows; row++) {
    softmaxOfRow(scores, row, rows, classes, shares, 8);
    const target = <i32>load<f32>(targets + (row << 2));
    const weight = <f64>weightOf(weights, row);
    for (let k = 0; k < classes; k++) {
      const share = load<f64>(shares + ((<usize>k) << 3));
      const gradient = k === target ? share - 1 : share;
      const place = <usize>k * rows + row;
      storePair(pairs, place, <f32>(gradient * weight), <f32>(factor * share * (1 - share) * weight));
    }
  }
}

/** Replaces the scores of each row by their softmax: [classes, rows]. */
export function softmaxOfScores(scores: usize, rows: i32, classes: i32): void {
  for (let row: usize = 0; row < <usize>rows; row++) {
    softmaxOfRow(scores, row, rows, classes, scores + (row << 3), (<usize>rows) << 3);
  }
}

/** Writes the softmax of a row's scores to `shares`, `step` bytes apart; it may replace the scores. */
function softmaxOfRow(scores: usize, row: usize, rows: i32, classes: i32, shares: usize, step: usize): void {
  const scoreStep = (<usize>rows) << 3;
  const first = scores + (row << 3);
  let most = load<f64>(first);
  for (let k = 1; k < classes; k++) most = max(most, load<f64>(first + <usize>k * scoreStep));
  let sum: f64 = 0;
  for (let k = 0; k < classes; k++) {
    const size = Math.exp(load<f64>(first + <usize>k * scoreStep) - most);
    store<f64>(shares + <usize>k * step, size);
    sum += size;
  }
  for (let k = 0; k < classes; k++) {
    const share = shares + <usize>k * step;
    store<f64>(share, load<f64>(share) / sum);
  }
}
