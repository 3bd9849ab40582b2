import { UsageError } from "@weightcast/core";
import { HYPERPARAMETER_PREFIX, type Metrics, type Zoo } from "@weightcast/zoo";
import type { Architecture } from "./architecture.js";
import { checkPlaces, type Inference, type InferenceOptions, inferArchitecture } from "./infer.js";
import { layoutOf } from "./plan.js";
import { parseArchitecture } from "./read-architecture.js";

/** The column in which zoos tell their architecture as JSON. */
const ARCHITECTURE_COLUMN = `${HYPERPARAMETER_PREFIX}architecture`;
const STRIDE_COLUMN = `${HYPERPARAMETER_PREFIX}cnn_stride`;

/**
 * The architecture of a zoo's networks: that of the metrics column `config.architecture` where there is one; otherwise that which
 * `inferArchitecture` reads off the layout, with the stride of the column `config.cnn_stride` where the options and this column have one.
 *
 * @param options what is known by other means; it holds where the metrics do not tell the architecture
 * @throws InputError where the column `config.architecture` is not JSON, or no architecture
 */
export function zooArchitecture(
  { layout, metrics }: Pick<Zoo, "layout" | "metrics">,
  options: InferenceOptions = {},
): Inference {
  const text = onlyWord(metrics, ARCHITECTURE_COLUMN);
  if (text === undefined) return inferArchitecture(layout, { stride: onlyStride(metrics), ...options });
  const architecture = parseArchitecture(text, metrics.file);
  try {
    checkPlaces(layout, layoutOf(architecture));
  } catch (error) {
    if (error instanceof UsageError) return { reason: error.message };
    throw error;
  }
  return { architecture };
}

/**
 * The JSON text by which a zoo's column `config.architecture` tells an architecture; undefined where the layout of its weights tells it
 * alone.
 *
 * @throws UsageError where the architecture is not one: names the layer
 */
export function architectureText(architecture: Architecture): string | undefined {
  const { architecture: inferred } = inferArchitecture(layoutOf(architecture));
  const isTold =
    inferred !== undefined && JSON.stringify(unnamed(inferred)) === JSON.stringify(unnamed(architecture));
  return isTold ? undefined : JSON.stringify(architecture);
}

/** What decides the computation, in a fixed order: names of layers do not. */
function unnamed({ input: { height, width, channels }, layers }: Architecture) {
  const fields = layers.map((layer) =>
    Object.entries(layer)
      .filter(([key]) => key !== "name")
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
  return [height, width, channels, fields];
}

/** The word that all rows of a column have; undefined where there is no such column, or rows differ. */
function onlyWord({ columns }: Metrics, name: string): string | undefined {
  const column = columns.get(name);
  if (column?.kind !== "category") return undefined;
  const [first = 0] = column.codes;
  return column.codes.every((code) => code === first) ? column.categories[first] : undefined;
}

/** The stride that all rows have; undefined where the metrics do not tell, or rows differ. */
function onlyStride({ columns }: Metrics): number | undefined {
  const column = columns.get(STRIDE_COLUMN);
  if (column?.kind !== "integer") return undefined;
  const [first] = column.values;
  return column.values.every((stride) => stride === first) ? first : undefined;
}
