import * as v from "valibot";
import { type LayerKind, ONE_PIXEL } from "./layer-kind.js";

/** A layer that puts all values of all pixels into one row, in the order (height, width, channels). */
export interface FlattenLayer {
  readonly kind: "flatten";
}

export const FLATTEN: LayerKind<FlattenLayer> = {
  kind: "flatten",
  schema: v.strictObject({ kind: v.literal("flatten") }),
  number: 3,
  defaultName: "flatten",
  takesImages: true,
  outputShape: (_, { height, width, channels }) => ({
    height: 1,
    width: 1,
    channels: height * width * channels,
  }),
  tensors: () => [],
  window: () => ONE_PIXEL,
};
