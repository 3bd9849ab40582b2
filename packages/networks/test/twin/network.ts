import type { Activation } from "../../src/activations.js";
import type { Architecture } from "../../src/architecture/architecture.js";
import { planArchitecture } from "../../src/architecture/plan.js";
import { type TwinLayer, twinLayer } from "./layers.js";

/** Some samples as a network sees them: images [labels.length, height, width, channels]. */
export interface TwinSamples {
  readonly images: Float64Array;
  readonly labels: Uint8Array;
}

export interface TwinSettings {
  readonly activation: Activation;
  readonly l2reg?: number;
  /** Whether batch normalisation uses the statistics of the samples; not by default. */
  readonly training?: boolean;
  /** 1 / (1 - rate) or 0 of each output [pixels, channels] of an activated layer, counted among those; none without dropout. */
  readonly mask?: (sample: number, activatedLayer: number) => Float64Array;
}

export interface TwinResult {
  /** [labels.length]: cross-entropies, without the L2 term. */
  readonly losses: Float64Array;
  /** Mean cross-entropy plus the L2 term. */
  readonly loss: number;
  readonly correct: number;
  /** [parameters]: of the loss. */
  readonly gradient: Float64Array;
  /** [labels.length, classes] */
  readonly logits: Float64Array;
  /** [labels.length, units]: the last layer's inputs. */
  readonly hidden: Float64Array;
  /** [labels.length, height, width, channels]: of each image's own cross-entropy. */
  readonly imageGradients: Float64Array;
  /** The smallest distance of any activated sum to 0, where relu has its kink. */
  readonly kink: number;
}

/** The definition of a network's loss and its gradients, in double precision, one sum after another. */
export function lossAndGradient(
  architecture: Architecture,
  weights: ArrayLike<number>,
  { images, labels }: TwinSamples,
  { activation, l2reg = 0, mask, training = false }: TwinSettings,
): TwinResult {
  const { layers, layout, classes, lastInputs, imageValues } = planArchitecture(architecture);
  const gradient = new Float64Array(layout.parameters);
  const twins = layers.map((layer): [TwinLayer, boolean] => [
    twinLayer(layer, weights, gradient, training),
    "activated" in layer.spec && layer.spec.activated,
  ]);
  const losses = new Float64Array(labels.length);
  const samples = Array.from(labels.keys());
  let values: Float64Array[] = samples.map((sample) =>
    images.slice(sample * imageValues, (sample + 1) * imageValues),
  );
  let correct = 0;
  let kink = Number.POSITIVE_INFINITY;
  let activatedLayers = 0;
  const inputs: Float64Array[][] = [];
  const slopes: (Float64Array[] | undefined)[] = [];
  for (const [layer, activated] of twins) {
    inputs.push(values);
    values = layer.forward(values);
    for (const outputs of activated ? values : []) {
      kink = outputs.reduce((least, value) => Math.min(least, Math.abs(value)), kink);
    }
    slopes.push(
      activated
        ? values.map((outputs, sample) => activate(outputs, activation, mask?.(sample, activatedLayers)))
        : undefined,
    );
    if (activated) activatedLayers++;
  }
  let deltas: Float64Array[] = samples.map((sample) => {
    const own = values[sample]!;
    const label = labels[sample]!;
    if (own.indexOf(Math.max(...own)) === label) correct++;
    const { loss, logitGradient } = crossEntropy(own, label);
    losses[sample] = loss;
    return logitGradient.map((value) => value / labels.length);
  });
  for (const [index, [layer]] of Array.from(twins.entries()).reverse()) {
    const slope = slopes[index];
    if (slope !== undefined) {
      deltas = deltas.map((delta, sample) => delta.map((value, i) => value * slope[sample]![i]!));
    }
    deltas = layer.backward(inputs[index]!, deltas);
  }
  const logits = concatenate(values, classes);
  const hidden = concatenate(inputs.at(-1)!, lastInputs);
  const imageGradients = concatenate(deltas, imageValues).map((value) => value * labels.length);
  let loss = losses.reduce((sum, value) => sum + value / labels.length, 0);
  for (const { role, start, end } of layout.tensors) {
    if (role !== "kernel") continue;
    for (let i = start; i < end; i++) {
      loss += l2reg * weights[i]! ** 2;
      gradient[i]! += 2 * l2reg * weights[i]!;
    }
  }
  return { losses, loss, correct, gradient, logits, hidden, imageGradients, kink };
}

function concatenate(rows: readonly Float64Array[], columns: number): Float64Array {
  const all = new Float64Array(rows.length * columns);
  for (const [row, values] of rows.entries()) all.set(values, row * columns);
  return all;
}

/** Activates outputs in place, and drops some; returns the slopes. */
function activate(outputs: Float64Array, activation: Activation, kept?: Float64Array): Float64Array {
  return outputs.map((z, i) => {
    const [y, slope] = valueAndSlope(activation, z);
    const factor = kept?.[i] ?? 1;
    outputs[i] = y * factor;
    return slope * factor;
  });
}

const SELU_SCALE = 1.0507009873554805;
const SELU_ALPHA = 1.6732632423543772;

function valueAndSlope(activation: Activation, z: number): [value: number, slope: number] {
  switch (activation) {
    case "relu":
      return [Math.max(z, 0), z > 0 ? 1 : 0];
    case "tanh":
      return [Math.tanh(z), 1 - Math.tanh(z) ** 2];
    case "sigmoid": {
      const y = 1 / (1 + Math.exp(-z));
      return [y, y * (1 - y)];
    }
    case "selu":
      return z > 0
        ? [SELU_SCALE * z, SELU_SCALE]
        : [SELU_SCALE * SELU_ALPHA * Math.expm1(z), SELU_SCALE * SELU_ALPHA * Math.exp(z)];
    default:
      return activation satisfies never;
  }
}

function crossEntropy(logits: Float64Array, label: number): { loss: number; logitGradient: Float64Array } {
  const most = Math.max(...logits);
  const powers = logits.map((logit) => Math.exp(logit - most));
  const total = powers.reduce((sum, power) => sum + power, 0);
  return {
    loss: Math.log(total) - (logits[label]! - most),
    logitGradient: powers.map((power, c) => power / total - (c === label ? 1 : 0)),
  };
}
