import { RandomStream } from "@weightcast/core";
import { createLayout } from "@weightcast/zoo";
import { expect, test } from "vitest";
import { kernelShape, SHAPE_NUMBERS } from "./kernel-shape.js";
import { BIAS_NUMBERS, biasCoupling, COUPLING_NUMBERS, layerCoupling } from "./layer-coupling.js";
import { stackedKernels } from "./stacked-kernels.js";
import { weightDescriptors } from "./weight-descriptors.js";

const LAYOUT = createLayout([
  { name: "a/bias:0", start: 0, end: 3, shape: [3] },
  { name: "a/kernel:0", start: 3, end: 30, shape: [3, 3, 1, 3] },
  { name: "b/bias:0", start: 30, end: 32, shape: [2] },
  { name: "b/kernel:0", start: 32, end: 38, shape: [3, 2] },
]);
const [first, second] = stackedKernels(LAYOUT);

function network(): Float32Array {
  const random = new RandomStream(4, "network");
  return Float32Array.from({ length: LAYOUT.parameters }, () => 2 * random.uniform() - 1);
}

test("kernels know their places and what stands before them", () => {
  expect(first).toMatchObject({ places: 9, width: 3, inputs: 1, outputs: 3, before: undefined });
  expect(second).toMatchObject({ places: 1, width: 1, inputs: 3, outputs: 2, before: first });
});

test("a bias that back-propagation has sent down lies along the kernel times the next bias", () => {
  const weights = network();
  for (let unit = 0; unit < 3; unit++) {
    const start = 32 + 2 * unit;
    weights[unit] = 0.01 * (weights[start]! * weights[30]! + weights[start + 1]! * weights[31]!);
  }
  const [correlation, cosine, mean, least, most] = layerCoupling(weights, second!);
  for (const number of [correlation, cosine, mean, least, most]) expect(number).toBeCloseTo(1, 5);
  weights.subarray(32, 38).reverse();
  expect(layerCoupling(weights, second!)[1]).toBeLessThan(0.9);
});

test("kernels whose Gram matrices match are coupled", () => {
  const weights = new Float32Array(LAYOUT.parameters).fill(1);
  const random = new RandomStream(5, "directions");
  for (let unit = 0; unit < 3; unit++) {
    for (let k = 0; k < 2; k++) {
      const value = random.uniform() - 0.5;
      weights[32 + 2 * unit + k] = value;
      // places 0 and 1 hold what the next kernel does; the others are 0
      for (let place = k; place < 9; place += 2) weights[3 + 3 * place + unit] = place === k ? value : 0;
    }
  }
  const coupling = layerCoupling(weights, second!);
  for (const number of coupling.slice(7, 10)) expect(number).toBeCloseTo(1, 5);
});

test("a smooth kernel agrees with its neighbours, across and down", () => {
  const weights = network();
  for (let place = 0; place < 9; place++) {
    for (let k = 0; k < 3; k++) weights[3 + 3 * place + k] = place % 3 === 1 ? -1 : 1;
  }
  const shape = kernelShape(weights, first!);
  expect(shape[4]).toBeCloseTo(-1, 6);
  expect(shape[5]).toBeCloseTo(1, 6);
  // every output and every place holds the same direction
  expect(shape[6]).toBeCloseTo(1, 6);
  expect(shape[8]).toBeCloseTo(1, 6);
});

test("there are as many numbers as said, finite whatever the weights", () => {
  const descriptors = weightDescriptors(LAYOUT);
  expect(descriptors.length).toBe(3 * 4 + 2 * (SHAPE_NUMBERS + BIAS_NUMBERS + COUPLING_NUMBERS));
  for (const factor of [1, 0, 1e-30, 1e20, 1e38]) {
    const out = new Float64Array(descriptors.length).fill(Number.NaN);
    descriptors.write(
      network().map((weight) => factor * weight),
      out,
    );
    expect(out.every(Number.isFinite)).toBe(true);
  }
  expect(biasCoupling(network(), { ...first!, bias: undefined })).toEqual([0, 0, 0]);
  expect(layerCoupling(network(), first!).every((number) => number === 0)).toBe(true);
});
