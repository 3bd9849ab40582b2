import { UsageError } from "@weightcast/core";
import * as v from "valibot";
import { checkSize } from "./check-size.js";
import { NAME, SIZE } from "./json-values.js";
import { hasRoles, type LayerKind, ONE_PIXEL } from "./layer-kind.js";

/** A dense layer: each output is a weighted sum of all inputs, and a bias. Its input has one pixel. */
export interface DenseLayer {
  readonly kind: "dense";
  /** The layer's name in the layout; by default `dense`, `dense_1`, … in the order of the layers. */
  readonly name?: string | undefined;
  /** The number of outputs, which are the logits of the classes if this is the last layer. */
  readonly units: number;
  /** Whether the network's activation function follows, and in training also its dropout. */
  readonly activated: boolean;
}

export const DENSE: LayerKind<DenseLayer> = {
  kind: "dense",
  schema: v.strictObject({
    kind: v.literal("dense"),
    name: v.optional(NAME),
    units: SIZE,
    activated: v.optional(v.boolean(), true),
  }),
  number: 4,
  defaultName: "dense",
  takesImages: false,
  outputShape({ units }, { height, width }) {
    checkSize("the number of units of a dense layer", units);
    if (height !== 1 || width !== 1) {
      throw new UsageError(
        `a dense layer follows a flatten or globalMean layer, not one with ${height} x ${width} pixels`,
      );
    }
    return { height: 1, width: 1, channels: units };
  },
  tensors: ({ units }, { channels }) => [
    { role: "bias", shape: [units] },
    { role: "kernel", shape: [channels, units] },
  ],
  window: () => ONE_PIXEL,
  recognise(tensors) {
    const [, units, ...others] = tensors.get("kernel") ?? [];
    if (!hasRoles(tensors, ["bias", "kernel"]) || units === undefined || others.length > 0) return undefined;
    return { kind: "dense", units, activated: true };
  },
};
