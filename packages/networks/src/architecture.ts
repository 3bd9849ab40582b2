import { UsageError } from "@weightcast/core";
import { createLayout, type Layout, type TensorEntry } from "@weightcast/zoo";

/** What shapes a network. */
export interface ArchitectureOptions {
  /** Width and height of the images, which have one channel. */
  readonly side: number;
  /** Convolutions; 3 unless told. */
  readonly layers?: number | undefined;
  /** Filters of each convolution; 16 unless told. */
  readonly units?: number | undefined;
  /** 10 unless told. */
  readonly classes?: number | undefined;
}

/**
 * The zoo's `cnn`: `layers` convolutions (3 x 3, stride 2, no padding, `units` filters), each followed by the activation
 * and dropout; the mean over the pixels; a dense layer to `classes` logits. Plain data, which may be posted to a worker.
 */
export interface Architecture extends Required<ArchitectureOptions> {
  /** [layers]: width and height of each convolution's outputs. */
  readonly outputSides: readonly number[];
  /**
   * The flat vector of weights as the published zoo has it: of each layer the bias, then the kernel (height, width, in,
   * out).
   */
  readonly layout: Layout;
}

/** Labels are bytes. */
const MOST_CLASSES = 256;

/** @throws UsageError where a size is not a whole number above 0, or the layers leave no pixel */
export function createArchitecture(options: ArchitectureOptions): Architecture {
  const { side, layers = 3, units = 16, classes = 10 } = options;
  for (const [name, size] of Object.entries({ side, layers, units, classes })) {
    if (!Number.isSafeInteger(size) || size < 1) {
      throw new UsageError(`${name} is a whole number above 0, not ${size}`);
    }
  }
  if (classes > MOST_CLASSES)
    throw new UsageError(`at most ${MOST_CLASSES} classes are possible, not ${classes}`);
  const leastSide = 2 ** (layers + 1) - 1;
  if (side < leastSide) {
    throw new UsageError(
      `${layers} layers leave no pixel of images of ${side} x ${side}: they need at least ${leastSide} x ${leastSide}`,
    );
  }
  const outputSides: number[] = [];
  const entries: TensorEntry[] = [];
  let inputs = 1;
  for (let layer = 0; layer < layers; layer++) {
    outputSides.push(Math.floor(((outputSides.at(-1) ?? side) - 3) / 2) + 1);
    addLayer(entries, layer === 0 ? "conv2d" : `conv2d_${layer}`, [3, 3, inputs, units]);
    inputs = units;
  }
  addLayer(entries, "dense", [inputs, classes]);
  return { side, layers, units, classes, outputSides, layout: createLayout(entries) };
}

function addLayer(entries: TensorEntry[], layer: string, kernelShape: readonly number[]): void {
  const tensors = [
    ["bias", [kernelShape.at(-1)!]],
    ["kernel", kernelShape],
  ] as const;
  for (const [role, shape] of tensors) {
    const start = entries.at(-1)?.end ?? 0;
    const end = start + shape.reduce((product, size) => product * size, 1);
    entries.push({ name: `sequential/${layer}/${role}:0`, shape, start, end });
  }
}
