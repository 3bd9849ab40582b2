export { checkFeatures, compileFeatures } from "./compile-features.js";
export type { Computation } from "./compute/computation.js";
export type { ConsensusDreamOptions } from "./consensus/consensus-dreams.js";
export { type ConsensusRanking, consensusRanking } from "./consensus/consensus-ranking.js";
export type {
  FeatureContext,
  FeatureFamily,
  FeatureState,
  FeatureTraining,
} from "./families/feature-family.js";
export { layerStatistics } from "./families/layer-statistics.js";
export { FEATURE_FAMILIES, registerFeatureFamily } from "./families/registry.js";
export { featureSyntaxError } from "./families/syntax.js";
export { type FeatureBatch, type FeatureOptions, featureBatches } from "./feature-batches.js";
export type {
  AskedOptions,
  AskedPart,
  AskedSession,
  ComputedPart,
  CopiedPart,
  FeatureBlock,
  FeaturePart,
  HyperparameterRows,
  OneHotColumns,
} from "./feature-part.js";
export type { ExtractOptions, FeatureSet } from "./feature-set.js";
export { FEATURE_STATE_FOLDER } from "./feature-state.js";
export { type FeatureTable, featureTable } from "./feature-table.js";
export { type FittedFeatures, fitFeatures } from "./fit-features.js";
export { type ZooMap, zooMap } from "./map/zoo-map.js";
export { type DreamRequest, dreamImages } from "./probes/dream-images.js";
export type { DreamtSets } from "./probes/dream-state.js";
export { finiteRows } from "./probes/dreaming-networks.js";
export { dreamtSetsOf } from "./probes/dreamt-sets-of.js";
export { type ImageAnswers, imageAnswers } from "./probes/image-answers.js";
export { knownActivations } from "./probes/known-activations.js";
export { labelsInTurn } from "./probes/network-activations.js";
export { type ProbedNetworks, probedNetworks } from "./probes/probe-shape.js";
export { kernelSingularValues } from "./spectral/spectrum.js";
