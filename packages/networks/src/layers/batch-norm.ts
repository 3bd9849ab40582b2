import { UsageError } from "@weightcast/core";
import * as v from "valibot";
import { NAME } from "./json-values.js";
import { hasRoles, type LayerKind, ONE_PIXEL } from "./layer-kind.js";

/**
 * Batch normalisation of each channel. Answers use the moving statistics:
 * gamma * (x - moving mean) / sqrt(moving variance + epsilon) + beta. A training step uses the mean and the (biased) variance of its batch,
 * and moves the moving ones by a hundredth of the way to them (Keras' momentum of 0.99).
 */
export interface BatchNormLayer {
  readonly kind: "batchNorm";
  /**
   * The layer's name in the layout; by default `batch_normalization`, `batch_normalization_1`, … in the order
   * of the layers.
   */
  readonly name?: string | undefined;
  /** The number that is added to the variance; Keras' default is 1e-3. */
  readonly epsilon: number;
  /** Whether the network's activation function follows, and in training also its dropout. */
  readonly activated: boolean;
}

const ROLES = ["beta", "gamma", "moving_mean", "moving_variance"];

export const BATCH_NORM: LayerKind<BatchNormLayer> = {
  kind: "batchNorm",
  schema: v.strictObject({
    kind: v.literal("batchNorm"),
    name: v.optional(NAME),
    epsilon: v.optional(v.pipe(v.number(), v.finite(), v.minValue(0)), 1e-3),
    activated: v.optional(v.boolean(), false),
  }),
  number: 1,
  defaultName: "batch_normalization",
  takesImages: false,
  outputShape({ epsilon }, input) {
    if (!(Number.isFinite(epsilon) && epsilon >= 0)) {
      throw new UsageError(`the epsilon of a batch normalisation is 0 or a number above, not ${epsilon}`);
    }
    return input;
  },
  tensors: (_, { channels }) => ROLES.map((role) => ({ role, shape: [channels] })),
  window: () => ONE_PIXEL,
  recognise: (tensors) =>
    hasRoles(tensors, ROLES) ? { kind: "batchNorm", epsilon: 1e-3, activated: false } : undefined,
};
