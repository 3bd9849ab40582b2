import { InputError } from "@weightcast/core";
import type { Layer, Layout, Tensor } from "@weightcast/zoo";
import type { Checkpoint } from "../checkpoint.js";
import type { CheckpointTensor } from "../tensor.js";

/** A pair of a checkpoint's tensor and the layout's tensor that it is matched with. */
interface TensorPair {
  readonly source: CheckpointTensor;
  readonly target: Tensor;
}

interface TensorMatch {
  /** One pair for each tensor of the layout; kernels are in the order of the layers. */
  readonly pairs: readonly TensorPair[];
  /** The rule by which the tensors were matched: by their names or by their order. */
  readonly order: "names" | "file's order" | "order of their names";
}

/** The names that frameworks give to the tensors of a layer, by the layout's role. */
const ROLES: Readonly<Record<string, readonly string[]>> = {
  kernel: ["kernel", "weight"],
  bias: ["bias", "beta"],
  gamma: ["gamma", "weight", "scale"],
  beta: ["beta", "bias"],
  moving_mean: ["moving_mean", "running_mean"],
  moving_variance: ["moving_variance", "running_var"],
};

/** Counters that PyTorch keeps beside the weights of batch normalisation. */
const COUNTER = /(?:^|\.)num_batches_tracked$/;

/**
 * Finds the checkpoint's tensor for each tensor of a layout.
 *
 * @throws InputError where the layers differ in number, or a layer has other parts
 */
export function matchTensors(checkpoint: Checkpoint, layout: Layout): TensorMatch {
  const tensors = checkpoint.tensors.filter(({ name }) => !COUNTER.test(name));
  const named = matchByName(tensors, layout);
  if (named !== undefined) return { pairs: named, order: "names" };
  const isSorted = checkpoint.order === "names";
  const layers = groupLayers(tensors);
  if (isSorted) layers.sort(([a], [b]) => a.localeCompare(b, "en", { numeric: true }));
  if (layers.length !== layout.layers.length) {
    throw new InputError(
      `has ${layers.length} layers (${shown(layers.map(([name]) => name))}), where ${layout.layers.length} are expected (${shown(layout.layers.map(({ name }) => name))})`,
      { file: checkpoint.path },
    );
  }
  const pairs = layout.layers.flatMap((layer, i) => {
    const [name, parts] = layers[i] ?? ["", new Map<string, CheckpointTensor>()];
    return matchLayer(layer, name, parts, checkpoint.path);
  });
  return { pairs, order: isSorted ? "order of their names" : "file's order" };
}

/** By whole names, else by the last two parts of names: the layer and what the tensor is in it. */
function matchByName(tensors: readonly CheckpointTensor[], layout: Layout): TensorPair[] | undefined {
  const bare = (name: string) => name.replace(/:\d+$/, "").replaceAll("/", ".");
  const last = (name: string) => bare(name).split(".").slice(-2).join(".");
  return matchBy(bare, tensors, layout) ?? matchBy(last, tensors, layout);
}

function matchBy(
  keyOf: (name: string) => string,
  tensors: readonly CheckpointTensor[],
  layout: Layout,
): TensorPair[] | undefined {
  const sources = new Map(tensors.map((tensor) => [keyOf(tensor.name), tensor]));
  const pairs = layout.layers
    .flatMap((layer) => layer.tensors)
    .flatMap((target) => {
      const source = sources.get(keyOf(target.name));
      return source === undefined ? [] : [{ source, target }];
    });
  const isWhole =
    pairs.length === layout.tensors.length &&
    sources.size === pairs.length &&
    tensors.length === pairs.length;
  return isWhole && new Set(pairs.map(({ source }) => source)).size === pairs.length ? pairs : undefined;
}

type LayerParts = [name: string, parts: Map<string, CheckpointTensor>];

/** The parts of each layer: `features.0.weight` is part `weight` of layer `features.0`. */
function groupLayers(tensors: readonly CheckpointTensor[]): LayerParts[] {
  const layers = new Map<string, Map<string, CheckpointTensor>>();
  for (const tensor of tensors) {
    const [, layer = "", part = ""] = /^(?:(.*)[./])?([^./]*)$/s.exec(tensor.name.replace(/:\d+$/, "")) ?? [];
    const parts = layers.get(layer) ?? new Map<string, CheckpointTensor>();
    layers.set(layer, parts.set(part, tensor));
  }
  return Array.from(layers);
}

function matchLayer(
  layer: Layer,
  name: string,
  parts: ReadonlyMap<string, CheckpointTensor>,
  file: string,
): TensorPair[] {
  const pairs = layer.tensors.map((target): TensorPair => {
    const words = ROLES[target.role] ?? [target.role];
    const word = words.find((part) => parts.has(part));
    const source = word === undefined ? undefined : parts.get(word);
    if (source === undefined) {
      throw new InputError(`layer ${name} has no ${words.join(" or ")} for ${target.name}`, { file });
    }
    return { source, target };
  });
  if (parts.size === pairs.length) return pairs;
  throw new InputError(
    `layer ${name} has the parts ${shown(Array.from(parts.keys()))}, where ${layer.name} has ${shown(layer.tensors.map(({ role }) => role))}`,
    { file },
  );
}

function shown(names: readonly string[]): string {
  return names.length > 12 ? `${names.slice(0, 12).join(", ")}, …` : names.join(", ");
}
