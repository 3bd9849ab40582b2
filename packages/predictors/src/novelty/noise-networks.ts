import type { RandomStream } from "@weightcast/core";
import type { Layout } from "@weightcast/zoo";

/** The range of the standard deviations of random networks, as powers of 10. */
const LEAST_POWER = -2;
const MOST_POWER = 0.5;

/** A function that makes a network of noise from a true one and writes it to `out`. */
type Spoil = (weights: Float32Array, out: Float32Array, random: RandomStream, layout: Layout) => void;

const randomWeights: Spoil = (_, out, random) => {
  const deviation = 10 ** (LEAST_POWER + (MOST_POWER - LEAST_POWER) * random.uniform());
  for (let i = 0; i < out.length; i++) {
    const radius = Math.sqrt(-2 * Math.log(1 - random.uniform()));
    out[i] = deviation * radius * Math.cos(2 * Math.PI * random.uniform());
  }
};

const shuffledAcross: Spoil = (weights, out, random) => {
  out.set(weights);
  random.shuffle(out);
};

const shuffledWithin: Spoil = (weights, out, random, { tensors }) => {
  out.set(weights);
  for (const { start, end } of tensors) random.shuffle(out.subarray(start, end));
};

/** Powers of 10 that all weights of a network are multiplied or divided by. */
const LEAST_FACTOR = 1;
const MOST_FACTOR = 3;

const scaled: Spoil = (weights, out, random) => {
  const power = LEAST_FACTOR + (MOST_FACTOR - LEAST_FACTOR) * random.uniform();
  const factor = 10 ** (random.uniform() < 0.5 ? power : -power);
  for (const [i, weight] of weights.entries()) out[i] = factor * weight;
};

/** Shuffled networks are the hardest to recognise, so these kinds are used twice. */
const KINDS: readonly Spoil[] = [
  randomWeights,
  shuffledAcross,
  shuffledAcross,
  shuffledWithin,
  shuffledWithin,
  scaled,
];

/**
 * Networks of noise made from a true one: random weights of many scales, weights shuffled across all tensors, and within each tensor, and all
 * weights much larger or smaller.
 *
 * @param weights [parameters of the layout], finite
 * @returns networks of [parameters], one after another in the same memory: each is valid until the next is asked for
 */
export function* noiseNetworks(
  weights: Float32Array,
  layout: Layout,
  random: RandomStream,
): Generator<Float32Array, void, undefined> {
  const noise = new Float32Array(weights.length);
  for (const spoil of KINDS) {
    spoil(weights, noise, random, layout);
    yield noise;
  }
}
