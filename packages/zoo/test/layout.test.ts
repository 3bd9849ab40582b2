import { InputError } from "@weightcast/core";
import { createLayout, type Layout, sameLayout, type TensorEntry } from "@weightcast/zoo";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

/** Tensors one after another. */
function entries(tensors: readonly (readonly [name: string, shape: readonly number[]])[]): TensorEntry[] {
  let end = 0;
  return tensors.map(([name, shape]) => {
    const start = end;
    end += shape.reduce((product, side) => product * side, 1);
    return { name, shape, start, end };
  });
}

const layoutOf = (...tensors: Parameters<typeof entries>[0]): Layout => createLayout(entries(tensors));

test("tensors know their layer and their part in it", () => {
  const layout = layoutOf(
    ["sequential/conv2d_1/kernel:0", [3, 3, 1, 16]],
    ["sequential/conv2d_1/bias:0", [16]],
  );
  expect(layout.parameters).toBe(160);
  expect(layout.tensors).toEqual([
    {
      name: "sequential/conv2d_1/kernel:0",
      layer: "conv2d_1",
      role: "kernel",
      shape: [3, 3, 1, 16],
      start: 0,
      end: 144,
    },
    {
      name: "sequential/conv2d_1/bias:0",
      layer: "conv2d_1",
      role: "bias",
      shape: [16],
      start: 144,
      end: 160,
    },
  ]);
});

test("layers come in the order of the vector, in each the bias first, then the kernel, then the others as listed", () => {
  const { layers } = layoutOf(
    ["b/gamma:0", [2]],
    ["b/kernel:0", [2]],
    ["a/kernel:0", [2]],
    ["b/beta:0", [2]],
    ["b/bias:0", [2]],
    ["a/bias:0", [2]],
  );
  expect(layers.map(({ name, tensors }) => [name, ...tensors.map(({ role }) => role)])).toEqual([
    ["b", "bias", "kernel", "gamma", "beta"],
    ["a", "bias", "kernel"],
  ]);
});

test.each([
  ["kernel:0", "kernel", "kernel"],
  ["scale", "scale", "scale"],
  ["dense/kernel", "dense", "kernel"],
  ["a/b/c/d:12", "c", "d"],
])("%s is part of layer %s", (name, layer, role) => {
  expect(layoutOf([name, [1]]).tensors[0]).toMatchObject({ layer, role });
});

test("single numbers, whose shape is empty", () => {
  expect(layoutOf(["a/scale", []], ["a/shift", []]).parameters).toBe(2);
});

describe("is refused, with file and row,", () => {
  const good: TensorEntry = { name: "a/bias", shape: [4], start: 0, end: 4 };
  test.each<[string, TensorEntry, string]>([
    [
      "an overlap",
      { name: "b", shape: [2], start: 3, end: 5 },
      "b starts at 3, inside the tensor that ends at 4",
    ],
    ["a gap", { name: "b", shape: [2], start: 5, end: 7 }, "b starts at 5 and leaves a gap after 4"],
    ["a repeated name", { name: "a/bias", shape: [2], start: 4, end: 6 }, "a/bias is listed twice"],
    [
      "a shape of another size",
      { name: "b", shape: [2, 2], start: 4, end: 6 },
      "b spans 2 elements, but its shape (2, 2) holds 4",
    ],
    [
      "an empty shape",
      { name: "b", shape: [0, 2], start: 4, end: 4 },
      "b has the shape (0, 2); each dimension",
    ],
    [
      "negative sides that multiply to what is there",
      { name: "b", shape: [-2, -2], start: 4, end: 8 },
      "b has the shape (-2, -2)",
    ],
    ["fractions that do", { name: "b", shape: [0.5, 4], start: 4, end: 6 }, "b has the shape (0.5, 4)"],
    [
      "a start that is no number",
      { name: "b", shape: [2], start: Number.NaN, end: 6 },
      "b spans NaN elements",
    ],
  ])("%s", (_, entry, problem) => {
    const creating = () => createLayout([good, entry], "layout.csv");
    expect(creating).toThrow(InputError);
    expect(creating).toThrow(`layout.csv, row 1: ${problem}`);
    expect(creating).toThrow(expect.objectContaining({ file: "layout.csv", row: 1 }));
  });

  test("no tensors at all", () => {
    expect(() => createLayout([], "layout.csv")).toThrow("layout.csv: lists no tensors");
  });
});

test("any tensors that lie one after another are a layout that covers the vector once", () => {
  const shape = fc.array(fc.integer({ min: 1, max: 6 }), { maxLength: 4 });
  fc.assert(
    fc.property(fc.array(shape, { minLength: 1 }), (shapes) => {
      const layout = layoutOf(...shapes.map((sides, i) => [`l${i >> 1}/w${i}`, sides] as const));
      const covered = layout.tensors.flatMap(({ start, end }) =>
        Array.from({ length: end - start }, (_, i) => start + i),
      );
      expect(covered).toEqual(Array.from({ length: layout.parameters }, (_, i) => i));
      expect(layout.layers.flatMap(({ tensors }) => tensors)).toHaveLength(shapes.length);
      expect(sameLayout(layout, createLayout(layout.tensors))).toBe(true);
    }),
  );
});

test("layouts are the same if names and shapes are, in order", () => {
  const layout = layoutOf(["a", [2, 3]], ["b", [6]]);
  expect(sameLayout(layout, layoutOf(["a", [2, 3]], ["b", [6]]))).toBe(true);
  expect(sameLayout(layout, layoutOf(["a", [3, 2]], ["b", [6]]))).toBe(false);
  expect(sameLayout(layout, layoutOf(["a", [2, 3]], ["c", [6]]))).toBe(false);
  expect(sameLayout(layout, layoutOf(["b", [6]], ["a", [2, 3]]))).toBe(false);
  expect(sameLayout(layout, layoutOf(["a", [2, 3]]))).toBe(false);
});
