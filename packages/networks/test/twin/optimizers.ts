import type { Optimizer } from "../../src/training/hyperparameters.js";

/** Keras 3's optimisers, in double precision (but for Adam's corrections). */
export class TwinOptimizer {
  private readonly first: Float64Array;
  private readonly second: Float64Array;
  private step = 0;

  constructor(
    private readonly optimizer: Optimizer,
    private readonly learningRate: number,
    private readonly weights: Float64Array,
  ) {
    this.first = new Float64Array(weights.length);
    this.second = new Float64Array(weights.length);
  }

  apply(gradient: ArrayLike<number>): void {
    this.step++;
    for (let i = 0; i < this.weights.length; i++) this.weights[i]! += this.change(i, gradient[i]!);
  }

  private change(i: number, gradient: number): number {
    const { first, second, learningRate, step } = this;
    switch (this.optimizer) {
      case "sgd":
        return -learningRate * gradient;
      case "momentum":
        first[i] = 0.9 * first[i]! - learningRate * gradient;
        return first[i]!;
      case "nesterov":
        first[i] = 0.9 * first[i]! - learningRate * gradient;
        return 0.9 * first[i]! - learningRate * gradient;
      case "adam": {
        first[i]! += (gradient - first[i]!) * 0.1;
        second[i]! += (gradient ** 2 - second[i]!) * 0.001;
        const rate = (learningRate * Math.sqrt(correction(0.999, step))) / correction(0.9, step);
        return (-rate * first[i]!) / (Math.sqrt(second[i]!) + 1e-7);
      }
      case "rmsprop":
        second[i] = 0.9 * second[i]! + 0.1 * gradient ** 2;
        return (-learningRate * gradient) / Math.sqrt(second[i]! + 1e-7);
      default:
        return this.optimizer satisfies never;
    }
  }
}

/** 1 - decay^step, in single precision as Keras computes it. */
function correction(decay: number, step: number): number {
  return Math.fround(1 - Math.fround(Math.fround(decay) ** step));
}
