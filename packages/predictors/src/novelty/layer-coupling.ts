import { gramOfInputs, gramOfOutputs, MOST_UNITS } from "./kernel-shape.js";
import { type StackedKernel, valuesOf } from "./stacked-kernels.js";
import { correlation, cosine } from "./vectors.js";

/** How many numbers `biasCoupling` returns. */
export const BIAS_NUMBERS = 3;
/** How many numbers `layerCoupling` returns. */
export const COUPLING_NUMBERS = 12;

const LEAST_SCALE = 1e-12;

/**
 * How a layer's bias goes with its kernel: the correlation and the cosine of the bias with the sums of the kernel's weights of each output, and
 * the decimal logarithm of the ratio of their scales. Descent moves both along one error, the kernel times its inputs. Zeros of a kernel
 * without a bias.
 */
export function biasCoupling(weights: Float32Array, kernel: StackedKernel): number[] {
  if (kernel.bias === undefined) return new Array<number>(BIAS_NUMBERS).fill(0);
  const bias = Float64Array.from(valuesOf(weights, kernel.bias));
  const values = valuesOf(weights, kernel.tensor);
  const sums = new Float64Array(kernel.outputs);
  for (const [i, value] of values.entries()) sums[i % kernel.outputs]! += value;
  const scale = (list: ArrayLike<number>) =>
    Math.sqrt(Array.from(list).reduce((sum, value) => sum + value * value, 0) / list.length);
  const ratio = (scale(bias) + LEAST_SCALE) / (scale(values) + LEAST_SCALE);
  return [correlation(bias, sums), cosine(bias, sums), Math.log10(ratio)];
}

/**
 * How a layer goes with the one before, in ways that training leaves and a shuffle destroys:
 *
 * - Back-propagation sends errors through the kernel: the bias of the layer before has moved along the kernel times this layer's bias, over all
 *   places (correlation and cosine) and at each place (mean, least and greatest cosine). This holds after the first steps already.
 * - The bias of the layer before, sent forward, lies along this bias (correlation and cosine).
 * - Gradient flow keeps the difference between the Gram matrices of the outputs of one kernel and of the inputs of the next
 *   (Du, Hu and Lee 2018, arXiv:1806.00900), so that they grow alike: the correlation of the norms, of what is off the diagonal, and of the same
 *   for outputs and inputs of norm 1.
 * - The logarithm of the gain of the product of the two, places summed, relative to the product of their norms.
 * - The cosine between the magnitudes of the bias of the layer before and of the kernel times this layer's bias.
 *
 * Zeros where the layer has none before, or no bias.
 */
export function layerCoupling(weights: Float32Array, kernel: StackedKernel): number[] {
  const { before, bias } = kernel;
  if (before?.bias === undefined || bias === undefined) return new Array<number>(COUPLING_NUMBERS).fill(0);
  const own = Float64Array.from(valuesOf(weights, bias));
  const earlier = Float64Array.from(valuesOf(weights, before.bias));
  const sums = sumOfPlaces(weights, kernel);
  const message = timesOutputs(sums, own);
  const forward = timesInputs(sums, earlier);
  const values = valuesOf(weights, kernel.tensor);
  const size = kernel.inputs * kernel.outputs;
  const atPlaces = Array.from({ length: kernel.places }, (_, place) =>
    cosine(timesOutputs(values.subarray(place * size, (place + 1) * size), own), earlier),
  );
  return [
    correlation(message, earlier),
    cosine(message, earlier),
    atPlaces.reduce((sum, value) => sum + value, 0) / atPlaces.length,
    atPlaces.reduce((least, value) => Math.min(least, value), 1),
    atPlaces.reduce((most, value) => Math.max(most, value), -1),
    correlation(forward, own),
    cosine(forward, own),
    ...gramCoupling(weights, kernel, before),
    productGain(sumOfPlaces(weights, before), sums, kernel.inputs, kernel.outputs),
    cosine(message.map(Math.abs), earlier.map(Math.abs)),
  ];
}

/** The sum of a kernel over its places: [inputs, outputs]. */
function sumOfPlaces(weights: Float32Array, { tensor, inputs, outputs }: StackedKernel): Float64Array {
  const sums = new Float64Array(inputs * outputs);
  for (const [i, value] of valuesOf(weights, tensor).entries()) sums[i % sums.length]! += value;
  return sums;
}

/** A matrix [inputs, outputs] times a vector of the outputs. */
function timesOutputs(matrix: Float64Array | Float32Array, vector: Float64Array): Float64Array {
  const outputs = vector.length;
  const product = new Float64Array(matrix.length / outputs);
  for (const [i, value] of matrix.entries())
    product[Math.floor(i / outputs)]! += value * vector[i % outputs]!;
  return product;
}

/** A vector of the inputs times a matrix [inputs, outputs]. */
function timesInputs(matrix: Float64Array, vector: Float64Array): Float64Array {
  const outputs = matrix.length / vector.length;
  const product = new Float64Array(outputs);
  for (const [i, value] of matrix.entries())
    product[i % outputs]! += value * vector[Math.floor(i / outputs)]!;
  return product;
}

/** How the inputs of a kernel meet the outputs of the one before: correlations of norms, of inner products, and of cosines. */
function gramCoupling(weights: Float32Array, kernel: StackedKernel, before: StackedKernel): number[] {
  const units = kernel.inputs;
  if (units > MOST_UNITS) return [0, 0, 0];
  const outgoing = gramOfOutputs(valuesOf(weights, before.tensor), before);
  const incoming = gramOfInputs(valuesOf(weights, kernel.tensor), kernel);
  const diagonal = (gram: Float64Array) =>
    Float64Array.from({ length: units }, (_, unit) => gram[unit * (units + 1)]!);
  const [outgoingNorms, incomingNorms] = [diagonal(outgoing), diagonal(incoming)];
  const cosines = (gram: Float64Array, norms: Float64Array) =>
    gram.map((value, i) => {
      const scale = Math.sqrt(norms[Math.floor(i / units)]!) * Math.sqrt(norms[i % units]!);
      return scale > 0 ? value / scale : 0;
    });
  const below = (gram: Float64Array) => gram.filter((_, i) => Math.floor(i / units) > i % units);
  return [
    correlation(outgoingNorms, incomingNorms),
    correlation(below(outgoing), below(incoming)),
    correlation(below(cosines(outgoing, outgoingNorms)), below(cosines(incoming, incomingNorms))),
  ];
}

/** The logarithm of the squared norm of a product of two matrices, relative to those of its factors. */
function productGain(first: Float64Array, second: Float64Array, middle: number, outputs: number): number {
  const squares = (values: Float64Array) => values.reduce((sum, value) => sum + value * value, 0);
  const scale = squares(first) * squares(second);
  if (!(scale > 0 && scale < Number.POSITIVE_INFINITY)) return 0;
  let gain = 0;
  for (let row = 0; row < first.length; row += middle) {
    for (let k = 0; k < outputs; k++) {
      let product = 0;
      for (let unit = 0; unit < middle; unit++) product += first[row + unit]! * second[unit * outputs + k]!;
      gain += product * product;
    }
  }
  return Math.log(gain / scale + LEAST_SCALE);
}
