import { matrixRow } from "@weightcast/core";
import type { CopiedPart } from "../feature-part.js";
import type { Segment } from "./segments.js";

/** The ends of the names of the columns of one segment. */
export const DISTANCE_COLUMNS: readonly string[] = ["distance", "relative-distance"];

const ALL_SEGMENTS = "all:distance";

/** A range of a network that is compared with the same range of the first checkpoint of its run. */
interface Compared {
  /** The sum of the squares of the differences. */
  readonly square: number;
  /** The L2 norms of the range in the network and in the first checkpoint. */
  readonly norms: readonly [number, number];
}

/**
 * The distance of each segment from the same segment of the first checkpoint of the run: the L2 norm of the difference, and that norm divided by
 * the sum of the L2 norms of the two segments, which is from 0 to 1 (0 if both are zeros). A segment with a NaN has NaN.
 *
 * @param together whether a column `all:distance` has the L2 norm of the difference of all segments together
 */
export function distances(
  segments: readonly Segment[],
  { together }: { readonly together: boolean },
): CopiedPart {
  const columns = segments.flatMap(({ label }) => DISTANCE_COLUMNS.map((column) => `${label}:${column}`));
  return {
    kind: "copied",
    origins: "required",
    columns: together ? [...columns, ALL_SEGMENTS] : columns,
    normsOverLayers: together ? [ALL_SEGMENTS] : [],
    copy({ weights, origins }, out, firstColumn) {
      if (origins === undefined) throw new RangeError("first checkpoints are needed and none are given");
      for (let row = 0; row < weights.rows; row++) {
        const network = matrixRow(weights, row);
        const origin = matrixRow(origins, row);
        let total = 0;
        let target = row * out.stride + firstColumn;
        for (const segment of segments) {
          const { square, norms } = compare(network, origin, segment);
          total += square;
          const distance = Math.sqrt(square);
          out.data[target++] = distance;
          out.data[target++] = distance === 0 ? 0 : distance / (norms[0] + norms[1]);
        }
        if (together) out.data[target] = Math.sqrt(total);
      }
    },
  };
}

function compare(network: Float32Array, origin: Float32Array, { start, end }: Segment): Compared {
  let [square, own, first] = [0, 0, 0];
  for (let i = start; i < end; i++) {
    const value = network[i] ?? 0;
    const before = origin[i] ?? 0;
    square += (value - before) ** 2;
    own += value * value;
    first += before * before;
  }
  return { square, norms: [Math.sqrt(own), Math.sqrt(first)] };
}
