/** Lines to draw through parallel axes. */
export interface Lines {
  /** Horizontal places of the axes in pixels. */
  readonly across: readonly number[];
  /** [lines, axes]: vertical places in pixels. */
  readonly heights: Float32Array;
  /** The colour of each line: an index into `colours`. */
  readonly colourOf: Uint8Array;
  readonly colours: readonly string[];
  readonly opacity: number;
  readonly width: number;
}

/** Draws lines, those of one colour in one stroke. */
export function drawLines(context: CanvasRenderingContext2D, lines: Lines): void {
  const { across, heights, colourOf, colours, opacity, width } = lines;
  context.globalAlpha = opacity;
  context.lineWidth = width;
  context.lineJoin = "round";
  for (const [colour, style] of colours.entries()) {
    context.beginPath();
    for (const [line, own] of colourOf.entries()) {
      if (own !== colour) continue;
      for (const [axis, left] of across.entries()) {
        const height = heights[line * across.length + axis]!;
        if (axis === 0) context.moveTo(left, height);
        else context.lineTo(left, height);
      }
    }
    context.strokeStyle = style;
    context.stroke();
  }
  context.globalAlpha = 1;
}

/**
 * The line that passes closest to a point.
 *
 * @returns the number of the line; undefined where none is within `reach` pixels, measured upright
 */
export function lineAt(
  { across, heights, colourOf }: Pick<Lines, "across" | "heights" | "colourOf">,
  [x, y]: readonly [x: number, y: number],
  reach: number,
): number | undefined {
  const right = across.findIndex((place) => place >= x);
  if (right < 1) return undefined;
  const [from = 0, to = 0] = [across[right - 1], across[right]];
  const share = (x - from) / (to - from);
  let [best, distance]: [number | undefined, number] = [undefined, reach];
  for (let line = 0; line < colourOf.length; line++) {
    const start = line * across.length + right - 1;
    const height = heights[start]! + share * (heights[start + 1]! - heights[start]!);
    if (Math.abs(height - y) <= distance) [best, distance] = [line, Math.abs(height - y)];
  }
  return best;
}
