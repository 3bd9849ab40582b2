/**
 * A seeded stream of random numbers: xoshiro128** (Blackman and Vigna 2018). A stream is named by a seed and a purpose, so a draw for
 * one purpose never changes the numbers of another. It uses integer arithmetic only and gives the same numbers on every engine. It is not
 * suited for secrets.
 */
export class RandomStream {
  private readonly state: Uint32Array;

  /**
   * @param seed any safe integer
   * @param purpose what the numbers are used for, e.g. `split` or `bagging`
   * @throws RangeError where `seed` is not a safe integer
   */
  constructor(seed: number, purpose: string) {
    if (!Number.isSafeInteger(seed)) throw new RangeError(`the seed must be a whole number, not ${seed}`);
    this.state = seedState(`${seed}/${purpose}`);
  }

  /** Draws a whole number in [0, 2^32). */
  uint32(): number {
    const s = this.state;
    const s1 = s[1]!;
    const scrambled = Math.imul(rotateLeft(Math.imul(s1, 5), 7), 9) >>> 0;
    s[2]! ^= s[0]!;
    s[3]! ^= s1;
    s[1]! ^= s[2]!;
    s[0]! ^= s[3]!;
    s[2]! ^= s1 << 9;
    s[3] = rotateLeft(s[3]!, 11);
    return scrambled;
  }

  /** Draws a number in [0, 1) with 53 random bits. */
  uniform(): number {
    const high = this.uint32() >>> 5;
    const low = this.uint32() >>> 6;
    return (high * 0x4000000 + low) / 0x20000000000000;
  }

  /**
   * A whole number in [0, bound), all equally likely.
   *
   * @throws RangeError where `bound` is not a whole number from 1 to 2^32
   */
  below(bound: number): number {
    if (!Number.isInteger(bound) || bound < 1 || bound > 0x100000000) {
      throw new RangeError(`the bound must be a whole number from 1 to 2^32, not ${bound}`);
    }
    // Draws from the incomplete last interval would favour small numbers, so they are drawn again.
    const unbiased = 0x100000000 - (0x100000000 % bound);
    let draw = this.uint32();
    while (draw >= unbiased) draw = this.uint32();
    return draw % bound;
  }

  /** Puts `items` into a random order, in place (Fisher and Yates), and returns it. */
  shuffle<Items extends { [index: number]: unknown; readonly length: number }>(items: Items): Items {
    for (let i = items.length - 1; i > 0; i--) {
      const j = this.below(i + 1);
      const kept = items[i];
      items[i] = items[j];
      items[j] = kept;
    }
    return items;
  }

  /** Draws a random order of the numbers 0 to count - 1: [count]. */
  permutation(count: number): Int32Array {
    return this.shuffle(Int32Array.from({ length: count }, (_, index) => index));
  }
}

function rotateLeft(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}

/** Four well-mixed words from a text, not all 0: FNV-1a from four bases, each with the final mixing of MurmurHash3. */
function seedState(text: string): Uint32Array {
  const state = new Uint32Array(4);
  for (let word = 0; word < 4; word++) {
    let hash = 0x811c9dc5 ^ Math.imul(word + 1, 0x9e3779b9);
    for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
    hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
    state[word] = hash ^ (hash >>> 16);
  }
  if (state.every((word) => word === 0)) state[0] = 1;
  return state;
}
