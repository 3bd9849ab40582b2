import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { RandomStream } from "../src/index.js";

interface Golden {
  readonly seed: number;
  readonly purpose: string;
  readonly draws: readonly number[];
}
const golden = JSON.parse(readFileSync(new URL("golden/random.json", import.meta.url), "utf8")) as Golden[];

test.each(golden)(
  "the first draws of $seed/$purpose are as computed elsewhere",
  ({ seed, purpose, draws }) => {
    const stream = new RandomStream(seed, purpose);
    expect(draws.map(() => stream.uint32())).toEqual(draws);
  },
);

test("derived draws are pinned", () => {
  const stream = new RandomStream(7, "pinned");
  expect([stream.uniform(), stream.uniform()]).toEqual([0.6190645729758115, 0.7023517810417966]);
  expect(Array.from({ length: 8 }, () => stream.below(10))).toEqual([8, 0, 2, 5, 7, 9, 8, 2]);
  expect(Array.from(stream.permutation(8))).toEqual([3, 6, 7, 0, 4, 5, 2, 1]);
  expect(stream.shuffle(["a", "b", "c", "d"])).toEqual(["c", "d", "b", "a"]);
});

test("streams of other purposes or seeds share no pattern", () => {
  const bits = (seed: number, purpose: string) => {
    const stream = new RandomStream(seed, purpose);
    return Uint32Array.from({ length: 1000 }, () => stream.uint32());
  };
  const streams = [
    bits(1, "split"),
    bits(1, "bagging"),
    bits(2, "split"),
    bits(-1, "split"),
    bits(11, "split"),
  ];
  for (const [i, a] of streams.entries()) {
    for (const b of streams.slice(i + 1)) {
      let equalBits = 0;
      for (let draw = 0; draw < a.length; draw++) {
        for (let bit = ~(a[draw]! ^ b[draw]!); bit !== 0; bit &= bit - 1) equalBits++;
      }
      // Of 32,000 bits half agree, give or take 4.5 standard deviations.
      expect(Math.abs(equalBits - 16_000)).toBeLessThan(4.5 * Math.sqrt(32_000 / 4));
    }
  }
});

test("a draw for one purpose changes nothing for another", () => {
  const alone = new RandomStream(3, "split").uint32();
  new RandomStream(3, "bagging").permutation(100);
  expect(new RandomStream(3, "split").uint32()).toBe(alone);
});

/** Pearson's statistic for counts that should all be equal. */
function chiSquared(counts: ArrayLike<number>, draws: number): number {
  const expected = draws / counts.length;
  return Array.from(counts).reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
}

describe("evenness, at 5 standard deviations of a fixed seed", () => {
  const DRAWS = 200_000;
  const isEven = (counts: ArrayLike<number>) => {
    const freedom = counts.length - 1;
    expect(Math.abs(chiSquared(counts, DRAWS) - freedom)).toBeLessThan(5 * Math.sqrt(2 * freedom));
  };

  test("each bit of uint32", () => {
    const stream = new RandomStream(1, "even");
    const ones = new Float64Array(32);
    for (let i = 0; i < DRAWS; i++) {
      const draw = stream.uint32();
      for (let bit = 0; bit < 32; bit++) ones[bit]! += (draw >>> bit) & 1;
    }
    for (const count of ones) expect(Math.abs(count - DRAWS / 2)).toBeLessThan(5 * Math.sqrt(DRAWS / 4));
  });

  test("uniform over 100 bins, never 1", () => {
    const stream = new RandomStream(2, "even");
    const counts = new Float64Array(100);
    for (let i = 0; i < DRAWS; i++) counts[Math.floor(stream.uniform() * 100)]!++;
    expect(counts).toHaveLength(100);
    isEven(counts);
  });

  test.each([2, 3, 7, 100])("below %i", (bound) => {
    const stream = new RandomStream(bound, "even");
    const counts = new Float64Array(bound);
    for (let i = 0; i < DRAWS; i++) counts[stream.below(bound)]!++;
    isEven(counts);
  });

  test("below 3 * 2^30, where a plain remainder would draw the lowest third twice as often", () => {
    const stream = new RandomStream(3, "even");
    const counts = new Float64Array(3);
    for (let i = 0; i < DRAWS; i++) counts[Math.floor(stream.below(3 * 2 ** 30) / 2 ** 30)]!++;
    isEven(counts);
  });

  test("the 24 orders of four items", () => {
    const stream = new RandomStream(4, "even");
    const counts = new Map<string, number>();
    for (let i = 0; i < DRAWS; i++) {
      const order = stream.permutation(4).join("");
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect(counts.size).toBe(24);
    isEven(Array.from(counts.values()));
  });
});

test("below reaches the whole of [0, 2^32)", () => {
  const stream = new RandomStream(5, "even");
  const draws = Array.from({ length: 1000 }, () => stream.below(2 ** 32));
  expect(Math.max(...draws)).toBeGreaterThan(0.99 * 2 ** 32);
  expect(Math.min(...draws)).toBeLessThan(0.01 * 2 ** 32);
  expect(stream.below(1)).toBe(0);
});

test("a shuffle keeps every item, in place", () => {
  fc.assert(
    fc.property(fc.array(fc.integer()), fc.integer(), (items, seed) => {
      const shuffled = [...items];
      expect(new RandomStream(seed, "shuffle").shuffle(shuffled)).toBe(shuffled);
      expect(shuffled.toSorted()).toEqual(items.toSorted());
    }),
  );
});

test("a permutation of none, of one, and of typed arrays", () => {
  const stream = new RandomStream(6, "shuffle");
  expect(stream.permutation(0)).toEqual(new Int32Array(0));
  expect(stream.permutation(1)).toEqual(Int32Array.of(0));
  expect(Array.from(stream.shuffle(Float64Array.of(1.5, 2.5, 3.5))).sort()).toEqual([1.5, 2.5, 3.5]);
});

test.each([0, -1, 1.5, 2 ** 32 + 1, Number.NaN, Number.POSITIVE_INFINITY])(
  "a bound of %f is refused",
  (bound) => {
    expect(() => new RandomStream(1, "").below(bound)).toThrow(RangeError);
  },
);

test.each([0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])("a seed of %f is refused", (seed) => {
  expect(() => new RandomStream(seed, "")).toThrow("the seed must be a whole number");
});
