/** The visible part of a scale: [first, last] as places on the scale. */
export type VisiblePart = readonly [first: number, last: number];

/** All of a scale. */
export const WHOLE: VisiblePart = [0, 1];

/** The width and the height of a plot in pixels. */
interface Size {
  readonly width: number;
  readonly height: number;
}

/** The visible parts of both scales. A camera is a column-major matrix [4, 4] for points whose x is in units of half the height. */
export function visibleParts(
  camera: ArrayLike<number>,
  { width, height }: Size,
): readonly [VisiblePart, VisiblePart] {
  const seen = (scale: number, shift: number): VisiblePart => [
    ((-1 - shift) / scale + 1) / 2,
    ((1 - shift) / scale + 1) / 2,
  ];
  return [seen(camera[0]!, (camera[12]! * height) / width), seen(camera[5]!, camera[13]!)];
}

/** A camera that is moved by some pixels. */
export function moved(
  camera: ArrayLike<number>,
  { height }: Size,
  right: number,
  down: number,
): Float32Array {
  const next = Float32Array.from(camera);
  next[12]! += (2 * right) / height;
  next[13]! -= (2 * down) / height;
  return next;
}

/** A camera that is closer by a factor, where one point of the plot, in pixels, stays in its place. */
export function zoomed(
  camera: ArrayLike<number>,
  { width, height }: Size,
  factor: number,
  at: readonly [x: number, y: number],
): Float32Array {
  const next = Float32Array.from(camera);
  const point = [(2 * at[0] - width) / height, (height - 2 * at[1]) / height];
  next[0]! *= factor;
  next[5]! *= factor;
  next[12] = point[0]! - factor * (point[0]! - camera[12]!);
  next[13] = point[1]! - factor * (point[1]! - camera[13]!);
  return next;
}
