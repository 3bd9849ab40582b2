const STATE_WORDS = 624;
const SHIFT = 397;

/**
 * The generator MT19937 of Matsumoto and Nishimura, "Mersenne Twister: A 623-Dimensionally Equidistributed Uniform Pseudo-Random Number
 * Generator" (1998), seeded as CPython seeds `random.Random(seed)`: by the function `init_by_array` of that paper's code, with the seed as the only
 * word of the key.
 */
export class MersenneTwister {
  readonly #state: Uint32Array;
  #next = STATE_WORDS;

  /** @param seed an integer from 0 to 2^32 - 1 (CPython would divide a larger seed into several words) */
  constructor(seed: number) {
    this.#state = seededState(seed);
  }

  /** Returns the generator's next 32-bit number. */
  uint32(): number {
    if (this.#next === STATE_WORDS) {
      twist(this.#state);
      this.#next = 0;
    }
    let word = this.#state[this.#next++]!;
    word ^= word >>> 11;
    word ^= (word << 7) & 0x9d2c5680;
    word ^= (word << 15) & 0xefc60000;
    word ^= word >>> 18;
    return word >>> 0;
  }
}

function seededState(seed: number): Uint32Array {
  const state = new Uint32Array(STATE_WORDS);
  state[0] = 19650218;
  for (let i = 1; i < STATE_WORDS; i++) state[i] = Math.imul(mixed(state, i - 1), 1812433253) + i;
  // Two cyclic rounds over the words 1 to 623; at the end of each, word 0 becomes a copy of the last word.
  let i = 1;
  const advance = () => {
    i++;
    if (i < STATE_WORDS) return;
    state[0] = state[STATE_WORDS - 1]!;
    i = 1;
  };
  for (let round = 0; round < STATE_WORDS; round++) {
    state[i] = (state[i]! ^ Math.imul(mixed(state, i - 1), 1664525)) + seed;
    advance();
  }
  for (let round = 1; round < STATE_WORDS; round++) {
    state[i] = (state[i]! ^ Math.imul(mixed(state, i - 1), 1566083941)) - i;
    advance();
  }
  state[0] = 0x80000000;
  return state;
}

function mixed(state: Uint32Array, i: number): number {
  const word = state[i]!;
  return word ^ (word >>> 30);
}

/** Replaces all words of the state by the next ones. */
function twist(state: Uint32Array): void {
  for (let i = 0; i < STATE_WORDS; i++) {
    const joined = (state[i]! & 0x80000000) | (state[(i + 1) % STATE_WORDS]! & 0x7fffffff);
    const odd = (joined & 1) === 0 ? 0 : 0x9908b0df;
    state[i] = state[(i + SHIFT) % STATE_WORDS]! ^ (joined >>> 1) ^ odd;
  }
}
