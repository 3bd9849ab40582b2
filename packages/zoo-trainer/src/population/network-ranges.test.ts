import { RandomStream } from "@weightcast/core";
import { expect, test } from "vitest";
import {
  countNetworks,
  formatRanges,
  networkNumbers,
  rangesWithout,
  shardOf,
  uniteRanges,
} from "./network-ranges.js";

test("shards hold each network once and differ by one at most", () => {
  for (const [count, parts] of [
    [10, 3],
    [7, 7],
    [200, 12],
    [3, 5],
  ] as const) {
    const shards = Array.from({ length: parts }, (_, i) => shardOf({ first: 5, count }, i + 1, parts));
    expect(networkNumbers(shards)).toEqual(Array.from({ length: count }, (_, i) => 5 + i));
    const sizes = shards.map((shard) => shard.count);
    expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
  }
});

test("ranges that touch become one; ranges that overlap are refused", () => {
  const [a, b, c] = [
    { first: 0, count: 5 },
    { first: 5, count: 2 },
    { first: 9, count: 1 },
  ];
  expect(uniteRanges([c, b, a])).toEqual([{ first: 0, count: 7 }, c]);
  expect(formatRanges(uniteRanges([a, c]))).toBe("0-4, 9");
  expect(() => uniteRanges([a, { first: 4, count: 3 }])).toThrow("network 4 is in two of them");
  expect(() => uniteRanges([a, a])).toThrow("network 0 is in two of them");
});

test("ranges without others hold what a list of numbers would", () => {
  const stream = new RandomStream(1, "ranges");
  const draw = () => {
    const numbers = Array.from({ length: 40 }, (_, i) => i).filter(() => stream.uniform() < 0.5);
    return uniteRanges(numbers.map((first) => ({ first, count: 1 })));
  };
  for (let i = 0; i < 200; i++) {
    const [all, others] = [draw(), draw()];
    const taken = new Set(networkNumbers(others));
    const expected = networkNumbers(all).filter((number) => !taken.has(number));
    expect(networkNumbers(rangesWithout(all, others))).toEqual(expected);
    expect(countNetworks(rangesWithout(all, others))).toBe(expected.length);
  }
});

test("two billion networks are not listed one by one", () => {
  const all = [{ first: 0, count: 2 ** 31 - 2 }];
  expect(rangesWithout(all, [{ first: 5, count: 1 }])).toEqual([
    { first: 0, count: 5 },
    { first: 6, count: 2 ** 31 - 8 },
  ]);
});
