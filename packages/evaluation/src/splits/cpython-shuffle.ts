import { MersenneTwister } from "./mersenne-twister.js";

/**
 * What `random.Random(seed).shuffle(items)` does to a list in CPython 3.2 and later: Fisher and Yates' exchanges from the end, the partner
 * drawn below `i + 1` from the generator's upper bits, again and again until it is in range.
 *
 * @param items [below 2^32], changed in place
 * @param seed an integer from 0 to 2^32 - 1
 */
export function cpythonShuffle(items: Int32Array, seed: number): void {
  const random = new MersenneTwister(seed);
  for (let i = items.length - 1; i > 0; i--) {
    const j = below(random, i + 1);
    const item = items[i]!;
    items[i] = items[j]!;
    items[j] = item;
  }
}

/** A number below `bound`, which is at least 1: as many bits as `bound` itself has, so that a power of two takes one more than needed. */
function below(random: MersenneTwister, bound: number): number {
  const unused = Math.clz32(bound);
  let drawn = random.uint32() >>> unused;
  while (drawn >= bound) drawn = random.uint32() >>> unused;
  return drawn;
}
