import { InputError } from "@weightcast/core";
import type { OpenFile } from "@weightcast/runtime";
import type { CheckpointContents } from "../formats/checkpoint-format.js";
import { textAttributes } from "../hdf5/attributes.js";
import { datasetTensor, isDataset } from "../hdf5/dataset.js";
import { groupLinks } from "../hdf5/group-links.js";
import { type ObjectHeader, readObjectHeader } from "../hdf5/object-header.js";
import { type Hdf5Root, readSuperblock } from "../hdf5/superblock.js";
import { LIMITS } from "../limits.js";
import type { StoredTensor } from "../tensor.js";
import { variableNames } from "./keras-variables.js";

/** Groups in which Keras keeps what is no weight of the network. */
const TRAINING_STATE = /^(?:optimizer|optimizer_weights|metrics|_loss_tracker|seed_generator)$/;
/** Attributes that are shown; others, such as the whole configuration, are long. */
const METADATA = ["keras_version", "backend"];

/**
 * The weights in an HDF5 file of Keras: of a whole model (.h5), or its weights alone, in the layout of versions 1 and 2 (groups with
 * `layer_names`) or of version 3 (numbered variables). The data sets of other HDF5 files are read too, named by their paths.
 *
 * @param layerOrder names of the layers in the network's order, where the caller knows it
 */
export async function kerasWeights(
  file: OpenFile,
  layerOrder: readonly string[] | undefined,
): Promise<CheckpointContents> {
  const { reader, address } = await readSuperblock(file);
  const tree = new ObjectTree({ reader, address });
  const root = await tree.at(address);
  const attributes = await textAttributes(root);
  const metadata: Record<string, string> = {};
  for (const name of METADATA) {
    const [text] = attributes.get(name) ?? [];
    if (text !== undefined) metadata[name] = text;
  }
  const links = await tree.children(root);
  const inner = links.get("model_weights");
  const weights = inner === undefined ? root : await tree.at(inner);
  const layerNames = namesIn(inner === undefined ? attributes : await textAttributes(weights), "layer_names");
  const notes = inner === undefined ? [] : [tookFrom("model_weights", links)];
  if (layerNames !== undefined) {
    return { tensors: await namedLayers(tree, weights, layerNames), metadata, notes, order: "layers" };
  }
  const walk = new VariableWalk(tree);
  await walk.visit(weights, [], 0);
  for (const name of walk.leftOut) notes.push(`left out ${name}, the state of training`);
  return {
    tensors: walk.tensors(layerOrder),
    metadata,
    notes,
    order: layerOrder === undefined ? "names" : "layers",
  };
}

function tookFrom(group: string, links: ReadonlyMap<string, number>): string {
  const others = Array.from(links.keys()).filter((name) => name !== group);
  return `took the weights from '${group}'${others.length === 0 ? "" : ` and left out ${others.join(", ")}`}`;
}

/** A list of names, which Keras divides into several attributes where it is too long for one. */
function namesIn(attributes: ReadonlyMap<string, readonly string[]>, name: string): string[] | undefined {
  const whole = attributes.get(name);
  if (whole !== undefined) return Array.from(whole);
  const parts: string[] = [];
  for (let i = 0; attributes.has(`${name}${i}`); i++) parts.push(...(attributes.get(`${name}${i}`) ?? []));
  return parts.length === 0 ? undefined : parts;
}

/** The tensors of each layer as `weight_names` lists them. */
async function namedLayers(
  tree: ObjectTree,
  weights: ObjectHeader,
  layerNames: readonly string[],
): Promise<StoredTensor[]> {
  const tensors = new Map<string, StoredTensor>();
  for (const layerName of layerNames) {
    const layer = await tree.descend(weights, [layerName]);
    for (const name of namesIn(await textAttributes(layer), "weight_names") ?? []) {
      const header = await tree.descend(layer, name.split("/"));
      // Models in models may name two weights alike.
      const unique = tensors.has(name) ? `${layerName}/${name}` : name;
      tensors.set(unique, await datasetTensor(header, unique));
    }
  }
  return Array.from(tensors.values());
}

/** The objects of a file by their addresses. */
class ObjectTree {
  private count = 0;

  constructor(private readonly root: Hdf5Root) {}

  /** @throws InputError where the file refers to more objects than a checkpoint may have */
  at(address: number): Promise<ObjectHeader> {
    if (this.count++ > 2 * LIMITS.tensors) {
      throw this.root.reader.fail(`has more than the ${2 * LIMITS.tensors} objects allowed`, address);
    }
    return readObjectHeader(this.root.reader, address);
  }

  /** @throws InputError where the object is no group */
  async children(header: ObjectHeader): Promise<Map<string, number>> {
    const links = await groupLinks(header);
    if (links !== undefined) return links;
    // A group without any message of names has no member: those that are new and empty.
    if (!isDataset(header)) return new Map();
    throw this.root.reader.fail("a data set stands where a group is expected", header.address);
  }

  async descend(from: ObjectHeader, path: readonly string[]): Promise<ObjectHeader> {
    let header = from;
    for (const name of path) {
      const address = (await this.children(header)).get(name);
      if (address === undefined) {
        throw new InputError(`names ${path.join("/")}, which it does not hold`, {
          file: this.root.reader.file.path,
          byte: this.root.reader.base + header.address,
        });
      }
      header = await this.at(address);
    }
    return header;
  }
}

/** A variable that was found: the layer it belongs to, and its tensor under the path in the file. */
interface FoundVariable {
  readonly layer: string | undefined;
  readonly name: string;
  readonly tensor: StoredTensor;
}

/** A walk through all groups, in the order of their names. */
class VariableWalk {
  readonly leftOut: string[] = [];
  private readonly found: FoundVariable[] = [];
  private readonly visited = new Set<number>();

  constructor(private readonly tree: ObjectTree) {}

  async visit(group: ObjectHeader, path: readonly string[], depth: number): Promise<void> {
    if (depth > LIMITS.pickleDepth || this.visited.has(group.address)) return;
    this.visited.add(group.address);
    const links = Array.from(await this.tree.children(group)).sort(([a], [b]) => compareNames(a, b));
    const isVariables = path.at(-1) === "vars";
    const [layer] = isVariables ? ((await textAttributes(group)).get("name") ?? []) : [];
    const names = isVariables ? variableNames(path.at(-2) ?? "", links.length) : [];
    for (const [i, [key, address]] of links.entries()) {
      if (depth === 0 && TRAINING_STATE.test(key)) {
        this.leftOut.push(key);
        continue;
      }
      const header = await this.tree.at(address);
      const inner = [...path, key];
      if (!isDataset(header)) {
        await this.visit(header, inner, depth + 1);
        continue;
      }
      const fullName = inner.join("/");
      const name = layer === undefined ? fullName : `${layer}/${names[i] ?? key}`;
      this.found.push({ layer, name, tensor: await datasetTensor(header, fullName) });
    }
  }

  /** By the names of layers where these differ, else by paths. */
  tensors(layerOrder: readonly string[] | undefined): StoredTensor[] {
    const isUnique = new Set(this.found.map(({ name }) => name)).size === this.found.length;
    const rank = new Map(layerOrder?.map((name, i) => [name, i]));
    const placeOf = ({ layer = "" }: FoundVariable) => rank.get(layer) ?? rank.size;
    return this.found
      .toSorted((a, b) => placeOf(a) - placeOf(b))
      .map(({ name, tensor }) => (isUnique ? { ...tensor, name } : tensor));
  }
}

function compareNames(a: string, b: string): number {
  return a.localeCompare(b, "en", { numeric: true });
}
