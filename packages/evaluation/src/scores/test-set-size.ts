/** With fewer different accuracies, a size that fits them may do so by chance. */
const LEAST_VALUES = 20;
const MOST_IMAGES = 100_000;
/** Accuracies are often kept as float32: the error of a value near 1, with room for another rounding. */
const ROUNDING = 1.5e-7;

/**
 * How many images accuracies were measured on, told from the accuracies: the least number of which all are whole multiples of its inverse.
 * Accuracies of 10,000 images have 4 decimals, those of 26,032 images are multiples of 1/26032.
 * Accuracies that were rounded look like those of a smaller test set.
 *
 * @param shares [rows] from 0 to 1, finite
 * @returns null where no number up to 100,000 fits, or fewer than 20 accuracies differ
 */
export function testSetSize(shares: ArrayLike<number>): number | null {
  const values = Array.from(new Set(Array.from(shares)));
  if (values.length < LEAST_VALUES) return null;
  for (let size = values.length - 1; size <= MOST_IMAGES; size++) {
    const fits = (value: number) => Math.abs(value * size - Math.round(value * size)) <= ROUNDING * size;
    if (values.every(fits)) return size;
  }
  return null;
}
