import {
  dreamImages,
  finiteRows,
  knownActivations,
  labelsInTurn,
  probedNetworks,
} from "@weightcast/features";
import { gatherWeights, selectCheckpoints, targetOf, type Zoo } from "@weightcast/zoo";
import type { DreamtStep } from "./messages.js";

/** The settings of a live dream. */
export interface DreamOptions {
  /** The metrics column that says which networks are the best. */
  readonly target: string;
  readonly imagesOfClass: number;
  readonly steps: number;
  readonly seed: number;
}

/** The best quarter of the networks dreams, but not more than these. */
const MOST_NETWORKS = 120;
/** The images are shown after every so many steps. */
const SHOWN_EVERY = 4;

/**
 * Dreams images from the best quarter of the final networks of a zoo.
 *
 * @param onStep gets the images as they take shape
 * @throws UsageError where the forward pass of these networks is not known
 * @throws CancelledError once the signal is aborted
 */
export async function liveDream(
  zoo: Zoo,
  { target, imagesOfClass, steps, seed }: DreamOptions,
  onStep: (step: DreamtStep) => void,
  signal: AbortSignal,
): Promise<void> {
  const { architecture, classes } = probedNetworks(zoo.layout);
  const rows = await bestRows(zoo, target, signal);
  let step = 0;
  await dreamImages({
    architecture,
    weights: await gatherWeights(zoo, rows, signal),
    activations: knownActivations({ metrics: zoo.metrics, rows }),
    labels: labelsInTurn(imagesOfClass * classes, classes),
    steps,
    weightNoise: 0,
    seed,
    signal,
    onStep: (currentImages) => {
      step++;
      // The caller draws the images; it need not see every step.
      if (step % SHOWN_EVERY === 0 || step === steps) onStep({ step, steps, images: currentImages() });
    },
  });
}

/** The rows of the best quarter of the final networks, by a metrics column, whose weights are finite. */
async function bestRows(zoo: Zoo, column: string, signal: AbortSignal): Promise<Int32Array> {
  const values = zoo.metrics.numbers(column);
  const final = selectCheckpoints(zoo.metrics, "final").filter((row) => Number.isFinite(values[row]));
  const { direction } = targetOf(zoo.metrics, column, final);
  const sign = direction === "higher" ? -1 : 1;
  const ranked = final.toSorted((a, b) => sign * ((values[a] ?? 0) - (values[b] ?? 0)));
  const count = Math.min(MOST_NETWORKS, Math.max(1, Math.floor(ranked.length / 4)));
  return finiteRows(zoo, ranked.subarray(0, count), signal);
}
