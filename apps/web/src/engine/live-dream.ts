import { allFinite, CancelledError, matrix, matrixRow } from "@weightcast/core";
import { dreamImages, knownActivations, labelsInTurn, probedNetworks } from "@weightcast/features";
import { selectCheckpoints, targetOf, type Zoo } from "@weightcast/zoo";
import type { DreamtStep } from "./messages.js";

/** What a live dream is asked for. */
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
  const rows = await bestRows(zoo, target);
  const { parameters } = zoo.layout;
  const weights = matrix(new Float32Array(rows.length * parameters), rows.length, parameters);
  let next = 0;
  for await (const block of zoo.blocks({ rows, reuse: true, signal })) {
    for (let i = 0; i < block.weights.rows; i++) matrixRow(weights, next++).set(matrixRow(block.weights, i));
  }
  let step = 0;
  await dreamImages({
    architecture,
    weights,
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
  if (signal.aborted) throw new CancelledError("the dream was cancelled");
}

/** The rows of the best quarter of the final networks, by a metrics column, whose weights are finite. */
async function bestRows(zoo: Zoo, column: string): Promise<Int32Array> {
  const values = zoo.metrics.numbers(column);
  const final = selectCheckpoints(zoo.metrics, "final").filter((row) => Number.isFinite(values[row]));
  const { direction } = targetOf(zoo.metrics, column, final);
  const sign = direction === "higher" ? -1 : 1;
  const ranked = final.toSorted((a, b) => sign * ((values[a] ?? 0) - (values[b] ?? 0)));
  const best = ranked
    .subarray(0, Math.min(MOST_NETWORKS, Math.max(1, Math.floor(ranked.length / 4))))
    .toSorted();
  const finite = new Set<number>();
  for await (const block of zoo.blocks({ rows: best, reuse: true })) {
    for (const [i, row] of block.rows.entries()) if (allFinite(matrixRow(block.weights, i))) finite.add(row);
  }
  return best.filter((row) => finite.has(row));
}
