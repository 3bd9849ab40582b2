import { type ImageAnswers, imageAnswers, knownActivations } from "@weightcast/features";
import type { Activation } from "@weightcast/networks";
import { gatherWeights, type Zoo } from "@weightcast/zoo";
import type { Dreams } from "./messages.js";

/** The activation function of networks whose metrics do not name one. */
const USUAL: Activation = "relu";

/**
 * Asks networks of a zoo what they see in dreamt images.
 *
 * @throws UsageError where the forward pass of these networks is not known
 */
export async function askDreams(dreams: Dreams, zoo: Zoo, rows: Int32Array): Promise<ImageAnswers> {
  const activations = knownActivations({ metrics: zoo.metrics, rows }).map((known) => known ?? USUAL);
  return imageAnswers(zoo.layout, dreams, await gatherWeights(zoo, rows), activations);
}
