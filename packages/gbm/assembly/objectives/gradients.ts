/** Gradients and hessians as LightGBM's objectives compute them: f64, rounded to f32. Weights are 0 where all are 1. */

export function weightOf(weights: usize, row: usize): f32 {
  return weights === 0 ? 1 : load<f32>(weights + (row << 2));
}

export function storePair(pairs: usize, row: usize, gradient: f32, hessian: f32): void {
  store<f32>(pairs + (row << 3), gradient);
  store<f32>(pairs + (row << 3), hessian, 4);
}

/** Half the squared error. */
export function squaredErrorGradients(
  scores: usize,
  targets: usize,
  weights: usize,
  pairs: usize,
  rows: i32,
): void {
  for (let row: usize = 0; row < <usize>rows; row++) {
    const weight = weightOf(weights, row);
    const error = load<f64>(scores + (row << 3)) - <f64>load<f32>(targets + (row << 2));
    storePair(pairs, row, <f32>error * weight, weight);
  }
}

/** The quantile loss. */
export function quantileGradients(
  scores: usize,
  targets: usize,
  weights: usize,
  pairs: usize,
  rows: i32,
  alpha: f32,
): void {
  for (let row: usize = 0; row < <usize>rows; row++) {
    const weight = weightOf(weights, row);
    const error = <f32>(load<f64>(scores + (row << 3)) - <f64>load<f32>(targets + (row << 2)));
    storePair(pairs, row, (error >= 0 ? <f32>1 - alpha : -alpha) * weight, weight);
  }
}

/**
 * The absolute error, or the absolute percentage error.
 *
 * @param factors [rows] f32: what the gradients are multiplied by; 0 for 1 each
 * @param weights [rows] f32: the hessians; 0 for 1 each
 */
export function absoluteErrorGradients(
  scores: usize,
  targets: usize,
  factors: usize,
  weights: usize,
  pairs: usize,
  rows: i32,
): void {
  for (let row: usize = 0; row < <usize>rows; row++) {
    const error = load<f64>(scores + (row << 3)) - <f64>load<f32>(targets + (row << 2));
    storePair(pairs, row, signOf(error) * weightOf(factors, row), weightOf(weights, row));
  }
}

/** Half the square of the error up to alpha, linear beyond alpha. */
export function huberGradients(
  scores: usize,
  targets: usize,
  weights: usize,
  pairs: usize,
  rows: i32,
  alpha: f64,
): void {
  for (let row: usize = 0; row < <usize>rows; row++) {
    const weight = weightOf(weights, row);
    const error = load<f64>(scores + (row << 3)) - <f64>load<f32>(targets + (row << 2));
    const gradient = Math.abs(error) <= alpha ? error : <f64>signOf(error) * alpha;
    storePair(pairs, row, <f32>(gradient * <f64>weight), weight);
  }
}

/** The fair loss: c² (x / c - log(1 + x / c)) of the absolute error x. */
export function fairGradients(
  scores: usize,
  targets: usize,
  weights: usize,
  pairs: usize,
  rows: i32,
  c: f64,
): void {
  for (let row: usize = 0; row < <usize>rows; row++) {
    const weight = <f64>weightOf(weights, row);
    const error = load<f64>(scores + (row << 3)) - <f64>load<f32>(targets + (row << 2));
    const size = Math.abs(error) + c;
    storePair(pairs, row, <f32>(((c * error) / size) * weight), <f32>(((c * c) / (size * size)) * weight));
  }
}

function signOf(value: f64): f32 {
  return <f32>(i32(value > 0) - i32(value < 0));
}

/** For scores below this, the logistic function is exp(score), because its other form would overflow. */
const LEAST_SCORE: f64 = -37;

/** The cross entropy of a target in [0, 1] and the logistic function of the score. */
export function crossEntropyGradients(
  scores: usize,
  targets: usize,
  weights: usize,
  pairs: usize,
  rows: i32,
): void {
  for (let row: usize = 0; row < <usize>rows; row++) {
    const weight = <f64>weightOf(weights, row);
    const score = load<f64>(scores + (row << 3));
    const target = load<f32>(targets + (row << 2));
    let gradient: f64;
    let hessian: f64;
    if (score > LEAST_SCORE) {
      const odds = Math.exp(-score);
      gradient = (<f64>(<f32>1 - target) - <f64>target * odds) / (1 + odds);
      hessian = odds / ((1 + odds) * (1 + odds));
    } else {
      hessian = Math.exp(score);
      gradient = hessian - <f64>target;
    }
    storePair(pairs, row, <f32>(gradient * weight), <f32>(hessian * weight));
  }
}

export function log(value: f64): f64 {
  return Math.log(value);
}

export function exp(value: f64): f64 {
  return Math.exp(value);
}

export function expm1(value: f64): f64 {
  return Math.expm1(value);
}

export function log1p(value: f64): f64 {
  return Math.log1p(value);
}

/** Turns scores into the logistic function of `sigmoid` times the score. */
export function logisticOfScores(scores: usize, rows: i32, sigmoid: f64): void {
  for (let row: usize = 0; row < <usize>rows; row++) {
    store<f64>(scores + (row << 3), 1 / (1 + Math.exp(-sigmoid * load<f64>(scores + (row << 3)))));
  }
}

/**
 * Copies the pairs of a leaf's rows to the front of `ordered`.
 */
export function orderPairs(pairs: usize, rows: usize, count: i32, ordered: usize): void {
  const end = rows + ((<usize>count) << 2);
  for (; rows < end; rows += 4, ordered += 8) {
    store<u64>(ordered, load<u64>(pairs + ((<usize>load<u32>(rows)) << 3)));
  }
}

/** Stores the numbers 0 to `count` - 1 at `rows`, u32. */
export function countRows(rows: usize, count: i32): void {
  for (let row: usize = 0; row < <usize>count; row++) store<u32>(rows + (row << 2), <u32>row);
}

/** Stores the (gradient, hessian) sums of `count` pairs at `sums`. */
export function sumPairs(pairs: usize, count: i32, sums: usize): void {
  let sum = f64x2.splat(0);
  const end = pairs + ((<usize>count) << 3);
  for (; pairs < end; pairs += 8) {
    sum = f64x2.add(sum, f64x2.promote_low_f32x4(v128.load64_zero(pairs)));
  }
  v128.store(sums, sum);
}

/** Adds a leaf's value to the scores of its rows. */
export function addLeafValue(scores: usize, rows: usize, count: i32, value: f64): void {
  const end = rows + ((<usize>count) << 2);
  for (; rows < end; rows += 4) {
    const score = scores + ((<usize>load<u32>(rows)) << 3);
    store<f64>(score, load<f64>(score) + value);
  }
}
