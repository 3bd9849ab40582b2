/** The share of the values that are its tail at either end, and how many they are at least. */
const TAIL_SHARE = 0.1;
const LEAST_TAIL = 5;

/**
 * The range in which further values are expected: that of the values at hand, widened at either end as if its tail fell off exponentially, at the
 * rate of the tail at hand. Of n independent values, the next lies beyond one end of their range with probability 1 / (n + 1), and m further out
 * with exp(-m / b) of that, where b is how far values of the tail lie beyond its start on average.
 *
 * @param values finite, at least one
 * @param independent how many of the values are independent of each other
 * @param share the probability with which the next value may lie beyond one end
 */
export function expectedRange(
  values: Float64Array,
  independent: number,
  share: number,
): readonly [least: number, greatest: number] {
  const ascending = values.toSorted();
  const [least = Number.NaN, greatest = Number.NaN] = [ascending.at(0), ascending.at(-1)];
  const widening = Math.max(0, -Math.log(share * (independent + 1)));
  const tail = Math.min(ascending.length, Math.max(LEAST_TAIL, Math.ceil(TAIL_SHARE * ascending.length)));
  const lowTail = ascending.subarray(0, tail);
  const highTail = ascending.subarray(-tail);
  const lowExcess = (lowTail.at(-1) ?? least) - mean(lowTail);
  const highExcess = mean(highTail) - (highTail.at(0) ?? greatest);
  return [least - widening * lowExcess, greatest + widening * highExcess];
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
