import { MersenneTwister } from "./mersenne-twister.js";

/**
 * Shuffles as `random.Random(seed).shuffle(items)` does in CPython 3.2 and later: exchanges items from the end (Fisher and Yates); the index
 * of the partner is drawn from the generator's upper bits until it is at most `i`.
 *
 * @param items fewer than 2^32 items, which are shuffled in place
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

/** A number below `bound`, which is at least 1. It is drawn with as many bits as `bound` has, which for a power of two is one more than needed. */
function below(random: MersenneTwister, bound: number): number {
  const unused = Math.clz32(bound);
  let drawn = random.uint32() >>> unused;
  while (drawn >= bound) drawn = random.uint32() >>> unused;
  return drawn;
}
