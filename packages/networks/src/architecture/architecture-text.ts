import type { Architecture } from "./architecture.js";
import { inferArchitecture } from "./infer.js";
import { layoutOf } from "./plan.js";

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

/** The properties that determine the computation, in a fixed order; the names of layers do not. */
function unnamed({ input: { height, width, channels }, layers }: Architecture) {
  const fields = layers.map((layer) =>
    Object.entries(layer)
      .filter(([key]) => key !== "name")
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
  return [height, width, channels, fields];
}
