import { InputError, matrix, RandomStream, UsageError } from "@weightcast/core";
import { hiddenUnits } from "@weightcast/zoo";
import { expect, test } from "vitest";
import { compileFeatures } from "../src/index.js";
import { canonicalise } from "../src/parts/canonical-form.js";
import { layoutOf, twoRuns } from "./layouts.js";

const LAYOUT = layoutOf([
  ["a/bias:0", [3]],
  ["a/kernel:0", [2, 3]],
  ["b/bias:0", [3]],
  ["b/kernel:0", [3, 3]],
  ["c/bias:0", [2]],
  ["c/kernel:0", [3, 2]],
]);
const hidden = hiddenUnits(LAYOUT)!;
const random = new RandomStream(8, "canonical");
const weights = Float32Array.from({ length: LAYOUT.parameters }, () => 2 * random.uniform() - 1);

/** The answer of the three dense layers. */
function forward(network: Float32Array, activation: (value: number) => number): number[] {
  let units = [0.7, -0.4];
  for (const [k, { tensors }] of LAYOUT.layers.entries()) {
    const [bias, kernel] = tensors;
    const outputs = bias!.shape[0]!;
    units = Array.from({ length: outputs }, (_, j) => {
      const sum = units.reduce(
        (total, value, i) => total + value * network[kernel!.start + i * outputs + j]!,
        network[bias!.start + j]!,
      );
      return k === 2 ? sum : activation(sum);
    });
  }
  return units;
}

/** The same function: the units of each hidden layer moved on by one and multiplied by factors. */
function disguised(network: Float32Array, factorOf: (unit: number) => number): Float32Array {
  const changed = network.slice();
  for (const { units, bias, kernel, nextKernel } of hidden) {
    const outputs = nextKernel.shape.at(-1)!;
    for (const { start, end } of [bias, kernel]) {
      const before = changed.slice(start, end);
      for (let i = 0; i < before.length; i++) {
        const unit = (i + 1) % units;
        changed[start + i - (i % units) + unit] = before[i]! * factorOf(i % units);
      }
    }
    const before = changed.slice(nextKernel.start, nextKernel.end);
    for (let i = 0; i < before.length; i++) {
      const unit = Math.floor(i / outputs) % units;
      const to = (unit + 1) % units;
      changed[nextKernel.start + i + (to - unit) * outputs] = before[i]! / factorOf(unit);
    }
  }
  return changed;
}

function canonicalForm(network: Float32Array, activation: "relu" | "tanh" | "selu"): Float32Array {
  const form = network.slice();
  canonicalise(form, hidden, activation);
  return form;
}

function expectClose(a: ArrayLike<number>, b: ArrayLike<number>, digits: number): void {
  expect(a.length).toBe(b.length);
  for (const [i, value] of Array.from(a).entries()) expect(value).toBeCloseTo(b[i]!, digits);
}

const relu = (value: number) => Math.max(0, value);
const KINDS = [
  ["relu", relu, (unit: number) => [1, 30, 9000][unit]!],
  ["tanh", Math.tanh, (unit: number) => [1, -1, -1][unit]!],
  ["selu", (value: number) => (value > 0 ? 1.05 * value : 1.76 * Math.expm1(value)), () => 1],
] as const;

test.each(KINDS)(
  "%s networks in disguise have one canonical form, of the same function",
  (name, f, factor) => {
    const other = disguised(weights, factor);
    expect(other).not.toEqual(weights);
    expectClose(forward(other, f), forward(weights, f), 4);
    expectClose(canonicalForm(other, name), canonicalForm(weights, name), 4);
    expectClose(forward(canonicalForm(weights, name), f), forward(weights, f), 5);
  },
);

test("units without incoming weights stay finite", () => {
  expect(canonicalForm(new Float32Array(LAYOUT.parameters), "relu").every((value) => value === 0)).toBe(true);
});

test.each([
  "canonical:layer-statistics",
  "canonical:network-statistics-qts:50",
  "canonical:layer-norms-l1",
  "canonical:weights",
])("%s are those of the canonical form", async (name) => {
  const set = compileFeatures(name, LAYOUT);
  const plain = compileFeatures(name.replace("canonical:", ""), LAYOUT);
  expect(set.columns).toEqual(plain.columns.map((column) => `canonical/${column}`));
  const both = matrix(
    Float32Array.from([...weights, ...disguised(weights, (unit) => unit + 1)]),
    2,
    LAYOUT.parameters,
  );
  const width = set.columns.length;
  const out = matrix(new Float64Array(2 * width), 2, width);
  await set.extract(both, out, {
    hyperparameters: { metrics: twoRuns({ activation: ["relu", "relu"] }), rows: [0, 1] },
  });
  const expected = matrix(new Float64Array(width), 1, width);
  await plain.extract(matrix(canonicalForm(weights, "relu"), 1, LAYOUT.parameters), expected);
  expectClose(out.data.subarray(0, width), expected.data, 12);
  expectClose(out.data.subarray(width), expected.data, 5);
});

test("the activation function must be known, the layout a stack, and the set one of weights", async () => {
  const set = compileFeatures("canonical:layer-norms", LAYOUT);
  const out = matrix(new Float64Array(set.columns.length), 1, set.columns.length);
  const one = matrix(weights, 1, LAYOUT.parameters);
  await expect(set.extract(one, out)).rejects.toThrow(UsageError);
  const unknown = { metrics: twoRuns({ activation: ["", ""] }), rows: [0] };
  await expect(set.extract(one, out, { hyperparameters: unknown })).rejects.toThrow(InputError);
  const alone = layoutOf([["a/kernel:0", [2, 3]]]);
  expect(() => compileFeatures("canonical:weights", alone)).toThrow(/bias and a kernel/);
  expect(() => compileFeatures("canonical:hyper", LAYOUT)).toThrow(/'hyper' where the name of a set/);
  expect(() => compileFeatures("canonical", LAYOUT)).toThrow(/is malformed.*canonical:layer-statistics/);
});
