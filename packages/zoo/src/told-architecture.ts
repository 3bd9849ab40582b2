import type { Layout } from "./layout.js";
import type { Metrics } from "./metrics.js";
import { HYPERPARAMETER_PREFIX, type HyperparameterName } from "./vocabulary.js";

const NAME: HyperparameterName = "architecture";
/** The column in which zoos tell the architecture of their networks as JSON. */
const COLUMN = `${HYPERPARAMETER_PREFIX}${NAME}`;

/**
 * Returns the layout with the architecture that a zoo's metrics tell; the same layout where they tell none, or where rows differ in it.
 */
export function withArchitecture(layout: Layout, { columns }: Metrics): Layout {
  const column = columns.get(COLUMN);
  if (column?.kind !== "category") return layout;
  const [first = 0] = column.codes;
  const architecture = column.categories[first];
  const isTold = architecture !== undefined && column.codes.every((code) => code === first);
  return isTold ? { ...layout, architecture } : layout;
}
