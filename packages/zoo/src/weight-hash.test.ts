import { RandomStream } from "@weightcast/core";
import { describe, expect, test } from "vitest";
import { WEIGHT_HASH, weightHash } from "./weight-hash.js";

/** The same 1,000 weights each time. */
function someWeights(): Float32Array {
  const random = new RandomStream(1, "weights");
  return Float32Array.from({ length: 1000 }, () => random.uniform() - 0.5);
}

describe("weightHash", () => {
  // Models keep hashes in files: they must stay what they are.
  test.each([
    [[], "27d4eb2f165667b1"],
    [[0], "25fcdeca80dd4f35"],
    [[-0], "04691ecaaab94f35"],
    [[1, 2, 3], "677095fe7cf0486f"],
  ])("of %j is %s", (weights, hash) => {
    expect(weightHash(Float32Array.from(weights))).toBe(hash);
  });

  test("looks like a hash, and is that of the same weights elsewhere in memory", () => {
    const weights = someWeights();
    const memory = new Float32Array(1003);
    memory.set(weights, 3);
    expect(weightHash(weights)).toMatch(WEIGHT_HASH);
    expect(weightHash(memory.subarray(3))).toBe(weightHash(weights));
  });

  test("is another one where any bit of any weight is, two weights change places, or one more is there", () => {
    const weights = someWeights();
    const words = new Uint32Array(weights.buffer);
    const hashes = new Set([
      weightHash(weights),
      weightHash(weights.subarray(1)),
      weightHash(weights.subarray(0, 999)),
    ]);
    for (let bit = 0; bit < 32 * 1000; bit++) {
      words[bit >> 5]! ^= 1 << (bit & 31);
      hashes.add(weightHash(weights));
      words[bit >> 5]! ^= 1 << (bit & 31);
    }
    for (let i = 1; i < 1000; i++) {
      [words[i - 1], words[i]] = [words[i]!, words[i - 1]!];
      hashes.add(weightHash(weights));
      [words[i - 1], words[i]] = [words[i]!, words[i - 1]!];
    }
    expect(hashes.size).toBe(3 + 32 * 1000 + 999);
  });

  test("is another one where any two bits of neighbours are, in both lanes of it", () => {
    const weights = someWeights().subarray(0, 3);
    const words = new Uint32Array(weights.buffer, 0, 3);
    const hashes = new Set<string>();
    for (let first = 0; first < 96; first++) {
      for (let second = first + 1; second < 96; second++) {
        words[first >> 5]! ^= 1 << (first & 31);
        words[second >> 5]! ^= 1 << (second & 31);
        hashes.add(weightHash(weights));
        words[first >> 5]! ^= 1 << (first & 31);
        words[second >> 5]! ^= 1 << (second & 31);
      }
    }
    expect(hashes.size).toBe((96 * 95) / 2);
  });
});
