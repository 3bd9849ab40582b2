import { InputError } from "@weightcast/core";

/** One weight tensor of a network, and its position in the flat vector of all weights. */
export interface Tensor {
  /** The name in the layout file: `sequential/conv2d_1/kernel:0`. */
  readonly name: string;
  /** The layer that the tensor belongs to: `conv2d_1`. */
  readonly layer: string;
  /** The tensor's part in the layer: `kernel`, `bias`, …. */
  readonly role: string;
  /** Row-major dimensions, e.g. (height, width, in, out) of a convolution's kernel. */
  readonly shape: readonly number[];
  /** The index of the tensor's first element in the flat vector. */
  readonly start: number;
  /** The index after the tensor's last element. */
  readonly end: number;
}

/** One layer of a network, with its tensors. */
export interface Layer {
  readonly name: string;
  /** The bias first, then the kernel, then further tensors in the order of the layout. */
  readonly tensors: readonly Tensor[];
}

/** The division of a flat vector of weights into tensors, in order, without gaps or overlaps. */
export interface Layout {
  readonly tensors: readonly Tensor[];
  readonly layers: readonly Layer[];
  /** The length of the flat vector. */
  readonly parameters: number;
  /**
   * The JSON text of the networks' architecture, as the metrics column `config.architecture` of their zoo has it; undefined where the metrics
   * have none. @weightcast/networks reads it: shapes of tensors tell neither strides nor the size of images.
   */
  readonly architecture?: string | undefined;
}

/** A tensor as a layout file describes it, before it is checked. */
export type TensorEntry = Pick<Tensor, "name" | "shape" | "start" | "end">;

/** The maximum number of parameters: 1 GiB of f32 for each network. */
const MOST_PARAMETERS = 2 ** 28;
const MOST_TENSORS = 2 ** 16;

/**
 * Checks the tensors of a layout and groups them into layers.
 *
 * @param entries the tensors in the order of the flat vector
 * @param file named in errors
 * @throws InputError where tensors overlap, leave a gap, repeat a name or disagree with their shape, or where there are more than 2^16
 * tensors or 2^28 parameters
 */
export function createLayout(entries: readonly TensorEntry[], file?: string): Layout {
  if (entries.length === 0) throw new InputError("lists no tensors", { file });
  if (entries.length > MOST_TENSORS) {
    throw new InputError(`lists ${entries.length} tensors, more than the ${MOST_TENSORS} allowed`, { file });
  }
  const names = new Set<string>();
  let end = 0;
  const tensors = entries.map((entry, row): Tensor => {
    const fail = (problem: string) => new InputError(`${entry.name} ${problem}`, { file, row });
    if (names.has(entry.name)) throw fail("is listed twice");
    names.add(entry.name);
    if (!entry.shape.every((side) => Number.isSafeInteger(side) && side > 0)) {
      throw fail(`has the shape (${entry.shape.join(", ")}); each dimension must be a whole number above 0`);
    }
    if (entry.start < end) throw fail(`starts at ${entry.start}, inside the tensor that ends at ${end}`);
    if (entry.start > end) throw fail(`starts at ${entry.start} and leaves a gap after ${end}`);
    const size = entry.shape.reduce((product, side) => product * side, 1);
    if (entry.end - entry.start !== size) {
      throw fail(
        `spans ${entry.end - entry.start} elements, but its shape (${entry.shape.join(", ")}) holds ${size}`,
      );
    }
    end = entry.end;
    if (end > MOST_PARAMETERS) {
      throw fail(`ends at ${end}, beyond the ${MOST_PARAMETERS} parameters that a network may have`);
    }
    return { ...entry, ...tensorIdentity(entry.name) };
  });
  return { tensors, layers: groupLayers(tensors), parameters: end };
}

/** `sequential/conv2d_1/kernel:0` is the kernel of layer `conv2d_1`; a name without a slash is a layer of its own. */
function tensorIdentity(name: string): Pick<Tensor, "layer" | "role"> {
  const parts = name.replace(/:\d+$/, "").split("/");
  const role = parts.pop()!;
  return { layer: parts.pop() ?? role, role };
}

function groupLayers(tensors: readonly Tensor[]): Layer[] {
  const byName = new Map<string, Tensor[]>();
  for (const tensor of tensors) {
    const group = byName.get(tensor.layer);
    if (group === undefined) byName.set(tensor.layer, [tensor]);
    else group.push(tensor);
  }
  const rank = (tensor: Tensor) => (tensor.role === "bias" ? 0 : tensor.role === "kernel" ? 1 : 2);
  return Array.from(byName, ([name, group]) => ({ name, tensors: group.sort((a, b) => rank(a) - rank(b)) }));
}

/** Returns whether two layouts divide the flat vector in the same way, with the same names. */
export function sameLayout(a: Layout, b: Layout): boolean {
  const text = (layout: Layout) => JSON.stringify(layout.tensors.map(({ name, shape }) => [name, shape]));
  return text(a) === text(b);
}
