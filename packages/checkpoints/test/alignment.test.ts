import { createLayout } from "@weightcast/zoo";
import { describe, expect, test } from "vitest";
import { alignCheckpoint, type Checkpoint, checkpointLayout, type TensorData } from "../src/index.js";

/** A checkpoint in memory whose tensors are numbered through. */
function checkpointOf(format: string, shapes: Readonly<Record<string, readonly number[]>>): Checkpoint {
  let next = 0;
  const data = new Map<string, TensorData>();
  for (const [name, shape] of Object.entries(shapes)) {
    const size = shape.reduce((product, side) => product * side, 1);
    data.set(
      name,
      Float32Array.from({ length: size }, () => next++),
    );
  }
  const read = async (name: string) => data.get(name) ?? new Float32Array(0);
  return {
    path: `net.${format}`,
    format,
    order: format === "safetensors" ? "names" : "layers",
    tensors: Object.entries(shapes).map(([name, shape]) => ({ name, dtype: "f32", shape })),
    metadata: {},
    notes: [],
    read,
    async *blocks(name) {
      yield await read(name);
    },
    close: async () => {},
  };
}

const LAYOUT = createLayout([
  { name: "net/conv2d/bias:0", shape: [2], start: 0, end: 2 },
  { name: "net/conv2d/kernel:0", shape: [1, 3, 1, 2], start: 2, end: 8 },
  { name: "net/dense/bias:0", shape: [2], start: 8, end: 10 },
  { name: "net/dense/kernel:0", shape: [4, 2], start: 10, end: 18 },
]);

describe("alignment to a layout", () => {
  test("of PyTorch's kernels: sides in the layout's order, flattened images pixel by pixel", async () => {
    const checkpoint = checkpointOf("pytorch", {
      "0.weight": [2, 1, 1, 3],
      "0.bias": [2],
      "3.weight": [2, 4],
      "3.bias": [2],
    });
    const { weights, sources, notes } = await alignCheckpoint(checkpoint, LAYOUT);
    // The dense kernel's inputs are channel 0 (pixels 0 and 1), then channel 1: 8, 9, 10, 11 for the first output.
    expect(Array.from(weights)).toEqual([6, 7, 0, 3, 1, 4, 2, 5, 16, 17, 8, 12, 10, 14, 9, 13, 11, 15]);
    expect(sources.get("net/dense/kernel:0")).toBe("3.weight");
    expect(notes).toEqual([
      "layers matched in the file's order",
      "kernels brought from PyTorch's order of sides to the layout's",
    ]);
  });

  test("by the layout's own names, as they are", async () => {
    const checkpoint = checkpointOf("npz", {
      "net/dense/kernel:0": [4, 2],
      "net/conv2d/bias:0": [2],
      "net/conv2d/kernel:0": [1, 3, 1, 2],
      "net/dense/bias:0": [2],
    });
    const { weights, notes } = await alignCheckpoint(checkpoint, LAYOUT);
    expect(Array.from(weights.subarray(0, 3))).toEqual([8, 9, 10]);
    expect(Array.from(weights.subarray(10))).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(notes).toEqual(["tensors matched by their names"]);
  });

  test("of safetensors in the order of the numbers in their names", async () => {
    const checkpoint = checkpointOf("safetensors", {
      "10.bias": [2],
      "10.weight": [2, 4],
      "2.bias": [2],
      "2.weight": [2, 1, 1, 3],
    });
    const { sources } = await alignCheckpoint(checkpoint, LAYOUT);
    expect(sources.get("net/conv2d/kernel:0")).toBe("2.weight");
  });

  test("to the layout of another checkpoint of the same architecture, by names and in the layout's order of sides", async () => {
    const residual = {
      "stem.weight": [4, 3, 1, 2],
      "block.conv.weight": [2, 4, 1, 1],
      "block.norm.weight": [2],
      "block.norm.bias": [2],
      "block.norm.running_mean": [2],
      "block.norm.running_var": [2],
      "head.weight": [3, 2],
      "head.bias": [3],
    };
    const layout = checkpointLayout(checkpointOf("pytorch", residual));
    expect(layout.tensors.map(({ name, shape }) => `${name} ${shape.join("x")}`)).toEqual([
      "stem/kernel:0 1x2x3x4",
      "block.conv/kernel:0 1x1x4x2",
      "block.norm/beta:0 2",
      "block.norm/gamma:0 2",
      "block.norm/moving_mean:0 2",
      "block.norm/moving_variance:0 2",
      "head/bias:0 3",
      "head/kernel:0 2x3",
    ]);
    const reversed = Object.fromEntries(Object.entries(residual).toReversed());
    const { weights, sources, notes } = await alignCheckpoint(checkpointOf("safetensors", reversed), layout);
    expect(notes[0]).toBe("tensors matched by their names");
    expect(sources.get("block.norm/gamma:0")).toBe("block.norm.weight");
    // The head's bias is numbered 0 to 2 and its kernel 3 to 8: out x in becomes in x out.
    expect(Array.from(weights.subarray(-9))).toEqual([0, 1, 2, 3, 5, 7, 4, 6, 8]);
  });

  test.each([
    [
      "another number of layers",
      { "0.weight": [2, 1, 1, 3], "0.bias": [2] },
      /has 1 layers \(0\), where 2 are/,
    ],
    [
      "another shape",
      { "0.weight": [2, 1, 3, 1], "0.bias": [2], "3.weight": [2, 4], "3.bias": [2] },
      /tensor 0\.weight has shape \(2, 1, 3, 1\), which does not fit net\/conv2d\/kernel:0/,
    ],
    [
      "a missing bias",
      { "0.weight": [2, 1, 1, 3], "3.weight": [2, 4], "3.bias": [2] },
      /layer 0 has no bias or beta for net\/conv2d\/bias:0/,
    ],
    [
      "a further part",
      { "0.weight": [2, 1, 1, 3], "0.bias": [2], "0.scale": [2], "3.weight": [2, 4], "3.bias": [2] },
      /layer 0 has the parts weight, bias, scale/,
    ],
  ])("refuses %s", async (_, shapes, message) => {
    await expect(alignCheckpoint(checkpointOf("pytorch", shapes), LAYOUT)).rejects.toThrow(message);
  });
});
