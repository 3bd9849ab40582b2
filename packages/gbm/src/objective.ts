/** What boosting minimises. The hessian of every row is 1: weights and curved losses come with the objectives that need them. */
export interface Objective {
  /** Its name in model files. */
  readonly name: string;
  /** The constant prediction that boosting starts from. */
  initialScore(targets: Float32Array): number;
  /** Writes the loss's derivative at each row's score, rounded to f32 as LightGBM does. All arrays are [rows]. */
  gradients(scores: Float64Array, targets: Float32Array, gradients: Float32Array): void;
}

/** Half the squared error. */
export const regression: Objective = {
  name: "regression",
  initialScore(targets) {
    let sum = 0;
    for (let i = 0; i < targets.length; i++) sum += targets[i]!;
    return sum / targets.length;
  },
  gradients(scores, targets, gradients) {
    for (let i = 0; i < gradients.length; i++) gradients[i] = scores[i]! - targets[i]!;
  },
};
