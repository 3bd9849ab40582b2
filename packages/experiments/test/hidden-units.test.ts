import { RandomStream } from "@weightcast/core";
import { hiddenUnits } from "@weightcast/zoo";
import { describe, expect, test } from "vitest";
import { permuteHiddenUnits, rescaleHiddenUnits } from "../src/index.js";
import { forward, SMALL_CNN } from "./small-cnn.js";

const random = new RandomStream(1, "hidden-units");
const draw = () => 2 * random.uniform() - 1;
const relu = (value: number) => Math.max(0, value);
const images = Array.from({ length: 5 }, () =>
  Array.from({ length: 3 }, () => Array.from({ length: 3 }, () => [draw(), draw()])),
);
const weights = Float32Array.from({ length: SMALL_CNN.parameters }, draw);

function outputs(network: Float32Array, activation: (value: number) => number): number[] {
  return images.flatMap((image) => forward(network, SMALL_CNN, image, activation));
}

function largestDifference(a: readonly number[], b: readonly number[]): number {
  return Math.max(...a.map((value, i) => Math.abs(value - b[i]!)));
}

function changed(change: typeof permuteHiddenUnits, seed = 2): Float32Array {
  const copy = weights.slice();
  change(copy, hiddenUnits(SMALL_CNN)!, new RandomStream(seed, "change"));
  return copy;
}

describe("permuteHiddenUnits", () => {
  test.each([
    ["relu", relu],
    ["tanh", Math.tanh],
  ])("leaves the function of a %s network as it is", (_, activation) => {
    expect(
      largestDifference(outputs(changed(permuteHiddenUnits), activation), outputs(weights, activation)),
    ).toBeLessThan(1e-12);
  });

  test("moves weights within their tensors, in every hidden layer, and no output unit", () => {
    const copy = changed(permuteHiddenUnits);
    const last = SMALL_CNN.tensors.at(-2)!;
    for (const { name, start, end } of SMALL_CNN.tensors) {
      expect(copy.slice(start, end).sort(), name).toEqual(weights.slice(start, end).sort());
      const same = copy.slice(start, end).every((value, i) => value === weights[start + i]);
      expect(same, name).toBe(name === last.name);
    }
  });
});

describe("rescaleHiddenUnits", () => {
  test("leaves the function of a relu network as it is, but for rounding", () => {
    const copy = changed(rescaleHiddenUnits);
    expect(largestDifference(outputs(copy, relu), outputs(weights, relu))).toBeLessThan(1e-5);
    const biases = SMALL_CNN.tensors[0]!;
    for (let i = biases.start; i < biases.end; i++) {
      const factor = copy[i]! / weights[i]!;
      expect(factor).toBeGreaterThan(0.9999);
      expect(factor).toBeLessThan(10_001);
      expect(factor).not.toBe(1);
    }
  });

  test("changes the function of a tanh network, so it is for relu only", () => {
    expect(
      largestDifference(outputs(changed(rescaleHiddenUnits), Math.tanh), outputs(weights, Math.tanh)),
    ).toBeGreaterThan(1e-3);
  });
});

test("the same stream makes the same change, another another", () => {
  for (const change of [permuteHiddenUnits, rescaleHiddenUnits]) {
    expect(changed(change)).toEqual(changed(change));
    expect(changed(change, 3)).not.toEqual(changed(change));
  }
});
