import type { ComputedPart } from "../feature-part.js";
import type { Segment } from "./segments.js";

/** The L1 or L2 norm of each segment as a flat vector. The norm is NaN where a value is NaN, else infinite where a value is infinite. */
export function norms(segments: readonly Segment[], order: 1 | 2): ComputedPart {
  const kind = order === 1 ? "l1-norm" : "l2-norm";
  return {
    kind: "computed",
    columns: segments.map(({ label }) => `${label}:l${order}`),
    computations: segments.map(({ start, end }) => ({ kind, start, end })),
  };
}
