import { UsageError } from "@weightcast/core";
import type { Zoo } from "../zoo.js";
import { selectCheckpoints } from "./checkpoints.js";
import { selectWhere } from "./where.js";

/** How rows of a zoo are chosen. */
export interface SelectionRequest {
  /** Which checkpoints of each run: `final` (the default), `early`, `middle`, `all`, `trained` or `step:N`. */
  readonly checkpoint?: string | undefined;
  /** An expression that the rows must match, as `selectWhere` reads it. */
  readonly where?: string | undefined;
}

/** Rows of a zoo, and the request that chose them. */
export interface Selection {
  /** Row numbers, ascending. */
  readonly rows: Int32Array;
  readonly checkpoint: string;
  /** Null where every row of the chosen checkpoints was taken. */
  readonly where: string | null;
}

/**
 * Chooses rows of a zoo.
 *
 * @throws UsageError where the request is malformed, or no row matches
 */
export function selectRows(zoo: Zoo, { checkpoint = "final", where }: SelectionRequest = {}): Selection {
  const chosen = selectCheckpoints(zoo.metrics, checkpoint);
  const rows = where === undefined ? chosen : selectWhere(zoo.metrics, chosen, where);
  if (rows.length > 0) return { rows, checkpoint, where: where ?? null };
  throw new UsageError(
    where === undefined
      ? `${zoo.name} has no rows of the checkpoints '${checkpoint}'`
      : `no row of ${zoo.name} matches '${where}'`,
  );
}
