import { UsageError } from "@weightcast/core";
import type { CopiedPart } from "../feature-part.js";
import type { Segment } from "./segments.js";

/** A range of weights that is copied in one piece. */
interface Stretch {
  readonly start: number;
  end: number;
}

/** The maximum number of columns; the name of each column is held in memory. */
const MOST_COLUMNS = 2 ** 20;

/**
 * Every weight of the segments as a column of its own: `conv2d_1/kernel[0,2,5,15]`.
 *
 * @throws UsageError where there are more than 2^20 weights
 */
export function rawWeights(segments: readonly Segment[]): CopiedPart {
  const count = segments.reduce((total, { start, end }) => total + end - start, 0);
  if (count > MOST_COLUMNS) {
    throw new UsageError(
      `the weights are ${count}, too many to be features of their own (at most ${MOST_COLUMNS}); choose statistics of them or single layers`,
    );
  }
  const stretches = stretchesOf(segments);
  return {
    kind: "copied",
    elementType: "f32",
    columns: segments.flatMap(elementNames),
    copy({ weights }, out, firstColumn) {
      for (let row = 0; row < weights.rows; row++) {
        const source = row * weights.stride;
        let target = row * out.stride + firstColumn;
        for (const { start, end } of stretches) {
          out.data.set(weights.data.subarray(source + start, source + end), target);
          target += end - start;
        }
      }
    },
  };
}

function stretchesOf(segments: readonly Segment[]): Stretch[] {
  const stretches: Stretch[] = [];
  for (const { start, end } of segments) {
    const last = stretches.at(-1);
    if (last?.end === start) last.end = end;
    else stretches.push({ start, end });
  }
  return stretches;
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
