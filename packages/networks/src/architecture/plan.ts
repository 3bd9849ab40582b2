import { UsageError, unknownName } from "@weightcast/core";
import { createLayout, type Layout, type TensorEntry } from "@weightcast/zoo";
import { checkSize } from "../layers/check-size.js";
import type { Shape } from "../layers/layer-kind.js";
import { kindOf, LAYER_KINDS, type LayerSpec } from "../layers/registry.js";
import type { Architecture } from "./architecture.js";

/** A layer of an architecture with its shapes and the position of its weights. */
export interface PlannedLayer {
  readonly spec: LayerSpec;
  readonly input: Shape;
  readonly output: Shape;
  /** The index of the layer's first weight in the flat vector. */
  readonly start: number;
}

/** An architecture with the shapes and positions of all its layers. */
export interface Plan {
  readonly layers: readonly PlannedLayer[];
  readonly layout: Layout;
  /** The number of logits of an image. */
  readonly classes: number;
  /** The number of inputs of the last layer. */
  readonly lastInputs: number;
  /** The number of values of an image: height x width x channels. */
  readonly imageValues: number;
}

/**
 * The maximum number of layers; more than practical networks have, and few enough for the memory that the
 * kernels need for each.
 */
const MOST_LAYERS = 1000;

/** @throws UsageError where a size is no whole number above 0 or a layer cannot follow the one before: names the layer */
export function planArchitecture({ input, layers }: Architecture): Plan {
  for (const [name, size] of Object.entries(input)) checkSize(`the ${name} of the images`, size);
  if (layers.length > MOST_LAYERS) throw new UsageError(`an architecture has at most ${MOST_LAYERS} layers`);
  const entries: TensorEntry[] = [];
  const planned: PlannedLayer[] = [];
  const nameOf = layerNames();
  let shape: Shape = input;
  for (const [index, spec] of layers.entries()) {
    const layer = planLayer(spec, index, shape, entries.at(-1)?.end ?? 0);
    addTensors(entries, nameOf(spec), kindOf(spec).tensors(spec, shape));
    planned.push(layer);
    shape = layer.output;
  }
  const last = planned.at(-1);
  if (last?.spec.kind !== "dense" || last.spec.activated) {
    throw new UsageError("the last layer of an architecture is a dense one that is not activated");
  }
  return {
    layers: planned,
    layout: createLayout(entries),
    classes: last.output.channels,
    lastInputs: last.input.channels,
    imageValues: input.height * input.width * input.channels,
  };
}

/**
 * Returns how the flat vector of weights divides into tensors, under the names that the Small CNN Zoo gives
 * them: `sequential/conv2d/bias:0`, `sequential/conv2d/kernel:0`, `sequential/conv2d_1/bias:0`, …; kernels
 * are (height, width, in, out).
 *
 * @throws UsageError where the architecture is not one: names the layer
 */
export function layoutOf(architecture: Architecture): Layout {
  return planArchitecture(architecture).layout;
}

function planLayer(spec: LayerSpec, index: number, input: Shape, start: number): PlannedLayer {
  if (!Object.hasOwn(LAYER_KINDS, spec.kind)) {
    throw unknownName("kind of layer", String(spec.kind), Object.keys(LAYER_KINDS));
  }
  const kind = kindOf(spec);
  try {
    if (index === 0 && !kind.takesImages) throw new UsageError("cannot be the first of an architecture");
    return { spec, input, output: kind.outputShape(spec, input), start };
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    throw new UsageError(`layer ${index} (${spec.kind}): ${error.message}`, { cause: error });
  }
}

/** Returns the name of each layer. */
function layerNames(): (spec: LayerSpec) => string {
  const counts = new Map<string, number>();
  return (spec) => {
    const { kind, defaultName } = kindOf(spec);
    const count = counts.get(kind) ?? 0;
    counts.set(kind, count + 1);
    const given = "name" in spec ? spec.name : undefined;
    return given ?? (count === 0 ? defaultName : `${defaultName}_${count}`);
  };
}

function addTensors(
  entries: TensorEntry[],
  layer: string,
  tensors: readonly { readonly role: string; readonly shape: readonly number[] }[],
): void {
  for (const { role, shape } of tensors) {
    const start = entries.at(-1)?.end ?? 0;
    const end = start + shape.reduce((product, size) => product * size, 1);
    entries.push({ name: `sequential/${layer}/${role}:0`, shape, start, end });
  }
}
