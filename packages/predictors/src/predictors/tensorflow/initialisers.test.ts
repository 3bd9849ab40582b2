import { RandomStream } from "@weightcast/core";
import { describe, expect, it } from "vitest";
import { INITIALISERS, type InitialiserName } from "./initialisers.js";

const INPUTS = 150;
const UNITS = 80;
const STANDARD_DEVIATION = 0.3;

function kernel(name: InitialiserName, seed = 1, inputs = INPUTS, units = UNITS): Float32Array {
  return INITIALISERS[name](inputs, units, new RandomStream(seed, "test"), STANDARD_DEVIATION);
}

/** Keras' documentation of each initialiser: standard deviation, and the largest value in it. */
const EXPECTED: readonly [InitialiserName, deviation: number, limit: number][] = [
  ["RandomNormal", 0.3, Number.POSITIVE_INFINITY],
  ["TruncatedNormal", 0.3 * 0.8796, 0.6],
  ["glorot_normal", Math.sqrt(2 / 230), (2 / 0.8796) * Math.sqrt(2 / 230)],
  ["glorot_uniform", Math.sqrt(2 / 230), Math.sqrt(6 / 230)],
  ["he_normal", Math.sqrt(2 / 150), (2 / 0.8796) * Math.sqrt(2 / 150)],
  ["he_uniform", Math.sqrt(2 / 150), Math.sqrt(6 / 150)],
  ["lecun_normal", Math.sqrt(1 / 150), (2 / 0.8796) * Math.sqrt(1 / 150)],
  ["lecun_uniform", Math.sqrt(1 / 150), Math.sqrt(3 / 150)],
];

describe("initialisers", () => {
  it.each(EXPECTED)("%s has standard deviation %d and no value beyond %d", (name, deviation, limit) => {
    const values = kernel(name);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
    expect(values).toHaveLength(INPUTS * UNITS);
    expect(Math.abs(mean)).toBeLessThan((5 * deviation) / Math.sqrt(values.length));
    expect(Math.sqrt(variance) / deviation).toBeCloseTo(1, 1.3);
    expect(Math.max(...values.map(Math.abs))).toBeLessThanOrEqual(limit * 1.0001);
    // Were values cut off instead of drawn again, many would lie at the limit.
    if (Number.isFinite(limit)) expect(Math.max(...values.map(Math.abs))).toBeGreaterThan(limit * 0.98);
  });

  it.each([
    ["columns", INPUTS, UNITS],
    ["rows", UNITS, INPUTS],
  ])("orthogonal has orthonormal %s", (_, inputs, units) => {
    const values = kernel("orthogonal", 1, inputs, units);
    const at = (vector: number, i: number) =>
      inputs < units ? values[vector * units + i]! : values[i * units + vector]!;
    let largestError = 0;
    for (let a = 0; a < Math.min(inputs, units); a++) {
      for (let b = 0; b <= a; b++) {
        let dot = 0;
        for (let i = 0; i < Math.max(inputs, units); i++) dot += at(a, i) * at(b, i);
        largestError = Math.max(largestError, Math.abs(dot - (a === b ? 1 : 0)));
      }
    }
    expect(largestError).toBeLessThan(1e-6);
  });

  it.each(Object.keys(INITIALISERS) as InitialiserName[])("%s follows from the seed", (name) => {
    expect(kernel(name, 5)).toEqual(kernel(name, 5));
    expect(kernel(name, 5)).not.toEqual(kernel(name, 6));
  });
});
