import type { FeaturePart } from "./feature-part.js";
import type { Segment } from "./segments.js";

/** The weights themselves, one column an element: `conv2d_1/kernel[0,2,5,15]`. */
export function rawWeights(segments: readonly Segment[]): FeaturePart {
  return {
    columns: segments.flatMap(elementNames),
    extract({ weights }, out, firstColumn) {
      for (let row = 0; row < weights.rows; row++) {
        const source = row * weights.stride;
        let target = row * out.stride + firstColumn;
        for (const { start, end } of segments) {
          for (let i = source + start; i < source + end; i++) out.data[target++] = weights.data[i]!;
        }
      }
    },
  };
}

function elementNames({ label, shape, start, end }: Segment): string[] {
  return Array.from({ length: end - start }, (_, flat) => {
    const indices: number[] = [];
    let rest = flat;
    for (const side of shape.toReversed()) {
      indices.unshift(rest % side);
      rest = Math.floor(rest / side);
    }
    return `${label}[${indices.join(",")}]`;
  });
}
