const DIGIT_BITS = 11;
const DIGITS: usize = 1 << DIGIT_BITS;
/** The number of passes over the 64 bits. */
const MOST_PASSES: usize = 6;
/** The size of the counts of digits in bytes. */
export const RADIX_BYTES: usize = MOST_PASSES * DIGITS * 4;

/**
 * Sorts unsigned integers of Key's size, least significant digits first.
 *
 * @param keys [count]
 * @param spare [count]
 * @param digitCounts RADIX_BYTES
 * @returns which of `keys` and `spare` holds them in order
 */
export function sortKeys<Key extends number>(
  keys: usize,
  spare: usize,
  count: i32,
  digitCounts: usize,
): usize {
  const size = sizeof<Key>();
  const passes: i32 = (<i32>size * 8 + DIGIT_BITS - 1) / DIGIT_BITS;
  const bytes = <usize>count * size;
  memory.fill(digitCounts, 0, <usize>passes * DIGITS * 4);
  for (let key = keys; key < keys + bytes; key += size) {
    let rest = size === 4 ? <u64>load<u32>(key) : load<u64>(key);
    for (let pass = 0; pass < passes; pass++, rest >>= DIGIT_BITS) {
      const at = digitCounts + ((((<usize>pass) << DIGIT_BITS) + (<usize>rest & (DIGITS - 1))) << 2);
      store<u32>(at, load<u32>(at) + 1);
    }
  }
  for (let pass = 0; pass < passes; pass++) {
    const counts = digitCounts + ((<usize>pass * DIGITS) << 2);
    const shift = pass * DIGIT_BITS;
    if (startsOf(counts, count)) continue;
    for (let key = keys; key < keys + bytes; key += size) {
      const value = size === 4 ? <u64>load<u32>(key) : load<u64>(key);
      const at = counts + ((<usize>(value >> shift) & (DIGITS - 1)) << 2);
      const place = load<u32>(at);
      store<u32>(at, place + 1);
      if (size === 4) store<u32>(spare + <usize>place * size, <u32>value);
      else store<u64>(spare + <usize>place * size, value);
    }
    const sorted = spare;
    spare = keys;
    keys = sorted;
  }
  return keys;
}

/** Turns counts of digits into where each begins; true where all keys share one digit, so that they are sorted already. */
function startsOf(counts: usize, count: i32): bool {
  let start: u32 = 0;
  for (let at = counts; at < counts + (DIGITS << 2); at += 4) {
    const digits = load<u32>(at);
    if (digits === <u32>count) return true;
    store<u32>(at, start);
    start += digits;
  }
  return false;
}
