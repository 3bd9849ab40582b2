import { expect, test } from "vitest";
import { RandomStream } from "./random.js";

test("steps as the reference xoshiro128** does from the state 1, 2, 3, 4", () => {
  const stream = new RandomStream(0, "");
  (stream as unknown as { readonly state: Uint32Array }).state.set([1, 2, 3, 4]);
  // The generator's published test vector, as in the rand_xoshiro crate.
  const published = [
    11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034, 3734860849, 3729100597, 4258142804,
  ];
  expect(published.map(() => stream.uint32())).toEqual(published);
});

test("no seed starts in the state of zeros, from which a stream would never leave", () => {
  for (let seed = 0; seed < 20_000; seed++) {
    const { state } = new RandomStream(seed, "split") as unknown as { readonly state: Uint32Array };
    expect(state.some((word) => word !== 0)).toBe(true);
  }
});

test("below draws again where a draw would favour small numbers", () => {
  const bound = 3 * 2 ** 30;
  const stream = new RandomStream(0, "");
  const draws = [bound, 2 ** 32 - 1, bound - 1, 5];
  stream.uint32 = () => draws.shift()!;
  expect(stream.below(bound)).toBe(bound - 1);
  expect(stream.below(bound)).toBe(5);
  expect(draws).toEqual([]);
});

test("uniform takes 53 bits of two draws", () => {
  const stream = new RandomStream(0, "");
  const highest = 0xffffffff;
  const draws = [0, 0, highest, highest, 1 << 5, 1 << 6, 0x80000000, 0];
  stream.uint32 = () => draws.shift()!;
  expect(stream.uniform()).toBe(0);
  expect(stream.uniform()).toBe(1 - 2 ** -53);
  expect(stream.uniform()).toBe(2 ** -27 + 2 ** -53);
  expect(stream.uniform()).toBe(0.5);
});
