import { type Matrix, matrix, RandomStream } from "@weightcast/core";
import { planArchitecture } from "../src/architecture/plan.js";
import { ACTIVATIONS, type Activation, type Architecture } from "../src/index.js";
import { lossAndGradient, type TwinResult } from "./twin/network.js";

/** Networks of random weights and images to ask them with. */
export interface RandomNetworks {
  /** [networks, parameters] f32; variances of batch normalisation are positive. */
  readonly weights: Matrix<Float32Array>;
  readonly activations: readonly Activation[];
  readonly pixels: Float32Array;
  /** [images] */
  readonly labels: Uint8Array;
}

export function randomNetworks(architecture: Architecture, networks: number, images: number): RandomNetworks {
  const { layout, imageValues, classes, layers } = planArchitecture(architecture);
  const { parameters } = layout;
  const random = new RandomStream(7, "networks");
  const weights = new Float32Array(networks * parameters);
  for (const { role, start, end } of layout.tensors) {
    const layer = layers.findLast((one) => one.start <= start)!;
    const scale = role === "kernel" ? Math.sqrt((6 * layer.output.channels) / (end - start)) : 1;
    for (let network = 0; network < networks; network++) {
      for (let i = start; i < end; i++) {
        const drawn = random.uniform();
        weights[network * parameters + i] =
          role === "moving_variance" || role === "gamma" ? 0.5 + drawn : scale * (drawn - 0.5);
      }
    }
  }
  return {
    weights: matrix(weights, networks, parameters),
    activations: Array.from({ length: networks }, (_, i) => ACTIVATIONS[i % ACTIVATIONS.length]!),
    pixels: Float32Array.from({ length: images * imageValues }, () => 2 * random.uniform() - 1),
    labels: Uint8Array.from({ length: images }, () => random.below(classes)),
  };
}

/** What the twin says of each network. */
export function twinsOf(
  architecture: Architecture,
  { weights, activations, pixels, labels }: RandomNetworks,
): TwinResult[] {
  const images = Float64Array.from(pixels);
  return activations.map((activation, network) =>
    lossAndGradient(
      architecture,
      weights.data.subarray(network * weights.stride, network * weights.stride + weights.columns),
      { images, labels },
      { activation },
    ),
  );
}

/** max |actual - expected| / max |expected| */
export function relativeDifference(actual: ArrayLike<number>, expected: Float64Array): number {
  let difference = 0;
  let most = 0;
  for (const [i, value] of expected.entries()) {
    // A NaN, too, is a difference.
    if (!(Math.abs(actual[i]! - value) <= difference)) difference = Math.abs(actual[i]! - value);
    most = Math.max(most, Math.abs(value));
  }
  return difference / most;
}

export function concatenate(parts: readonly Float64Array[]): Float64Array {
  return Float64Array.from(parts.flatMap((part) => Array.from(part)));
}
