import type { PlannedLayer } from "../../src/architecture/plan.js";

/** One layer's passes on some samples, in double precision, one sum after another: what the kernels are compared with. */
export interface TwinLayer {
  /** [height, width, channels] of the input to that of the output, before the activation. */
  forward(inputs: readonly Float64Array[]): Float64Array[];
  /** Gradient by the output to that by the input; that by the weights is added to the flat vector. */
  backward(inputs: readonly Float64Array[], deltas: readonly Float64Array[]): Float64Array[];
}

/** The same on one sample, of a layer that treats each alone. */
interface SampleTwin {
  forward(input: Float64Array): Float64Array;
  backward(input: Float64Array, delta: Float64Array): Float64Array;
}

function eachAlone({ forward, backward }: SampleTwin): TwinLayer {
  return {
    forward: (inputs) => inputs.map(forward),
    backward: (inputs, deltas) => inputs.map((input, sample) => backward(input, deltas[sample]!)),
  };
}

export function twinLayer(
  layer: PlannedLayer,
  weights: ArrayLike<number>,
  gradient: Float64Array,
  training: boolean,
): TwinLayer {
  switch (layer.spec.kind) {
    case "conv2d":
    case "dense":
      return eachAlone(weightedSums(layer, weights, gradient));
    case "batchNorm":
      return training
        ? batchNormalisation(layer, layer.spec.epsilon, weights, gradient)
        : eachAlone(normalisation(layer, layer.spec.epsilon, weights));
    case "globalMean":
      return eachAlone(meanOverPixels(layer));
    case "flatten":
      return eachAlone({ forward: (input) => input.slice(), backward: (_, delta) => delta.slice() });
    default:
      return layer.spec satisfies never;
  }
}

/** Calls back for each product of a convolution: indices of the output, the input, and the kernel's element in the flat vector. */
type VisitProducts = (visit: (output: number, input: number, weight: number) => void) => void;

function weightedSums(layer: PlannedLayer, weights: ArrayLike<number>, gradient: Float64Array): SampleTwin {
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
): SampleTwin {
  const [beta, gamma, mean, variance] = [0, 1, 2, 3].map(
    (tensor) => (i: number) => weights[start + tensor * channels + (i % channels)]!,
  ) as [(i: number) => number, (i: number) => number, (i: number) => number, (i: number) => number];
  const factor = (i: number) => gamma(i) / Math.sqrt(variance(i) + epsilon);
  return {
    forward: (input) => input.map((value, i) => (value - mean(i)) * factor(i) + beta(i)),
    backward: (_, delta) => delta.map((value, i) => value * factor(i)),
  };
}

/** With the statistics of the samples, as in training: the moving ones have no gradient. */
function batchNormalisation(
  { input: { channels }, start }: PlannedLayer,
  epsilon: number,
  weights: ArrayLike<number>,
  gradient: Float64Array,
): TwinLayer {
  const meansOf = (rows: readonly Float64Array[]) => {
    const means = new Float64Array(channels);
    const count = rows.reduce((sum, row) => sum + row.length, 0) / channels;
    for (const row of rows) for (const [i, value] of row.entries()) means[i % channels]! += value / count;
    return means;
  };
  const normalised = (inputs: readonly Float64Array[]) => {
    const means = meansOf(inputs);
    const centred = inputs.map((row) => row.map((value, i) => value - means[i % channels]!));
    const variances = meansOf(centred.map((row) => row.map((value) => value ** 2)));
    const deviations = variances.map((variance) => Math.sqrt(variance + epsilon));
    return {
      deviations,
      values: centred.map((row) => row.map((value, i) => value / deviations[i % channels]!)),
    };
  };
  const beta = (i: number) => weights[start + (i % channels)]!;
  const gamma = (i: number) => weights[start + channels + (i % channels)]!;
  return {
    forward: (inputs) =>
      normalised(inputs).values.map((row) => row.map((value, i) => gamma(i) * value + beta(i))),
    backward(inputs, deltas) {
      const { deviations, values } = normalised(inputs);
      const products = deltas.map((row, sample) => row.map((delta, i) => delta * values[sample]![i]!));
      for (const [sample, row] of deltas.entries()) {
        for (const [i, delta] of row.entries()) {
          gradient[start + (i % channels)]! += delta;
          gradient[start + channels + (i % channels)]! += products[sample]![i]!;
        }
      }
      const meanDelta = meansOf(deltas);
      const meanProduct = meansOf(products);
      return deltas.map((row, sample) =>
        row.map((delta, i) => {
          const channel = i % channels;
          const rest = delta - meanDelta[channel]! - values[sample]![i]! * meanProduct[channel]!;
          return (gamma(i) / deviations[channel]!) * rest;
        }),
      );
    },
  };
}

function meanOverPixels({ input: { channels } }: PlannedLayer): SampleTwin {
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
