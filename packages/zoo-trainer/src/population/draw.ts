import { RandomStream } from "@weightcast/core";
import { shortestFloat32 } from "./float-text.js";
import type { Hyperparameters } from "./hyperparameters.js";
import type { HyperparameterSpace, NumberDistribution, WordDistribution } from "./space.js";

/**
 * The hyperparameters of a network: a function of the space, the seed and the network's number alone, the same on every engine. Each
 * has random numbers of its own, so that to change the distribution of one leaves the others as they were. Numbers are f32.
 *
 * @param network a whole number from 0 on
 */
export function drawHyperparameters(
  space: HyperparameterSpace,
  seed: number,
  network: number,
): Hyperparameters {
  const stream = (name: keyof Hyperparameters) =>
    new RandomStream(seed, `hyperparameters/${network}/${name}`);
  const number = (name: "dropout" | "init_std" | "l2reg" | "learning_rate" | "train_fraction") =>
    shortestFloat32(drawNumber(space[name], stream(name)));
  return {
    ...unpublishedOf(space),
    activation: drawWord(space.activation, stream("activation")),
    b_init: space.b_init,
    dnn_architecture: space.dnn_architecture,
    dropout: number("dropout"),
    init_std: number("init_std"),
    l2reg: number("l2reg"),
    learning_rate: number("learning_rate"),
    num_layers: space.num_layers,
    num_units: space.num_units,
    optimizer: drawWord(space.optimizer, stream("optimizer")),
    train_fraction: number("train_fraction"),
    w_init: drawWord(space.w_init, stream("w_init")),
  };
}

/** Returns those hyperparameters of a space that the published zoos do not vary, where the space has them. */
function unpublishedOf(space: HyperparameterSpace): Partial<Hyperparameters> {
  const { augment_traindata, cnn_stride, layers, reduce_learningrate } = space;
  const given = Object.entries({ augment_traindata, cnn_stride, layers, reduce_learningrate });
  return Object.fromEntries(given.filter(([, value]) => value !== undefined));
}

/** Returns the least value that a distribution yields. */
export function leastOf(distribution: NumberDistribution): number {
  if (typeof distribution === "number") return distribution;
  if ("uniform" in distribution) return distribution.uniform[0];
  if ("log_uniform" in distribution) return distribution.log_uniform[0];
  return Math.min(...distribution);
}

function drawNumber(distribution: NumberDistribution, random: RandomStream): number {
  if (typeof distribution === "number") return distribution;
  if ("uniform" in distribution) {
    const [low, high] = distribution.uniform;
    return low + (high - low) * random.uniform();
  }
  if ("log_uniform" in distribution) {
    const [low, high] = distribution.log_uniform;
    return low * power(high / low, random.uniform());
  }
  return distribution[random.below(distribution.length)]!;
}

function drawWord<Word extends string>(distribution: WordDistribution<Word>, random: RandomStream): Word {
  if (typeof distribution === "string") return distribution;
  return distribution[random.below(distribution.length)]!;
}

/**
 * Computes base^exponent for an exponent in [0, 1) as a product of the square roots that the exponent's bits
 * select. Engines round square roots in the same way, but not Math.pow.
 */
function power(base: number, exponent: number): number {
  let result = 1;
  let root = base;
  for (let rest = exponent * 2; rest > 0; rest = (rest % 1) * 2) {
    root = Math.sqrt(root);
    if (rest >= 1) result *= root;
  }
  return result;
}
