import { drawHyperparameters } from "./draw.js";
import type { Hyperparameters } from "./hyperparameters.js";
import { networkNumbers } from "./network-ranges.js";
import type { Population } from "./population.js";

/** A network of a population before it is trained. */
export interface PlannedNetwork {
  /** The network's number in the population. */
  readonly network: number;
  /** The network's hyperparameters, which are drawn once. */
  readonly hyperparameters: Hyperparameters;
}

/** Draws the hyperparameters of one network. */
export function planNetwork({ space, seed }: Population, network: number): PlannedNetwork {
  return { network, hyperparameters: drawHyperparameters(space, seed, network) };
}

/** Draws the hyperparameters of every network of a population, in the order of the networks' numbers. */
export function planNetworks(population: Population): PlannedNetwork[] {
  return networkNumbers(population.networks).map((network) => planNetwork(population, network));
}
