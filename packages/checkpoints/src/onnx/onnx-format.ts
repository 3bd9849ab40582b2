import type { OpenFile } from "@weightcast/runtime";
import type {
  CheckpointContents,
  CheckpointFormat,
  OpenCheckpointOptions,
} from "../formats/checkpoint-format.js";
import { LIMITS } from "../limits.js";
import type { StoredTensor } from "../tensor.js";
import { readTensorProto, type Stretch } from "./tensor-proto.js";
import { type WireField, WireReader } from "./wire-reader.js";

/** Fields of the messages, by their numbers in onnx.proto. */
const MODEL = { version: 1, producer: 2, producerVersion: 3, graph: 7 };
const GRAPH = { node: 1, initializer: 5, sparseInitializer: 15 };
const NODE = { input: 1, output: 2, operator: 4, attribute: 5 };
const ATTRIBUTE = { tensor: 5 };
/** The first byte of a model: its format's version comes first. */
const VERSION_TAG = 0x08;

/** Initialisers of ONNX models, or the constants of nodes where there are none, in the order in which the graph uses them. */
export const onnxFormat: CheckpointFormat = {
  name: "onnx",
  description: "ONNX (.onnx)",
  extensions: [".onnx"],
  matches: (head, name) => name.endsWith(".onnx") && head[0] === VERSION_TAG,
  open: openOnnx,
};

async function openOnnx(file: OpenFile, options: OpenCheckpointOptions): Promise<CheckpointContents> {
  const reader = new WireReader(file);
  const metadata: Record<string, string> = {};
  let graph: Graph | undefined;
  for await (const field of reader.messageFields(0, file.size)) {
    if (field.kind === "number") {
      if (field.number === MODEL.version) metadata.ir_version = String(field.value);
    } else if (field.number === MODEL.producer)
      metadata.producer_name = await reader.text(field.start, field.end);
    else if (field.number === MODEL.producerVersion) {
      metadata.producer_version = await reader.text(field.start, field.end);
    } else if (field.number === MODEL.graph) graph = await readGraph(reader, field, options);
  }
  if (graph === undefined) throw reader.fail("holds no graph, so it is no ONNX model", 0);
  const { used, initializers, notes } = graph;
  const rank = (name: string) => used.get(name) ?? used.size;
  const tensors = Array.from(initializers.values()).sort((a, b) => rank(a.name) - rank(b.name));
  return { tensors, order: "layers", metadata, notes };
}

/** The parts of a graph that the reader keeps. */
interface Graph {
  /** When each value is first used, by its name. */
  readonly used: ReadonlyMap<string, number>;
  readonly initializers: ReadonlyMap<string, StoredTensor>;
  readonly notes: readonly string[];
}

async function readGraph(
  reader: WireReader,
  { start, end }: WireField & { readonly kind: "bytes" },
  options: OpenCheckpointOptions,
): Promise<Graph> {
  const used = new Map<string, number>();
  const initializers = new Map<string, StoredTensor>();
  const notes: string[] = [];
  /** Exporters keep one of several equal tensors, and copy it by nodes under the names of the others. */
  const copies = new Map<string, string>();
  const constants = new Map<string, Stretch>();
  for await (const field of reader.messageFields(start, end)) {
    if (field.kind !== "bytes") continue;
    if (field.number === GRAPH.sparseInitializer)
      throw reader.fail("holds sparse tensors, which are not read", field.start);
    if (field.number === GRAPH.node) {
      const { operator, inputs, outputs, attribute } = await readNode(reader, field);
      for (const name of inputs) if (!used.has(name)) used.set(name, used.size);
      const [from, to] = [inputs[0], outputs[0]];
      if (operator === "Constant" && attribute !== undefined && to !== undefined)
        constants.set(to, attribute);
      if (operator === "Identity" && from !== undefined && to !== undefined) copies.set(to, from);
    }
    if (field.number !== GRAPH.initializer) continue;
    const tensor = await readTensorProto(reader, field, options);
    if (tensor === undefined) {
      notes.push("left out a tensor of texts");
      continue;
    }
    if (initializers.has(tensor.name)) throw reader.fail(`tensor ${tensor.name} comes twice`, field.start);
    if (initializers.size >= LIMITS.tensors) {
      throw reader.fail(`holds more than the ${LIMITS.tensors} tensors allowed`, field.start);
    }
    initializers.set(tensor.name, tensor);
  }
  if (initializers.size === 0) {
    for (const [name, stretch] of constants) {
      const tensor = await readConstant(reader, stretch, options);
      if (tensor !== undefined) initializers.set(name, { ...tensor, name });
    }
    notes.push(
      initializers.size > 0
        ? "the graph has no initialisers: its tensors are the constants of nodes"
        : "the graph has no initialisers, and its nodes no constant tensors; subgraphs are not read",
    );
  }
  for (const [name, from] of copies) {
    const tensor = initializers.get(from);
    if (tensor === undefined || initializers.has(name)) continue;
    initializers.set(name, { ...tensor, name });
    notes.push(`${name} is a copy of ${from}`);
  }
  return { used, initializers, notes };
}

/** The tensor of a Constant node; undefined if its value is a single number, a list or a text. */
async function readConstant(
  reader: WireReader,
  { start, end }: Stretch,
  options: OpenCheckpointOptions,
): Promise<StoredTensor | undefined> {
  for await (const field of reader.messageFields(start, end)) {
    if (field.kind !== "bytes" || field.number !== ATTRIBUTE.tensor) continue;
    const tensor = await readTensorProto(reader, field, options);
    return tensor !== undefined && tensor.shape.length > 0 ? tensor : undefined;
  }
  return undefined;
}

/** The names of the values that a node takes and gives, and of its operator; of its attributes the last one. */
async function readNode(
  reader: WireReader,
  { start, end }: WireField & { readonly kind: "bytes" },
): Promise<{ operator: string; inputs: string[]; outputs: string[]; attribute: Stretch | undefined }> {
  let operator = "";
  const inputs: string[] = [];
  const outputs: string[] = [];
  let attribute: Stretch | undefined;
  for await (const field of reader.messageFields(start, end)) {
    if (field.kind !== "bytes") continue;
    if (field.number === NODE.operator) operator = await reader.text(field.start, field.end);
    if (field.number === NODE.input) inputs.push(await reader.text(field.start, field.end));
    if (field.number === NODE.output) outputs.push(await reader.text(field.start, field.end));
    if (field.number === NODE.attribute) attribute = field;
  }
  return { operator, inputs, outputs, attribute };
}
