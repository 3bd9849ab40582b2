import { BATCH_NORM, type BatchNormLayer } from "./batch-norm.js";
import { CONV2D, type Conv2dLayer } from "./conv2d.js";
import { DENSE, type DenseLayer } from "./dense.js";
import { FLATTEN, type FlattenLayer } from "./flatten.js";
import { GLOBAL_MEAN, type GlobalMeanLayer } from "./global-mean.js";
import type { LayerKind } from "./layer-kind.js";

/** The description of one layer of an architecture. */
export type LayerSpec = Conv2dLayer | BatchNormLayer | GlobalMeanLayer | FlattenLayer | DenseLayer;

/** All kinds of layers, by name. */
export const LAYER_KINDS: {
  readonly [Kind in LayerSpec["kind"]]: LayerKind<Extract<LayerSpec, { kind: Kind }>>;
} = {
  conv2d: CONV2D,
  batchNorm: BATCH_NORM,
  globalMean: GLOBAL_MEAN,
  flatten: FLATTEN,
  dense: DENSE,
};

/** Returns the kind of a layer. */
export function kindOf<Spec extends LayerSpec>({ kind }: Spec): LayerKind<Spec> {
  // The mapped type relates each name to its kind, which the compiler cannot see for a name that is a
  // variable.
  return LAYER_KINDS[kind] as LayerKind<LayerSpec> as LayerKind<Spec>;
}
