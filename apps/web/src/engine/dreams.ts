import { matrix, matrixRow } from "@weightcast/core";
import { dreamtSetsOf, knownActivations, probedNetworks } from "@weightcast/features";
import { type Activation, openForward } from "@weightcast/networks";
import type { Model } from "@weightcast/predictors";
import type { Zoo } from "@weightcast/zoo";
import type { Dreams, ImageAnswers } from "./messages.js";

/** The activation function of networks whose metrics do not name one. */
const USUAL: Activation = "relu";

/** The images that a model's networks dreamt; null for a model without them. */
export function dreamsOf(model: Model): Dreams | null {
  return dreamtSetsOf(model.featureState);
}

/**
 * Asks networks of a zoo what they see in the images that a model's networks dreamt.
 *
 * @throws UsageError where the model has no dreamt images
 */
export async function askDreams(model: Model, zoo: Zoo, rows: Int32Array): Promise<ImageAnswers> {
  const dreams = dreamsOf(model);
  if (dreams === null) throw new RangeError("the model has no dreamt images");
  const { architecture, classes } = probedNetworks(zoo.layout, dreams.shape);
  const activations = knownActivations({ metrics: zoo.metrics, rows }).map((known) => known ?? USUAL);
  const weights = matrix(
    new Float32Array(rows.length * zoo.layout.parameters),
    rows.length,
    zoo.layout.parameters,
  );
  let next = 0;
  for await (const block of zoo.blocks({ rows, reuse: true })) {
    for (let i = 0; i < block.weights.rows; i++) matrixRow(weights, next++).set(matrixRow(block.weights, i));
  }
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
