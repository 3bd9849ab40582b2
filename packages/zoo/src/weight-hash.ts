/**
 * A hash of a network's weights by which it is known again, whatever its checkpoint and its zoo are called: 64 bits as 16 hexadecimal
 * digits. Weights have the same hash where they are the same bit for bit (-0 is not 0, and one NaN not always another), and another one
 * otherwise, but for one in 2^64 by chance. It does not stand up to someone who seeks two networks of the same hash.
 *
 * Each of two lanes of 32 bits takes in all words, as `state = rotate(state xor word) * odd constant`: a step that loses nothing, so that
 * weights that differ in one place never meet. The lanes rotate by different numbers of bits: a change that one of them could undo with
 * the next word, the other cannot.
 *
 * @param weights [parameters] f32 of one network
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

/** What a hash looks like. */
export const WEIGHT_HASH: RegExp = /^[0-9a-f]{16}$/;

function hexadecimal(word: number): string {
  return (word >>> 0).toString(16).padStart(8, "0");
}
