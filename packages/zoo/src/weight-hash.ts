/**
 * A 64-bit hash of a network's weights, as 16 hexadecimal digits, by which the same network is recognised in another zoo or under another
 * checkpoint name. Weights that are the same bit for bit have the same hash (0 and -0 differ, and two NaNs may differ); other weights have
 * another hash, except by a chance of 1 in 2^64. It is not a cryptographic hash.
 *
 * Each of two lanes of 32 bits takes in all words by `state = rotate(state xor word) * odd constant`. This step is invertible, so weights that
 * differ in one place always have different hashes. The lanes rotate by different numbers of bits, so that a second difference that
 * would cancel the first in one lane does not cancel it in the other.
 *
 * @param weights the weights of one network: [parameters] f32
 */
export function weightHash(weights: Float32Array): string {
  const words = new Uint32Array(weights.buffer, weights.byteOffset, weights.length);
  let high = 0x27d4eb2f;
  let low = 0x165667b1;
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!;
    high ^= word;
    high = Math.imul((high << 15) | (high >>> 17), 0x9e3779b1);
    low ^= word;
    low = Math.imul((low << 19) | (low >>> 13), 0x85ebca77);
  }
  return hexadecimal(high) + hexadecimal(low);
}

/** The form of a hash that `weightHash` returns. */
export const WEIGHT_HASH: RegExp = /^[0-9a-f]{16}$/;

function hexadecimal(word: number): string {
  return (word >>> 0).toString(16).padStart(8, "0");
}
