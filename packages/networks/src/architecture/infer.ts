import { InputError, UsageError } from "@weightcast/core";
import type { Layout } from "@weightcast/zoo";
import type { Unseen } from "../layers/layer-kind.js";
import { LAYER_KINDS, type LayerSpec } from "../layers/registry.js";
import type { Architecture, ImageShape } from "./architecture.js";
import { layoutOf } from "./plan.js";
import { parseArchitecture } from "./read-architecture.js";

/** Properties of an architecture that a layout does not contain. */
export interface InferenceOptions {
  /** The height and width of the images; 28 x 28 by default if the layout does not determine them. */
  readonly height?: number | undefined;
  readonly width?: number | undefined;
  /** The stride of the convolutions; 2 by default. */
  readonly stride?: number | undefined;
}

/** The architecture of a layout, or the reason why it cannot be inferred. */
export type Inference =
  | { readonly architecture: Architecture; readonly reason?: undefined }
  /** A sentence that says why the layout does not belong to an architecture that this package knows. */
  | { readonly architecture?: undefined; readonly reason: string };

const DEFAULT_SIDE = 28;

/**
 * The architecture whose weights a layout describes: the one that the layout's zoo tells, where it does; otherwise the one that is read off the shapes of its tensors: convolutions, batch normalisations and dense
 * layers in the order of the layout, each convolution and each dense layer but the last activated; between pixels and the first dense
 * layer the mean over the pixels where that has as many inputs as there are channels, and a flattening otherwise.
 */
export function inferArchitecture(layout: Layout, options: InferenceOptions = {}): Inference {
  try {
    const { architecture: text } = layout;
    return { architecture: text === undefined ? infer(layout, options) : toldArchitecture(layout, text) };
  } catch (error) {
    if (error instanceof UsageError || error instanceof InputError) return { reason: error.message };
    throw error;
  }
}

function toldArchitecture(layout: Layout, text: string): Architecture {
  const architecture = parseArchitecture(text, "config.architecture");
  checkPlaces(layout, layoutOf(architecture));
  return architecture;
}

/** A layer that has tensors, and its kernel's channels; 0 where it has no kernel. */
interface RecognisedLayer {
  readonly name: string;
  readonly spec: LayerSpec;
  readonly inputs: number;
  readonly outputs: number;
}

function infer(layout: Layout, options: InferenceOptions): Architecture {
  const recognised = recogniseLayers(layout, { stride: options.stride ?? 2 });
  const input = inferInput(recognised[0], options);
  const architecture: Architecture = { input, layers: connectLayers(recognised) };
  checkPlaces(layout, layoutOf(architecture));
  return architecture;
}

/** The layers of a layout, the last not activated. */
function recogniseLayers({ layers }: Layout, unseen: Unseen): RecognisedLayer[] {
  const recognised = layers.map(({ name, tensors }): RecognisedLayer => {
    const shapes = new Map(tensors.map(({ role, shape }) => [role, shape]));
    const [inputs = 0, outputs = 0] = shapes.get("kernel")?.slice(-2) ?? [];
    for (const kind of Object.values(LAYER_KINDS)) {
      const spec = kind.recognise?.(shapes, unseen);
      if (spec !== undefined) return { name, spec: { ...spec, name } as LayerSpec, inputs, outputs };
    }
    const described = tensors.map(({ role, shape }) => `${role} (${shape.join(", ")})`).join(", ");
    throw new UsageError(`layer ${name} with the tensors ${described} is not of a known kind`);
  });
  const last = recognised.pop();
  if (last?.spec.kind !== "dense") throw new UsageError(`the last layer, ${last?.name}, is not a dense one`);
  return [...recognised, { ...last, spec: { ...last.spec, activated: false } }];
}

function inferInput(first: RecognisedLayer | undefined, options: InferenceOptions): ImageShape {
  const { height = options.width, width = options.height } = options;
  if (first?.spec.kind === "conv2d") {
    return { height: height ?? DEFAULT_SIDE, width: width ?? DEFAULT_SIDE, channels: first.inputs };
  }
  if (first?.spec.kind !== "dense") throw new UsageError(`the first layer, ${first?.name}, takes no images`);
  const { name, inputs } = first;
  for (const channels of [1, 3]) {
    const side = Math.sqrt(inputs / channels);
    const shape = { height: height ?? side, width: width ?? side, channels };
    if (Number.isInteger(shape.height) && shape.height * shape.width * channels === inputs) return shape;
  }
  const sought = height === undefined ? "square images" : `images of ${height} x ${width} pixels`;
  throw new UsageError(`the ${inputs} inputs of layer ${name} are not ${sought} of 1 or 3 channels`);
}

/** Inserts the layers without tensors between the pixels and the first dense layer. */
function connectLayers(recognised: readonly RecognisedLayer[]): LayerSpec[] {
  const firstDense = recognised.findIndex(({ spec }) => spec.kind === "dense");
  const before = recognised.slice(0, firstDense);
  const channels = before.findLast(({ outputs }) => outputs > 0)?.outputs;
  const isMean = recognised[firstDense]?.inputs === channels;
  return [
    ...before.map(({ spec }) => spec),
    { kind: isMean ? "globalMean" : "flatten" },
    ...recognised.slice(firstDense).map(({ spec }) => spec),
  ];
}

/** @throws UsageError where a tensor is not where the architecture has it */
function checkPlaces(layout: Layout, expected: Layout): void {
  if (layout.tensors.length !== expected.tensors.length) {
    const counts = `${layout.tensors.length} tensors, where the layers have ${expected.tensors.length}`;
    throw new UsageError(`the layout has ${counts}`);
  }
  for (const [index, { name, shape, start }] of layout.tensors.entries()) {
    const other = expected.tensors[index];
    if (other?.start === start && other.shape.join() === shape.join()) continue;
    const found = `tensor ${name} has the shape (${shape.join(", ")}) and starts at ${start}`;
    const wanted = other === undefined ? "none" : `(${other.shape.join(", ")}) starting at ${other.start}`;
    throw new UsageError(`${found}, where ${wanted} was expected after the layers before it`);
  }
}
