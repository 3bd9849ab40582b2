import type { PlannedLayer } from "../../src/architecture/plan.js";

/** One layer's passes on one sample, in double precision, one sum after another: what the kernels are compared with. */
export interface TwinLayer {
  /** [height, width, channels] of the input to that of the output, before the activation. */
  forward(input: Float64Array): Float64Array;
  /** Gradient by the output to that by the input; that by the weights is added to the flat vector. */
  backward(input: Float64Array, delta: Float64Array): Float64Array;
}

export function twinLayer(
  layer: PlannedLayer,
  weights: ArrayLike<number>,
  gradient: Float64Array,
): TwinLayer {
  switch (layer.spec.kind) {
    case "conv2d":
    case "dense":
      return weightedSums(layer, weights, gradient);
    case "batchNorm":
      return normalisation(layer, layer.spec.epsilon, weights);
    case "globalMean":
      return meanOverPixels(layer);
    case "flatten":
      return { forward: (input) => input.slice(), backward: (_, delta) => delta.slice() };
    default:
      return layer.spec satisfies never;
  }
}

/** Calls back for each product of a convolution: indices of the output, the input, and the kernel's element in the flat vector. */
type VisitProducts = (visit: (output: number, input: number, weight: number) => void) => void;

function weightedSums(layer: PlannedLayer, weights: ArrayLike<number>, gradient: Float64Array): TwinLayer {
  const { output, start } = layer;
  const units = output.channels;
  const size = output.height * output.width * units;
  const eachProduct = productsOf(layer);
  return {
    forward(input) {
      const sums = Float64Array.from({ length: size }, (_, i) => weights[start + (i % units)]!);
      eachProduct((o, i, w) => {
        sums[o]! += input[i]! * weights[w]!;
      });
      return sums;
    },
    backward(input, delta) {
      const inputGradient = new Float64Array(input.length);
      for (const [i, value] of delta.entries()) gradient[start + (i % units)]! += value;
      eachProduct((o, i, w) => {
        gradient[w]! += input[i]! * delta[o]!;
        inputGradient[i]! += weights[w]! * delta[o]!;
      });
      return inputGradient;
    },
  };
}

function productsOf({ spec, input, output, start }: PlannedLayer): VisitProducts {
  const [kernelHeight, kernelWidth] = spec.kind === "conv2d" ? spec.kernelSize : [1, 1];
  const stride = spec.kind === "conv2d" ? spec.stride : 1;
  const units = output.channels;
  return (visit) => {
    for (let y = 0; y < output.height; y++) {
      for (let x = 0; x < output.width; x++) {
        for (let kh = 0; kh < kernelHeight; kh++) {
          for (let kw = 0; kw < kernelWidth; kw++) {
            const pixel = (stride * y + kh) * input.width + stride * x + kw;
            for (let i = 0; i < input.channels; i++) {
              const row = start + units + ((kh * kernelWidth + kw) * input.channels + i) * units;
              for (let o = 0; o < units; o++)
                visit((y * output.width + x) * units + o, pixel * input.channels + i, row + o);
            }
          }
        }
      }
    }
  };
}

/** With the moving statistics; its weights have no gradient. */
function normalisation(
  { input: { channels }, start }: PlannedLayer,
  epsilon: number,
  weights: ArrayLike<number>,
): TwinLayer {
  const [beta, gamma, mean, variance] = [0, 1, 2, 3].map(
    (tensor) => (i: number) => weights[start + tensor * channels + (i % channels)]!,
  ) as [(i: number) => number, (i: number) => number, (i: number) => number, (i: number) => number];
  const factor = (i: number) => gamma(i) / Math.sqrt(variance(i) + epsilon);
  return {
    forward: (input) => input.map((value, i) => (value - mean(i)) * factor(i) + beta(i)),
    backward: (_, delta) => delta.map((value, i) => value * factor(i)),
  };
}

function meanOverPixels({ input: { channels } }: PlannedLayer): TwinLayer {
  return {
    forward(input) {
      const pixels = input.length / channels;
      const means = new Float64Array(channels);
      for (const [i, value] of input.entries()) means[i % channels]! += value / pixels;
      return means;
    },
    backward: (input, delta) => input.map((_, i) => delta[i % channels]! / (input.length / channels)),
  };
}
