import type { Architecture } from "../../src/architecture.js";
import type { Activation } from "../../src/hyperparameters.js";

/** Some samples as a network sees them: images [labels.length, side, side]. */
export interface TwinSamples {
  readonly images: Float64Array;
  readonly labels: Uint8Array;
}

export interface TwinSettings {
  readonly activation: Activation;
  readonly l2reg: number;
  /** 1 / (1 - rate) or 0 of each output [pixels, units] of a convolution of a sample; none without dropout. */
  readonly mask?: (sample: number, layer: number) => Float64Array;
}

export interface TwinResult {
  /** Mean cross-entropy plus the L2 term. */
  readonly loss: number;
  readonly correct: number;
  /** [parameters] */
  readonly gradient: Float64Array;
  /** The smallest distance of any sum to 0, where relu has its kink. */
  readonly kink: number;
}

interface Convolution {
  readonly inputSide: number;
  readonly outputSide: number;
  readonly inputs: number;
  readonly bias: number;
  readonly kernel: number;
}

/** The definition of a network's loss and its gradient, in double precision, one sum after another. */
export function lossAndGradient(
  architecture: Architecture,
  weights: ArrayLike<number>,
  { images, labels }: TwinSamples,
  { activation, l2reg, mask }: TwinSettings,
): TwinResult {
  const { side, units, classes, outputSides, layout } = architecture;
  const starts = layout.layers.map(({ tensors }) => ({ bias: tensors[0]!.start, kernel: tensors[1]!.start }));
  const convolutions = outputSides.map(
    (outputSide, layer): Convolution => ({
      ...starts[layer]!,
      inputSide: outputSides[layer - 1] ?? side,
      outputSide,
      inputs: layer === 0 ? 1 : units,
    }),
  );
  const dense = starts.at(-1)!;
  const gradient = new Float64Array(layout.parameters);
  let loss = 0;
  let correct = 0;
  let kink = Number.POSITIVE_INFINITY;

  for (const [sample, label] of labels.entries()) {
    const inputs = [images.subarray(sample * side * side, (sample + 1) * side * side)];
    const slopes: Float64Array[] = [];
    for (const [layer, convolution] of convolutions.entries()) {
      const outputs = convolve(weights, convolution, units, inputs[layer]!);
      const slope = new Float64Array(outputs.length);
      const kept = mask?.(sample, layer);
      for (let i = 0; i < outputs.length; i++) {
        const z = outputs[i]!;
        kink = Math.min(kink, Math.abs(z));
        const y = activation === "relu" ? Math.max(z, 0) : Math.tanh(z);
        const factor = kept?.[i] ?? 1;
        outputs[i] = y * factor;
        slope[i] = (activation === "relu" ? (z > 0 ? 1 : 0) : 1 - y * y) * factor;
      }
      inputs.push(outputs);
      slopes.push(slope);
    }

    const last = inputs.at(-1)!;
    const pixels = last.length / units;
    const pooled = Float64Array.from({ length: units }, (_, unit) => {
      let sum = 0;
      for (let pixel = 0; pixel < pixels; pixel++) sum += last[pixel * units + unit]!;
      return sum / pixels;
    });
    const logits = Float64Array.from({ length: classes }, (_, c) => {
      let sum = weights[dense.bias + c]!;
      for (let unit = 0; unit < units; unit++)
        sum += pooled[unit]! * weights[dense.kernel + unit * classes + c]!;
      return sum;
    });
    const most = Math.max(...logits);
    const powers = logits.map((logit) => Math.exp(logit - most));
    const total = powers.reduce((sum, power) => sum + power, 0);
    loss += (Math.log(total) - (logits[label]! - most)) / labels.length;
    if (logits.indexOf(most) === label) correct++;

    const logitGradient = powers.map((power, c) => (power / total - (c === label ? 1 : 0)) / labels.length);
    let delta = new Float64Array(last.length);
    for (let unit = 0; unit < units; unit++) {
      let sum = 0;
      for (let c = 0; c < classes; c++) {
        gradient[dense.kernel + unit * classes + c]! += pooled[unit]! * logitGradient[c]!;
        sum += weights[dense.kernel + unit * classes + c]! * logitGradient[c]!;
      }
      for (let pixel = 0; pixel < pixels; pixel++) delta[pixel * units + unit] = sum / pixels;
    }
    for (let c = 0; c < classes; c++) gradient[dense.bias + c]! += logitGradient[c]!;

    for (let layer = convolutions.length - 1; layer >= 0; layer--) {
      const slope = slopes[layer]!;
      for (let i = 0; i < delta.length; i++) delta[i]! *= slope[i]!;
      delta = convolveBackward(weights, convolutions[layer]!, units, inputs[layer]!, delta, gradient);
    }
  }

  for (const { role, start, end } of layout.tensors) {
    if (role !== "kernel") continue;
    for (let i = start; i < end; i++) {
      loss += l2reg * weights[i]! ** 2;
      gradient[i]! += 2 * l2reg * weights[i]!;
    }
  }
  return { loss, correct, gradient, kink };
}

/**
 * Calls back for each product of a convolution: indices of the output, the input, and the kernel's element in the flat
 * vector.
 */
function eachProduct(
  { inputSide, outputSide, inputs, kernel }: Convolution,
  units: number,
  visit: (output: number, input: number, weight: number) => void,
): void {
  for (let y = 0; y < outputSide; y++) {
    for (let x = 0; x < outputSide; x++) {
      for (let kh = 0; kh < 3; kh++) {
        for (let kw = 0; kw < 3; kw++) {
          const pixel = (2 * y + kh) * inputSide + 2 * x + kw;
          for (let i = 0; i < inputs; i++) {
            const row = kernel + ((kh * 3 + kw) * inputs + i) * units;
            for (let o = 0; o < units; o++)
              visit((y * outputSide + x) * units + o, pixel * inputs + i, row + o);
          }
        }
      }
    }
  }
}

function convolve(
  weights: ArrayLike<number>,
  convolution: Convolution,
  units: number,
  input: Float64Array,
): Float64Array {
  const { outputSide, bias } = convolution;
  const outputs = Float64Array.from(
    { length: outputSide ** 2 * units },
    (_, i) => weights[bias + (i % units)]!,
  );
  eachProduct(convolution, units, (output, i, weight) => {
    outputs[output]! += input[i]! * weights[weight]!;
  });
  return outputs;
}

/** Adds to the flat gradient; returns the gradient by the input. */
function convolveBackward(
  weights: ArrayLike<number>,
  convolution: Convolution,
  units: number,
  input: Float64Array,
  delta: Float64Array,
  gradient: Float64Array,
): Float64Array<ArrayBuffer> {
  const inputGradient = new Float64Array(input.length);
  for (let i = 0; i < delta.length; i++) gradient[convolution.bias + (i % units)]! += delta[i]!;
  eachProduct(convolution, units, (output, i, weight) => {
    gradient[weight]! += input[i]! * delta[output]!;
    inputGradient[i]! += weights[weight]! * delta[output]!;
  });
  return inputGradient;
}
