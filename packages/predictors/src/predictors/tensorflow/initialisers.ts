import type { RandomStream } from "@weightcast/core";

/** A function that draws a kernel: [inputs, units], row-major. */
type Initialiser = (
  inputs: number,
  units: number,
  draw: RandomStream,
  standardDeviation: number,
) => Float32Array;

/** The names of the initialisers, which are Keras' names. */
export type InitialiserName =
  | "RandomNormal"
  | "TruncatedNormal"
  | "orthogonal"
  | "glorot_normal"
  | "glorot_uniform"
  | "he_normal"
  | "he_uniform"
  | "lecun_normal"
  | "lecun_uniform";

/** Keras' initialisers of a dense kernel. */
export const INITIALISERS: Readonly<Record<InitialiserName, Initialiser>> = {
  RandomNormal: (inputs, units, draw, standardDeviation) =>
    filled(inputs * units, () => standardDeviation * normal(draw)),
  TruncatedNormal: (inputs, units, draw, standardDeviation) =>
    filled(inputs * units, () => standardDeviation * truncatedNormal(draw)),
  orthogonal,
  glorot_normal: scaledNormal((inputs, units) => (inputs + units) / 2),
  glorot_uniform: scaledUniform((inputs, units) => (inputs + units) / 2),
  he_normal: scaledNormal((inputs) => inputs / 2),
  he_uniform: scaledUniform((inputs) => inputs / 2),
  lecun_normal: scaledNormal((inputs) => inputs),
  lecun_uniform: scaledUniform((inputs) => inputs),
};

/** The standard deviation of a standard normal variable that is drawn again until it lies within -2 and 2. */
const TRUNCATED_DEVIATION = 0.87962566103423978;

/** Draws truncated normal values with variance 1 / fan. */
function scaledNormal(fan: (inputs: number, units: number) => number): Initialiser {
  return (inputs, units, draw) => {
    const scale = Math.sqrt(1 / fan(inputs, units)) / TRUNCATED_DEVIATION;
    return filled(inputs * units, () => scale * truncatedNormal(draw));
  };
}

/** Draws uniform values with mean 0 and variance 1 / fan. */
function scaledUniform(fan: (inputs: number, units: number) => number): Initialiser {
  return (inputs, units, draw) => {
    const limit = Math.sqrt(3 / fan(inputs, units));
    return filled(inputs * units, () => limit * (2 * draw.uniform() - 1));
  };
}

/** Orthonormal columns, or rows where those are fewer: normal vectors, made so by Gram and Schmidt. */
function orthogonal(inputs: number, units: number, draw: RandomStream): Float32Array {
  const count = Math.min(inputs, units);
  const length = Math.max(inputs, units);
  const vectors: Float64Array[] = [];
  for (let k = 0; k < count; k++) {
    const vector = Float64Array.from({ length }, () => normal(draw));
    for (const other of vectors) addScaled(vector, other, -dot(vector, other));
    const scale = 1 / Math.sqrt(dot(vector, vector));
    for (let i = 0; i < length; i++) vector[i]! *= scale;
    vectors.push(vector);
  }
  const kernel = new Float32Array(inputs * units);
  for (let i = 0; i < inputs; i++) {
    for (let j = 0; j < units; j++)
      kernel[i * units + j] = inputs < units ? vectors[i]![j]! : vectors[j]![i]!;
  }
  return kernel;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

function addScaled(target: Float64Array, source: Float64Array, factor: number): void {
  for (let i = 0; i < target.length; i++) target[i]! += factor * source[i]!;
}

function filled(length: number, value: () => number): Float32Array {
  const values = new Float32Array(length);
  for (let i = 0; i < length; i++) values[i] = value();
  return values;
}

/** Box and Muller's transform turns two uniform draws into normal ones. */
function normal(draw: RandomStream): number {
  return Math.sqrt(-2 * Math.log(1 - draw.uniform())) * Math.cos(2 * Math.PI * draw.uniform());
}

function truncatedNormal(draw: RandomStream): number {
  let value = normal(draw);
  while (Math.abs(value) > 2) value = normal(draw);
  return value;
}
