import { UsageError, unknownName } from "@weightcast/core";
import { ACTIVATIONS, type Activation } from "../activations.js";

// Each list is in the order of the numbers by which the kernels know its entries.
/** The names of the optimizers. */
export const OPTIMIZERS = ["sgd", "momentum", "adam", "rmsprop", "nesterov"] as const;
/** The names of the distributions of initial kernels. */
export const INITIALIZERS = [
  "RandomNormal",
  "TruncatedNormal",
  "glorot_normal",
  "he_normal",
  "orthogonal",
] as const;

/** The name of an optimizer. */
export type Optimizer = (typeof OPTIMIZERS)[number];
/** The name of a distribution of initial kernels. */
export type Initializer = (typeof INITIALIZERS)[number];

/**
 * The hyperparameters with which a network is trained; names and meanings are those of the zoo's metrics
 * table.
 */
export interface Hyperparameters {
  readonly activation: Activation;
  /**
   * As Keras 3 computes them: plain sgd; momentum of 0.9, plain or (`nesterov`) Nesterov's; Adam with decays 0.9 and 0.999 and epsilon 1e-7; RMSprop with rho 0.9
   * and epsilon 1e-7 inside the root.
   */
  readonly optimizer: Optimizer;
  readonly learningRate: number;
  /** Keras' initialiser of the kernels; biases begin at 0. */
  readonly wInit: Initializer;
  /** Standard deviation of `RandomNormal`, and of `TruncatedNormal` before that is cut at two deviations; other initialisers ignore it. */
  readonly initStd: number;
  /** The loss has l2reg times the sum of the squares of all kernels' weights (biases are free). */
  readonly l2reg: number;
  /** Share of each convolution's activated outputs that is dropped in training, in [0, 1). */
  readonly dropout: number;
  /**
   * Whether training images are changed at random in each step, as in the Small CNN Zoo's program: cut out of themselves with a pixel of black
   * around, mirrored, and brightness (and of colour images hue and saturation) and contrast changed. False by default.
   */
  readonly augment?: boolean | undefined;
}

/** @throws UsageError where a name is unknown or a number is out of range; the message names it */
export function checkHyperparameters(hyperparameters: Hyperparameters): void {
  const { activation, optimizer, wInit, learningRate, initStd, l2reg, dropout } = hyperparameters;
  if (!ACTIVATIONS.includes(activation)) throw unknownName("activation", activation, ACTIVATIONS);
  if (!OPTIMIZERS.includes(optimizer)) throw unknownName("optimizer", optimizer, OPTIMIZERS);
  if (!INITIALIZERS.includes(wInit)) throw unknownName("initializer", wInit, INITIALIZERS);
  checkLearningRate(learningRate);
  if (!(Number.isFinite(initStd) && initStd > 0)) throw outOfRange("initStd", "a number above 0", initStd);
  if (!(Number.isFinite(l2reg) && l2reg >= 0)) throw outOfRange("l2reg", "0 or a number above", l2reg);
  if (!(dropout >= 0 && dropout < 1)) throw outOfRange("dropout", "at least 0 and less than 1", dropout);
}

/** @throws UsageError where it is not a finite number of at least 0 */
export function checkLearningRate(learningRate: number): void {
  if (!(Number.isFinite(learningRate) && learningRate >= 0)) {
    throw outOfRange("learningRate", "0 or a number above", learningRate);
  }
}

function outOfRange(name: string, range: string, value: number): UsageError {
  return new UsageError(`${name} is ${range}, not ${value}`);
}
