import type { ComputedPart } from "../feature-part.js";
import type { Segment } from "./segments.js";

/** The l1 or l2 norm of each segment, as of a flat vector. NaN where a value is, else infinite where a value is. */
export function norms(segments: readonly Segment[], order: 1 | 2): ComputedPart {
  const kind = order === 1 ? "l1-norm" : "l2-norm";
  return {
    kind: "computed",
    columns: segments.map(({ label }) => `${label}:l${order}`),
    computations: segments.map(({ start, end }) => ({ kind, start, end })),
  };
}
