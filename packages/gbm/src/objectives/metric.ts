/** Of a prediction and its target. */
type Loss = (output: number, target: number, settings: LossSettings) => number;

interface LossSettings {
  /** Of the quantile loss. */
  readonly alpha: number;
  readonly log: (value: number) => number;
}

/** Probabilities below are taken for this one, as in LightGBM, so that a loss stays finite. */
const LEAST_PROBABILITY = 1e-12;

const squaredError: Loss = (output, target) => (output - target) ** 2;

const LOSSES: Readonly<Record<MetricName, Loss>> = {
  l1: (output, target) => Math.abs(output - target),
  l2: squaredError,
  rmse: squaredError,
  quantile: (output, target, { alpha }) =>
    target < output ? (alpha - 1) * (target - output) : alpha * (target - output),
  cross_entropy: (output, target, { log }) =>
    -(
      target * log(Math.max(output, LEAST_PROBABILITY)) +
      Math.fround(1 - target) * log(Math.max(1 - output, LEAST_PROBABILITY))
    ),
};

/** How far predictions are from their targets; lower is better. */
export type MetricName = "l1" | "l2" | "rmse" | "quantile" | "cross_entropy";

/** The mean of a metric's loss over rows, by weight; of `rmse` the root of it. All arrays are [rows]. */
export function measure(
  metric: MetricName,
  outputs: Float64Array,
  targets: Float32Array,
  weights: Float32Array | undefined,
  settings: LossSettings,
): number {
  const loss = LOSSES[metric];
  let sum = 0;
  let total = 0;
  for (let row = 0; row < outputs.length; row++) {
    const weight = weights === undefined ? 1 : weights[row]!;
    sum += loss(outputs[row]!, targets[row]!, settings) * weight;
    total += weight;
  }
  return metric === "rmse" ? Math.sqrt(sum / total) : sum / total;
}
