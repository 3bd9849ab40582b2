import { expect, test } from "vitest";
import { formatRanges, networkNumbers, shardOf, uniteRanges } from "./network-ranges.js";

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
