import * as v from "valibot";
import { type LayerKind, ONE_PIXEL } from "./layer-kind.js";

/** The mean of each channel over all pixels (Keras' GlobalAveragePooling2D). */
export interface GlobalMeanLayer {
  readonly kind: "globalMean";
}

export const GLOBAL_MEAN: LayerKind<GlobalMeanLayer> = {
  kind: "globalMean",
  schema: v.strictObject({ kind: v.literal("globalMean") }),
  number: 2,
  defaultName: "global_average_pooling2d",
  takesImages: false,
  outputShape: (_, { channels }) => ({ height: 1, width: 1, channels }),
  tensors: () => [],
  window: () => ONE_PIXEL,
};
