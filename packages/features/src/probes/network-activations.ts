import { type Activation, openForward } from "@weightcast/networks";
import { dreamImages } from "./dream-images.js";
import type { DreamingNetworks } from "./dreaming-networks.js";
import { likelierActivation } from "./likelier-activation.js";
import type { ProbedNetworks } from "./probe-shape.js";

/** The sizes of a dream that is long enough to reveal activation functions. */
const GUESS = { imagesOfClass: 4, steps: 100 } as const;

/** The classes of the images: all classes in turn. */
export function labelsInTurn(images: number, classes: number): Int32Array {
  return Int32Array.from({ length: images }, (_, image) => image % classes);
}

/**
 * Returns the activation function of each network. Functions that the metrics do not contain are inferred
 * from a small dream.
 *
 * @throws CancelledError once the signal is aborted
 */
export async function activationsOf(
  { architecture, classes }: ProbedNetworks,
  { weights, activations }: DreamingNetworks,
  seed: number,
  signal: AbortSignal | undefined,
): Promise<readonly (Activation | undefined)[]> {
  if (!activations.includes(undefined)) return activations;
  const labels = labelsInTurn(GUESS.imagesOfClass * classes, classes);
  const { steps } = GUESS;
  const images = await dreamImages({
    architecture,
    weights,
    activations,
    labels,
    steps,
    weightNoise: 0,
    seed,
    signal,
  });
  const forward = await openForward(architecture, images);
  try {
    const [relu, tanh] = await Promise.all([
      forward.ask(weights, "relu", { signal }),
      forward.ask(weights, "tanh", { signal }),
    ]);
    const length = labels.length * classes;
    return activations.map((known, network) => {
      const own = (logits: Float32Array) => logits.subarray(network * length, (network + 1) * length);
      return known ?? likelierActivation(own(relu.logits), own(tanh.logits), labels, classes);
    });
  } finally {
    await forward.close();
  }
}
