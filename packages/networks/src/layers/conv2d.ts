import { UsageError } from "@weightcast/core";
import * as v from "valibot";
import { checkSize } from "./check-size.js";
import { NAME, SIZE } from "./json-values.js";
import { hasRoles, type LayerKind } from "./layer-kind.js";

/** A convolution without padding: its kernel visits the pixels at which it lies wholly on its input. */
export interface Conv2dLayer {
  readonly kind: "conv2d";
  /** The layer's name in the layout; by default `conv2d`, `conv2d_1`, … in the order of the layers. */
  readonly name?: string | undefined;
  /** The number of output channels. */
  readonly filters: number;
  /** The height and width of the kernel. */
  readonly kernelSize: readonly [height: number, width: number];
  /** The stride in pixels, along both axes. */
  readonly stride: number;
  /** Whether the network's activation function follows, and in training also its dropout. */
  readonly activated: boolean;
}

export const CONV2D: LayerKind<Conv2dLayer> = {
  kind: "conv2d",
  schema: v.strictObject({
    kind: v.literal("conv2d"),
    name: v.optional(NAME),
    filters: SIZE,
    kernelSize: v.optional(v.strictTuple([SIZE, SIZE]), [3, 3]),
    stride: v.optional(SIZE, 1),
    activated: v.optional(v.boolean(), true),
  }),
  number: 0,
  defaultName: "conv2d",
  takesImages: true,
  outputShape({ filters, kernelSize, stride }, { height, width }) {
    const [kernelHeight, kernelWidth] = kernelSize;
    checkSize("the number of filters of a convolution", filters);
    checkSize("the height of a convolution's kernel", kernelHeight);
    checkSize("the width of a convolution's kernel", kernelWidth);
    checkSize("the stride of a convolution", stride);
    if (height < kernelHeight || width < kernelWidth) {
      throw new UsageError(
        `a convolution of ${kernelHeight} x ${kernelWidth} does not fit on ${height} x ${width} pixels`,
      );
    }
    return {
      height: Math.floor((height - kernelHeight) / stride) + 1,
      width: Math.floor((width - kernelWidth) / stride) + 1,
      channels: filters,
    };
  },
  tensors: ({ filters, kernelSize }, { channels }) => [
    { role: "bias", shape: [filters] },
    { role: "kernel", shape: [...kernelSize, channels, filters] },
  ],
  window: ({ kernelSize: [height, width], stride }) => ({ height, width, stride }),
  recognise(tensors, { stride }) {
    const [height, width, , filters] = tensors.get("kernel") ?? [];
    if (!hasRoles(tensors, ["bias", "kernel"]) || filters === undefined) return undefined;
    return { kind: "conv2d", filters, kernelSize: [height!, width!], stride, activated: true };
  },
};
