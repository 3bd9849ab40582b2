import { InputError } from "@weightcast/core";
import type { Metrics } from "@weightcast/zoo";

/** The name of the column with the flat weight vectors in a zoo's Arrow table: FixedSizeList<float32>[parameters]. */
export const WEIGHTS_COLUMN = "weights";

/** The key of the schema's metadata under which the layout of the weights is kept, as the text of a layout.csv. */
export const LAYOUT_KEY = "weightcast.layout";

/** @throws InputError where a metrics column has the name of the weights' column */
export function requireFreeWeightsColumn(metrics: Metrics): void {
  if (!metrics.columns.has(WEIGHTS_COLUMN)) return;
  throw new InputError("has the name that is reserved for the weights", {
    file: metrics.file,
    column: WEIGHTS_COLUMN,
  });
}
