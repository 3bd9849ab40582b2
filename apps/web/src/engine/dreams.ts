import { knownActivations, probedNetworks } from "@weightcast/features";
import { type Activation, openForward } from "@weightcast/networks";
import { gatherWeights, type Zoo } from "@weightcast/zoo";
import type { Dreams, ImageAnswers } from "./messages.js";

/** The activation function of networks whose metrics do not name one. */
const USUAL: Activation = "relu";

/**
 * Asks networks of a zoo what they see in dreamt images.
 *
 * @throws UsageError where the forward pass of these networks is not known
 */
export async function askDreams(dreams: Dreams, zoo: Zoo, rows: Int32Array): Promise<ImageAnswers> {
  const { architecture, classes } = probedNetworks(zoo.layout, dreams.shape);
  const activations = knownActivations({ metrics: zoo.metrics, rows }).map((known) => known ?? USUAL);
  const weights = await gatherWeights(zoo, rows);
  const forward = await openForward(architecture, dreams.images);
  try {
    const { logits } = await forward.ask(weights, activations);
    return { probabilities: softmax(logits, classes), images: forward.images, classes };
  } finally {
    await forward.close();
  }
}

/** The softmax of each run of `classes` logits. */
function softmax(logits: Float32Array, classes: number): Float32Array {
  const probabilities = new Float32Array(logits.length);
  for (let start = 0; start < logits.length; start += classes) {
    const own = logits.subarray(start, start + classes);
    const largest = own.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
    const powers = own.map((logit) => Math.exp(logit - largest));
    const sum = powers.reduce((a, b) => a + b, 0);
    for (const [i, power] of powers.entries()) probabilities[start + i] = power / sum;
  }
  return probabilities;
}
