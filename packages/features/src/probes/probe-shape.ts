import { UsageError } from "@weightcast/core";
import { type Architecture, type ImageShape, inferArchitecture } from "@weightcast/networks";
import type { Layout } from "@weightcast/zoo";

/** The shape of the networks that probe images are made for. */
export interface ProbedNetworks {
  readonly architecture: Architecture;
  readonly classes: number;
  /** The number of inputs of the last layer. */
  readonly units: number;
}

/** A network with a single class distinguishes nothing. */
const FEWEST_CLASSES = 2;

/**
 * The networks of a layout, as far as images can be put to them.
 *
 * @param sides height and width of the images, where they are known; otherwise as `inferArchitecture` takes them
 * @throws UsageError where the forward pass of these networks is not known
 */
export function probedNetworks(layout: Layout, sides: Partial<ImageShape> = {}): ProbedNetworks {
  const { architecture, reason } = inferArchitecture(layout, { height: sides.height, width: sides.width });
  if (architecture === undefined) {
    throw new UsageError(`probe images need networks whose forward pass is known: ${reason}`);
  }
  const kernel = layout.layers.at(-1)?.tensors.find(({ role }) => role === "kernel");
  const [units = 0, classes = 0] = kernel?.shape ?? [];
  if (classes < FEWEST_CLASSES) {
    throw new UsageError(`probe images need networks of at least ${FEWEST_CLASSES} classes, not ${classes}`);
  }
  return { architecture, classes, units };
}
