import type { Matrix } from "@weightcast/core";
import { addPredictions } from "./prediction.js";
import type { Tree } from "./tree.js";

/** Predictions for rows that no tree is grown on, as the trees come. */
export class Validation {
  private readonly scores: Float64Array;

  constructor(
    private readonly x: Matrix,
    private readonly targets: Float32Array,
    initialScore: number,
  ) {
    this.scores = new Float64Array(x.rows).fill(initialScore);
  }

  add(tree: Tree): void {
    addPredictions(tree, this.x, 0, this.x.rows, this.scores);
  }

  /** Root mean squared error of the trees so far. */
  rmse(): number {
    let sum = 0;
    for (let i = 0; i < this.scores.length; i++) sum += (this.scores[i]! - this.targets[i]!) ** 2;
    return Math.sqrt(sum / this.scores.length);
  }
}
