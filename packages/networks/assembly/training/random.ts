import { log } from "../network/elementary";

/**
 * Random numbers: SplitMix64 (Steele, Lea and Flood 2014). The numbers of a stream depend only on the seed,
 * the network, the stream's purpose and an index.
 */
const GOLDEN: u64 = ((<u64>0x9e3779b9) << 32) | 0x7f4a7c15;

/** The purposes of random streams. */
export namespace Stream {
  export const SUBSET: u64 = 1;
  export const ORDER: u64 = 2;
  export const WEIGHTS: u64 = 3;
  export const DROPOUT: u64 = 4;
  export const AUGMENTATION: u64 = 5;
  /** Of the training samples when a network is evaluated on them. */
  export const EVALUATION: u64 = 6;
}

let state: u64 = 0;

/** SplitMix64's finalizer of `word + GOLDEN`: one step of the generator from the state `word`. */
export function mix(word: u64): u64 {
  word += GOLDEN;
  word = (word ^ (word >> 30)) * (((<u64>0xbf58476d) << 32) | 0x1ce4e5b9);
  word = (word ^ (word >> 27)) * (((<u64>0x94d049bb) << 32) | 0x133111eb);
  return word ^ (word >> 31);
}

/** Returns the key of a stream. */
export function streamKey(seed: i64, network: u32, purpose: u64, index: u64): u64 {
  return mix(mix(mix(mix(seed) ^ network) ^ purpose) ^ index);
}

/** Begins the stream of `key`. */
export function beginStream(key: u64): void {
  state = key;
}

/** 64 random bits. */
export function next(): u64 {
  const drawn = mix(state);
  state += GOLDEN;
  return drawn;
}

/** Draws a number in [0, 1) with 53 random bits. */
export function uniform(): f64 {
  return <f64>(next() >> 11) * (1.0 / 9007199254740992.0);
}

/**
 * Draws a whole number in [0, bound), each with equal probability: Lemire's multiplication, with draws that
 * would favour some numbers repeated.
 */
export function below(bound: u32): u32 {
  const least = <u32>(0 - bound) % bound;
  let product = (next() >> 32) * <u64>bound;
  while (<u32>product < <u32>least) product = (next() >> 32) * <u64>bound;
  return <u32>(product >> 32);
}

/**
 * Draws from the standard normal distribution: Marsaglia's polar method, of which the first number of each
 * pair is used.
 */
export function normal(): f64 {
  let u: f64, square: f64;
  do {
    u = 2.0 * uniform() - 1.0;
    const v = 2.0 * uniform() - 1.0;
    square = u * u + v * v;
  } while (square >= 1.0 || square === 0.0);
  return u * Math.sqrt((-2.0 * log(square)) / square);
}

/** Draws from the standard normal distribution cut at two standard deviations. */
export function truncatedNormal(): f64 {
  let drawn: f64;
  do drawn = normal();
  while (Math.abs(drawn) > 2.0);
  return drawn;
}

/** Puts `items` [count] u32 into a random order, in place (Fisher and Yates). */
export function shuffle(items: usize, count: usize): void {
  for (let i = count; i > 1; i--) {
    const a = items + ((i - 1) << 2);
    const b = items + ((<usize>below(<u32>i)) << 2);
    const kept = load<u32>(a);
    store<u32>(a, load<u32>(b));
    store<u32>(b, kept);
  }
}
