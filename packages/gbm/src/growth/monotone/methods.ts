import type { ResolvedParameters } from "../../parameters/resolve.js";
import type { BoostingMemory } from "../boosting-memory.js";
import { AdjacentBounds } from "./adjacent-bounds.js";
import { MiddleBounds } from "./middle-bounds.js";
import type { MonotoneBounds } from "./monotone-bounds.js";
import { ThresholdBounds } from "./threshold-bounds.js";

/**
 * The bounds of the method that the parameters name.
 *
 * @param mostBins in all features of the fullest tree together
 */
export function monotoneBounds(
  memory: BoostingMemory,
  { monotone_constraints, monotone_constraints_method }: ResolvedParameters,
  mostBins: number,
): MonotoneBounds {
  switch (monotone_constraints_method) {
    case "basic":
      return new MiddleBounds(memory);
    case "intermediate":
      return new AdjacentBounds(memory, monotone_constraints);
    case "advanced":
      return new ThresholdBounds(memory, monotone_constraints, mostBins);
    default:
      return monotone_constraints_method satisfies never;
  }
}
