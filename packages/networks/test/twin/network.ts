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
  { activation, l2reg = 0, mask }: TwinSettings,
): TwinResult {
  const { layers, layout, classes, lastInputs, imageValues } = planArchitecture(architecture);
  const gradient = new Float64Array(layout.parameters);
  const twins = layers.map((layer): [TwinLayer, boolean] => [
    twinLayer(layer, weights, gradient),
    "activated" in layer.spec && layer.spec.activated,
  ]);
  const losses = new Float64Array(labels.length);
  const logits = new Float64Array(labels.length * classes);
  const hidden = new Float64Array(labels.length * lastInputs);
  const imageGradients = new Float64Array(images.length);
  let correct = 0;
  let kink = Number.POSITIVE_INFINITY;
  for (const [sample, label] of labels.entries()) {
    const inputs: Float64Array[] = [images.subarray(sample * imageValues, (sample + 1) * imageValues)];
    const slopes: (Float64Array | undefined)[] = [];
    let activatedLayers = 0;
    for (const [layer, activated] of twins) {
      const outputs = layer.forward(inputs.at(-1)!);
      let slope: Float64Array | undefined;
      if (activated) {
        kink = outputs.reduce((least, value) => Math.min(least, Math.abs(value)), kink);
        slope = activate(outputs, activation, mask?.(sample, activatedLayers++));
      }
      inputs.push(outputs);
      slopes.push(slope);
    }
    const own = inputs.pop()!;
    logits.set(own, sample * classes);
    hidden.set(inputs.at(-1)!, sample * lastInputs);
    if (own.indexOf(Math.max(...own)) === label) correct++;
    const { loss, logitGradient } = crossEntropy(own, label);
    losses[sample] = loss;
    let delta = logitGradient.map((value) => value / labels.length);
    for (const [index, [layer]] of Array.from(twins.entries()).reverse()) {
      const slope = slopes[index];
      if (slope !== undefined) delta = delta.map((value, i) => value * slope[i]!);
      delta = layer.backward(inputs[index]!, delta) as Float64Array<ArrayBuffer>;
    }
    imageGradients.set(
      delta.map((value) => value * labels.length),
      sample * imageValues,
    );
  }
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
