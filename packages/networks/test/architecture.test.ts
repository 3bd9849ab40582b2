import { UsageError } from "@weightcast/core";
import fc from "fast-check";
import { expect, it } from "vitest";
import { createArchitecture } from "../src/index.js";

it("lays out the published network as the published layout does", () => {
  const { layout, outputSides } = createArchitecture({ side: 28 });
  expect(outputSides).toEqual([13, 6, 2]);
  expect(layout.parameters).toBe(4970);
  expect(layout.tensors.map(({ name, shape, start, end }) => [name, shape, start, end])).toEqual([
    ["sequential/conv2d/bias:0", [16], 0, 16],
    ["sequential/conv2d/kernel:0", [3, 3, 1, 16], 16, 160],
    ["sequential/conv2d_1/bias:0", [16], 160, 176],
    ["sequential/conv2d_1/kernel:0", [3, 3, 16, 16], 176, 2480],
    ["sequential/conv2d_2/bias:0", [16], 2480, 2496],
    ["sequential/conv2d_2/kernel:0", [3, 3, 16, 16], 2496, 4800],
    ["sequential/dense/bias:0", [10], 4800, 4810],
    ["sequential/dense/kernel:0", [16, 10], 4810, 4970],
  ]);
});

it("says of which size images must be at least, and takes just those", () => {
  expect(() => createArchitecture({ side: 14 })).toThrow(
    new UsageError("3 layers leave no pixel of images of 14 x 14: they need at least 15 x 15"),
  );
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 200 }), (layers, side) => {
      let left = side;
      for (let layer = 0; layer < layers; layer++) left = left < 3 ? 0 : Math.floor((left - 3) / 2) + 1;
      if (left === 0) expect(() => createArchitecture({ side, layers })).toThrow(UsageError);
      else expect(createArchitecture({ side, layers }).outputSides.at(-1)).toBe(left);
    }),
  );
});

it.each([{ side: 28.5 }, { side: 28, layers: 0 }, { side: 28, units: -4 }, { side: 28, classes: 257 }])(
  "refuses %o",
  (options) => expect(() => createArchitecture(options)).toThrow(UsageError),
);
