import type { Matrix } from "@weightcast/core";
import { type Activation, openForward } from "@weightcast/networks";
import type { Layout } from "@weightcast/zoo";
import type { DreamtSets } from "./dream-state.js";
import { likelierActivation } from "./likelier-activation.js";
import { probedNetworks } from "./probe-shape.js";

/** The answers of networks to images. */
export interface ImageAnswers {
  /** [networks, images, classes] probabilities; NaN where the weights make them so. */
  readonly probabilities: Float32Array;
  readonly images: number;
  readonly classes: number;
}

/**
 * Asks networks for the probabilities of the classes of dreamt images.
 *
 * @param weights [networks, parameters] of the layout
 * @param activations the activation function of each network; where it is undefined, the one of relu and tanh is taken under which the
 * network recognises more of the images
 * @throws UsageError where the forward pass of networks of this layout is not known, or they take images of another shape
 */
export async function imageAnswers(
  layout: Layout,
  { shape, images, labels }: DreamtSets,
  weights: Matrix<Float32Array>,
  activations: readonly (Activation | undefined)[],
): Promise<ImageAnswers> {
  const { architecture, classes } = probedNetworks(layout, shape);
  const forward = await openForward(architecture, images);
  try {
    const ask = async (unknown: Activation) =>
      (
        await forward.ask(
          weights,
          activations.map((known) => known ?? unknown),
        )
      ).logits;
    const relu = await ask("relu");
    if (activations.includes(undefined)) {
      const tanh = await ask("tanh");
      const length = forward.images * classes;
      for (const [network, known] of activations.entries()) {
        const own = (logits: Float32Array) => logits.subarray(network * length, (network + 1) * length);
        const likelier = known ?? likelierActivation(own(relu), own(tanh), labels, classes);
        if (known === undefined && likelier === "tanh") own(relu).set(own(tanh));
      }
    }
    return { probabilities: softmax(relu, classes), images: forward.images, classes };
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
