import { matrix, RandomStream } from "@weightcast/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { l1Norm, l2Norm, momentsOf } from "../../test/twin/moments.js";
import { percentilesOf } from "../../test/twin/percentiles.js";
import type { Computation } from "./computation.js";
import { compileProgram } from "./kernel-program.js";
import { computeHere } from "./own-thread.js";

const MOST_FLOAT = 3.4028234663852886e38;
const LEAST_FLOAT = 1.401298464324817e-45;

const size = fc.oneof(fc.integer({ min: 1, max: 80 }), fc.integer({ min: 1, max: 3000 }));
const seed = fc.integer();
const percentiles = fc.oneof(
  fc.constant([0, 25, 50, 75, 100]),
  fc.uniqueArray(
    fc.integer({ min: 0, max: 1000 }).map((tenth) => tenth / 10),
    { minLength: 1, maxLength: 12 },
  ),
);

/** What stands at each place of a tensor; `random` is uniform, `normal` has a deviation of 1. */
type Distribution = (draws: { random: () => number; normal: () => number; i: number; n: number }) => number;

const DISTRIBUTIONS: Readonly<Record<string, Distribution>> = {
  uniform: ({ random }) => random(),
  normal: ({ normal }) => normal(),
  "heavy tails": ({ normal, random }) => normal() / random() ** 2,
  "a large offset": ({ normal }) => 1e6 + normal(),
  "an offset beyond precision": ({ normal }) => 1e9 + normal(),
  "one value far out": ({ normal, i, n }) => (i === n >> 1 ? 1e30 : normal()),
  "the first value far out": ({ normal, i }) => (i === 0 ? -1e20 : normal()),
  "two clusters": ({ normal, random }) => (random() < 0.5 ? 1e-6 * normal() : 1e6 + normal()),
  sorted: ({ i }) => i,
  "sorted downwards": ({ i }) => -i / 3,
  constant: () => 0.1,
  "almost constant": ({ i }) => (i === 0 ? 1 + 2 ** -23 : 1),
  duplicates: ({ random }) => Math.floor(4 * random()) / 3,
  "mostly zeros": ({ normal, random }) => (random() < 0.9 ? 0 : normal()),
  "zeros of either sign": ({ random }) => (random() < 0.5 ? 0 : -0),
  "powers of two": ({ i }) => (i % 2 === 0 ? 1 : -1) * 2 ** ((i % 276) - 148),
  "every order of magnitude": ({ random }) => Math.exp(176 * random() - 88),
  subnormal: ({ random }) => LEAST_FLOAT * Math.floor(50 * (random() - 0.5)),
  "tiny, apart by the last bits": ({ random }) => 1e-30 * (1 + Math.floor(99 * random()) * 2 ** -23),
  "the whole range": ({ random }) => MOST_FLOAT * (2 * random() - 1),
  extremes: ({ random }) => (random() < 0.5 ? MOST_FLOAT : -MOST_FLOAT),
};

function draw(distribution: Distribution, n: number, seed: number): Float32Array {
  const stream = new RandomStream(seed, "values");
  const random = () => stream.uniform();
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return Float32Array.from({ length: n }, (_, i) => distribution({ random, normal, i, n }));
}

/** Runs the kernels on a tensor that lies at an odd place of its row. */
function compute(values: Float32Array, computations: readonly Partial<Computation>[]) {
  const row = new Float32Array(values.length + 5).fill(Number.NaN);
  row.set(values, 3);
  const placed = computations.map(
    (computation) => ({ ...computation, start: 3, end: 3 + values.length }) as Computation,
  );
  let results: number[] = [];
  computeHere(compileProgram(placed, row.length), matrix(row, 1, row.length), (_first, _count, computed) => {
    results = Array.from(computed);
  });
  return results;
}

function expectStatistics(values: Float32Array, wanted: readonly number[]): void {
  const found = compute(values, [{ kind: "statistics", percentiles: wanted }]);
  expect(found.slice(0, -2)).toEqual(percentilesOf(values, wanted));
  const { mean, deviation } = momentsOf(values);
  const [foundDeviation, foundMean] = found.slice(-2) as [number, number];
  if (!values.every(Number.isFinite)) {
    expect([foundDeviation, foundMean]).toEqual([deviation, mean]);
    return;
  }
  const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  expect(Math.abs(foundMean - mean)).toBeLessThanOrEqual(1e-13 * largest);
  expect(Math.abs(foundDeviation - deviation)).toBeLessThanOrEqual(1e-12 * deviation + 1e-15 * largest);
}

describe.each(Object.entries(DISTRIBUTIONS))("of %s", (_, distribution) => {
  it("statistics are their twin's", () => {
    fc.assert(
      fc.property(size, seed, percentiles, (n, seed, wanted) => {
        expectStatistics(draw(distribution, n, seed), wanted);
      }),
      { numRuns: 60 },
    );
  });

  it("so are those of a large tensor, of very many percentiles", () => {
    const wanted = Array.from({ length: 1001 }, (_, i) => i / 10);
    expectStatistics(draw(distribution, 100_003, 1), wanted);
  });

  it("norms are their twins'", () => {
    fc.assert(
      fc.property(size, seed, (n, seed) => {
        const values = draw(distribution, n, seed);
        const [l1, l2] = compute(values, [{ kind: "l1-norm" }, { kind: "l2-norm" }]) as [number, number];
        expect(Math.abs(l1 - l1Norm(values))).toBeLessThanOrEqual(1e-12 * l1);
        expect(Math.abs(l2 - l2Norm(values))).toBeLessThanOrEqual(1e-12 * l2);
      }),
      { numRuns: 20 },
    );
  });

  it("infinities and NaN in it do what they do to the twin", () => {
    const strange = fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY);
    const places = fc.array(fc.tuple(fc.double({ min: 0, max: 0.999, noNaN: true }), strange), {
      minLength: 1,
      maxLength: 6,
    });
    fc.assert(
      fc.property(size, seed, percentiles, places, fc.boolean(), (n, seed, wanted, places, hasNaN) => {
        const values = draw(distribution, n, seed);
        for (const [share, value] of places) {
          if (hasNaN || !Number.isNaN(value)) values[Math.floor(share * n)] = value;
        }
        expectStatistics(values, wanted);
        expect(compute(values, [{ kind: "l1-norm" }, { kind: "l2-norm" }]).map(Number.isFinite)).toEqual(
          [l1Norm(values), l2Norm(values)].map(Number.isFinite),
        );
      }),
      { numRuns: 60 },
    );
  });
});

it("whether a row is finite depends on every weight of it", () => {
  const program = compileProgram([], 11);
  for (const strange of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
    // Row i has it at place i; the last row nowhere.
    const rows = matrix(new Float32Array(12 * 11).fill(MOST_FLOAT), 12, 11);
    for (let i = 0; i < 11; i++) rows.data[i * 12] = strange;
    computeHere(program, rows, (_first, _count, _results, finite) => {
      expect(Array.from(finite)).toEqual([...Array(11).fill(0), 1]);
    });
  }
});
