import { UsageError } from "@weightcast/core";
import type { Zoo } from "../zoo.js";
import { selectCheckpoints } from "./checkpoints.js";
import { selectWhere } from "./where.js";

/** A request for some rows of a zoo. */
export interface SelectionRequest {
  /** The checkpoints of each run: `final` (the default), `early`, `middle`, `all`, `trained` or `step:N`, as in `selectCheckpoints`. */
  readonly checkpoint?: string | undefined;
  /** A condition that the rows must meet, in the grammar of `selectWhere`. */
  readonly where?: string | undefined;
}

/** Rows of a zoo, together with the request that chose them. */
export interface Selection {
  /** The row numbers, ascending. */
  readonly rows: Int32Array;
  /** The choice of checkpoints: `final`. */
  readonly checkpoint: string;
  /** The condition that the rows meet; null where the request had none. */
  readonly where: string | null;
}

/**
 * Chooses rows of a zoo by their checkpoints and a condition.
 *
 * @throws UsageError where the choice of checkpoints is unknown, the condition is malformed or names an unknown column, or no row matches
 */
export function selectRows(zoo: Zoo, { checkpoint = "final", where }: SelectionRequest = {}): Selection {
  const chosen = selectCheckpoints(zoo.metrics, checkpoint);
  const rows = where === undefined ? chosen : selectWhere(zoo.metrics, chosen, where);
  if (rows.length > 0) return { rows, checkpoint, where: where ?? null };
  throw new UsageError(
    where === undefined
      ? `${zoo.name} has no rows for the checkpoint choice '${checkpoint}'`
      : `no row of ${zoo.name} matches '${where}'`,
  );
}
