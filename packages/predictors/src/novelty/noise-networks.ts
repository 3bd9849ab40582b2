import { type Matrix, matrix, matrixRow, RandomStream } from "@weightcast/core";
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

/** Shuffled networks are the hardest to recognise, so this kind is used more often. */
const KINDS: readonly Spoil[] = [
  randomWeights,
  shuffledAcross,
  shuffledAcross,
  shuffledWithin,
  shuffledWithin,
];

/** The number of networks of noise that are made from each true one. */
export const NOISE_KINDS: number = KINDS.length;

/**
 * Networks of noise made from true ones: random weights of many scales, weights shuffled across all tensors, and within each tensor.
 *
 * @param weights [rows, parameters of the layout], finite
 * @returns [NOISE_KINDS * rows, parameters]: those made from the first row, then those from the second, …
 */
export function noiseNetworks(
  weights: Matrix<Float32Array>,
  layout: Layout,
  seed: number,
): Matrix<Float32Array> {
  const random = new RandomStream(seed, "noise networks");
  const rows = NOISE_KINDS * weights.rows;
  const noise = matrix(new Float32Array(rows * weights.columns), rows, weights.columns);
  for (let row = 0; row < weights.rows; row++) {
    for (const [kind, spoil] of KINDS.entries()) {
      spoil(matrixRow(weights, row), matrixRow(noise, NOISE_KINDS * row + kind), random, layout);
    }
  }
  return noise;
}
