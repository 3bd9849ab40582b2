/** The cells along each axis in which points are counted. */
const CELLS = 64;

/**
 * How much denser than on average points lie where most of them are: 1 where they are spread evenly, 4096 where they are all at one place.
 *
 * @param x coordinates in [-1, 1]: [points]
 */
export function concentration(x: Float32Array, y: Float32Array): number {
  const counts = new Uint32Array(CELLS * CELLS);
  const cellOf = (place: number) => Math.min(CELLS - 1, Math.max(0, Math.floor(((place + 1) / 2) * CELLS)));
  for (let i = 0; i < x.length; i++) counts[cellOf(y[i]!) * CELLS + cellOf(x[i]!)]!++;
  // The mean over all points of the points in the same cell.
  const company = counts.reduce((sum, count) => sum + count * count, 0) / Math.max(1, x.length);
  return (company * counts.length) / Math.max(1, x.length);
}
