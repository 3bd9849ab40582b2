import type { FeaturePart } from "./feature-part.js";
import type { Segment } from "./segments.js";

/** The l1 or l2 norm of each segment, as of a flat vector. NaN where a value is, else infinite where a value is. */
export function norms(segments: readonly Segment[], order: 1 | 2): FeaturePart {
  const norm = order === 1 ? l1Norm : l2Norm;
  return {
    columns: segments.map(({ label }) => `${label}:l${order}`),
    extract({ weights }, out, firstColumn) {
      for (let row = 0; row < weights.rows; row++) {
        const source = row * weights.stride;
        let target = row * out.stride + firstColumn;
        for (const { start, end } of segments) {
          out.data[target++] = norm(weights.data, source + start, source + end);
        }
      }
    },
  };
}

function l1Norm(data: Float32Array, start: number, end: number): number {
  let sum = 0;
  for (let i = start; i < end; i++) sum += Math.abs(data[i]!);
  return sum;
}

function l2Norm(data: Float32Array, start: number, end: number): number {
  let squares = 0;
  // The square of a 32-bit float never overflows a 64-bit one.
  for (let i = start; i < end; i++) squares += data[i]! * data[i]!;
  return Math.sqrt(squares);
}
