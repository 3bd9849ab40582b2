import { expect, test } from "vitest";
import { createLayout, hiddenUnits, type Layout } from "../src/index.js";

/** The layout of layers, each with its bias before its kernel of the given shape. */
function layoutOf(layers: readonly (readonly [name: string, shape: readonly number[]])[]): Layout {
  let end = 0;
  return createLayout(
    layers.flatMap(([name, shape]) =>
      [shape.slice(-1), shape].map((sides, i) => {
        const start = end;
        end += sides.reduce((product, side) => product * side, 1);
        return { name: `net/${name}/${i === 0 ? "bias" : "kernel"}:0`, start, end, shape: sides };
      }),
    ),
  );
}

test("the Small CNN Zoo's layout has three hidden layers of 16 units", () => {
  const layout = layoutOf([
    ["conv2d", [3, 3, 1, 16]],
    ["conv2d_1", [3, 3, 16, 16]],
    ["conv2d_2", [3, 3, 16, 16]],
    ["dense", [16, 10]],
  ]);
  expect(layout.parameters).toBe(4970);
  expect(hiddenUnits(layout)?.map(({ units }) => units)).toEqual([16, 16, 16]);
});

test("a flattened image between convolution and dense layer hides the units", () => {
  const layout = layoutOf([
    ["conv2d", [3, 3, 1, 4]],
    ["dense", [36, 2]],
  ]);
  expect(hiddenUnits(layout)).toBeUndefined();
});

test("so does a layer without a bias", () => {
  const kernels = [
    { name: "net/dense/kernel:0", start: 0, end: 12, shape: [3, 4] },
    { name: "net/dense_1/bias:0", start: 12, end: 14, shape: [2] },
    { name: "net/dense_1/kernel:0", start: 14, end: 22, shape: [4, 2] },
  ];
  expect(hiddenUnits(createLayout(kernels))).toBeUndefined();
});
