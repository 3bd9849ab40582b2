import type { FeatureState, FeatureTraining } from "../families/feature-family.js";
import { encodeDreams } from "../probes/dream-state.js";
import { lastRowsOfRuns } from "../probes/dreaming-networks.js";
import { CONSENSUS_STEPS, consensusDreams } from "./consensus-dreams.js";
import { chooseRound } from "./consensus-ranking.js";

/** The settings in the name of a feature set for images that networks dream together; an undefined setting takes the default of `consensusDreams`. */
export interface ConsensusRequest {
  /** Images of each of the two sets. */
  readonly images: number | undefined;
  /** Steps of gradient descent of each dream. */
  readonly steps: number | undefined;
}

/**
 * Dreams test sets by the last networks of all runs, those of the training rows and those without a label. Targets are not used.
 *
 * @throws what `consensusDreams` throws
 */
export async function consensusTestSets(
  { images, steps = CONSENSUS_STEPS }: ConsensusRequest,
  { zoo, rows, unlabelled = new Int32Array(), seed, onProgress, signal }: FeatureTraining,
): Promise<FeatureState> {
  const last = lastRowsOfRuns(zoo, Int32Array.from([...rows, ...unlabelled]));
  const dreams = await consensusDreams(zoo, last, { images, steps, seed, onProgress, signal });
  const { networks, finite, labels } = dreams;
  const { round, number } = chooseRound(dreams);
  const [a, b] = round.dreams;
  const all = new Float32Array(a.images.length + b.images.length);
  all.set(a.images);
  all.set(b.images, a.images.length);
  const dreaming = number === 1 ? finite.length : Math.ceil(finite.length / 2);
  return encodeDreams(
    {
      bands: ["first", "second"],
      images: all,
      shape: networks.architecture.input,
      classes: networks.classes,
      labels,
    },
    { runs: finite.length, networks: [dreaming, dreaming], steps, seed },
  );
}
