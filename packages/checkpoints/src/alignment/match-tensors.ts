import { InputError } from "@weightcast/core";
import type { Layer, Layout, Tensor } from "@weightcast/zoo";
import type { Checkpoint } from "../checkpoint.js";
import type { CheckpointTensor } from "../tensor.js";
import { groupByLayer, roleOf, splitName, weightTensors } from "./tensor-roles.js";

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

/**
 * Finds the checkpoint's tensor for each tensor of a layout.
 *
 * @throws InputError where the layers differ in number, or a layer has other parts
 */
export function matchTensors(checkpoint: Checkpoint, layout: Layout): TensorMatch {
  const tensors = weightTensors(checkpoint.tensors);
  const named = matchByName(tensors, layout);
  if (named !== undefined) return { pairs: named, order: "names" };
  const isSorted = checkpoint.order === "names";
  const layers = groupByLayer(tensors);
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

/**
 * Matches by whole names; else by the names that `checkpointLayout` gives to the tensors; else by the last two parts of names, which are the
 * layer and the tensor's part in it.
 */
function matchByName(tensors: readonly CheckpointTensor[], layout: Layout): TensorPair[] | undefined {
  const bare = (name: string) => name.replace(/:\d+$/, "").replaceAll("/", ".");
  const last = (name: string) => bare(name).split(".").slice(-2).join(".");
  const layers = new Map(groupByLayer(tensors));
  const inLayout = (name: string) => {
    const { layer, part } = splitName(name);
    return bare(`${layer}/${roleOf(part, layers.get(layer) ?? new Map())}`);
  };
  return (
    matchBy(bare, bare, tensors, layout) ??
    matchBy(inLayout, (name) => bare(name.includes("/") ? name : `/${name}`), tensors, layout) ??
    matchBy(last, last, tensors, layout)
  );
}

function matchBy(
  sourceKey: (name: string) => string,
  targetKey: (name: string) => string,
  tensors: readonly CheckpointTensor[],
  layout: Layout,
): TensorPair[] | undefined {
  const sources = new Map(tensors.map((tensor) => [sourceKey(tensor.name), tensor]));
  const pairs = layout.layers
    .flatMap((layer) => layer.tensors)
    .flatMap((target) => {
      const source = sources.get(targetKey(target.name));
      return source === undefined ? [] : [{ source, target }];
    });
  const isWhole =
    pairs.length === layout.tensors.length &&
    sources.size === pairs.length &&
    tensors.length === pairs.length &&
    new Set(pairs.map(({ source }) => source)).size === pairs.length;
  return isWhole ? pairs : undefined;
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
