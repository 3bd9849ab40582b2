import { InputError } from "@weightcast/core";
import { expect, test } from "vitest";
import { createLayout } from "../src/index.js";

const tensor = (start: number, shape: readonly number[]) => {
  const end = start + shape.reduce((product, side) => product * side, 1);
  return { name: `n/layer_${start}/kernel:0`, shape, start, end };
};

test("a layout of 2^28 parameters is taken, one of more refused", () => {
  const most = tensor(0, [2 ** 14, 2 ** 14]);
  expect(createLayout([most]).parameters).toBe(2 ** 28);
  const over = () => createLayout([most, tensor(2 ** 28, [1])], "layout.csv");
  expect(over).toThrow(InputError);
  expect(over).toThrow(
    "layout.csv, row 1: n/layer_268435456/kernel:0 ends at 268435457, beyond the 268435456 parameters",
  );
});

test("sides whose product is beyond what numbers hold are refused", () => {
  expect(() => createLayout([tensor(0, [2 ** 40, 2 ** 40])])).toThrow(/beyond the 268435456 parameters/);
});

test("a layout of more than 2^16 tensors is refused", () => {
  const tensors = Array.from({ length: 2 ** 16 + 1 }, (_, i) => tensor(i, [1]));
  expect(
    createLayout(tensors.slice(1).map((one) => ({ ...one, start: one.start - 1, end: one.end - 1 }))).tensors,
  ).toHaveLength(2 ** 16);
  expect(() => createLayout(tensors)).toThrow("lists 65537 tensors, more than the 65536 allowed");
});
