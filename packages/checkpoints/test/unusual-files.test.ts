import { expect, test } from "vitest";
import { openCheckpoint } from "../src/index.js";
import { fileOf } from "./golden-file.js";
import { field, number } from "./protobuf.js";

/** A node of the operator Constant whose value is a tensor of f32 of a shape. */
function constant(output: string, shape: readonly number[], values: Float32Array): Buffer {
  const sides = shape.map((side) => number(1, side));
  const tensor = Buffer.concat([...sides, number(2, 1), field(9, new Uint8Array(values.buffer))]);
  const attribute = Buffer.concat([field(1, "value"), field(5, tensor)]);
  return Buffer.concat([field(2, output), field(4, "Constant"), field(5, attribute)]);
}

const initializer = Buffer.concat([number(1, 1), number(2, 1), field(8, "w"), field(9, new Uint8Array(4))]);

function onnxOf(...fields: readonly Buffer[]) {
  return fileOf(new Uint8Array(Buffer.concat([number(1, 8), field(7, Buffer.concat(fields))])), "a.onnx");
}

test("ONNX: constants of nodes are tensors if the graph has no initialisers", async () => {
  const use = Buffer.concat([
    field(1, "x"),
    field(1, "kernel"),
    field(1, "one"),
    field(2, "y"),
    field(4, "Mul"),
  ]);
  const nodes = [
    constant("one", [], Float32Array.of(1)),
    constant("bias", [1], Float32Array.of(5)),
    constant("kernel", [1, 2], Float32Array.of(3, 4)),
    use,
  ].map((node) => field(1, node));
  const alone = await openCheckpoint(onnxOf(...nodes));
  expect(alone.tensors.map(({ name, shape }) => [name, shape])).toEqual([
    ["kernel", [1, 2]],
    ["bias", [1]],
  ]);
  expect(await alone.read("kernel")).toEqual(Float32Array.of(3, 4));
  expect(alone.notes).toEqual(["the graph has no initialisers: its tensors are the constants of nodes"]);
  const beside = await openCheckpoint(onnxOf(...nodes, field(5, initializer)));
  expect(beside.tensors.map(({ name }) => name)).toEqual(["w"]);
  const none = await openCheckpoint(onnxOf(field(1, use)));
  expect(none.tensors).toEqual([]);
  expect(none.notes).toEqual([expect.stringContaining("subgraphs are not read")]);
});

function tfjsOf(bytes: Uint8Array<ArrayBuffer>, texts: readonly number[]) {
  const weights = [
    { name: "labels", dtype: "string", shape: texts },
    { name: "w", dtype: "float32", shape: [1] },
  ];
  const json = JSON.stringify({ weightsManifest: [{ paths: ["a.bin"], weights }] });
  return openCheckpoint(fileOf(new TextEncoder().encode(json), "model.json"), {
    neighbour: (name) => fileOf(bytes, name),
  });
}

test("TensorFlow.js: weights of texts are left out, and those behind them are read", async () => {
  const text = (value: string) => Buffer.concat([Buffer.of(value.length, 0, 0, 0), Buffer.from(value)]);
  const number = Buffer.from(Float32Array.of(7).buffer);
  const bytes = new Uint8Array(Buffer.concat([text("cat"), text(""), number]));
  const checkpoint = await tfjsOf(bytes, [2]);
  expect(checkpoint.tensors.map(({ name }) => name)).toEqual(["w"]);
  expect(await checkpoint.read("w")).toEqual(Float32Array.of(7));
  expect(checkpoint.notes).toContain("left out 1 tensor of texts");
  await expect(tfjsOf(bytes, [9])).rejects.toThrow("weight labels has fewer than 9 texts");
  await expect(tfjsOf(new Uint8Array(Buffer.from([255, 255, 255, 255, 0])), [1])).rejects.toThrow("take");
});
