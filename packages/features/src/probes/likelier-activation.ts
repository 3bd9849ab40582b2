import type { Activation } from "@weightcast/networks";

/**
 * Infers the activation function of a network from its answers under two functions: it is the one under which
 * the network gives the images' classes the larger mean probability. A function whose answers are not finite
 * loses; if both means are equal, it is relu.
 *
 * @param relu [images, classes]: the logits under relu
 * @param tanh [images, classes]: the logits under tanh
 * @param labels [images], or those of the first images where the same labels come again and again
 */
export function likelierActivation(
  relu: Float32Array,
  tanh: Float32Array,
  labels: Int32Array,
  classes: number,
): Activation {
  const [underRelu, underTanh] = [relu, tanh].map((logits) => labelProbability(logits, labels, classes));
  return (underTanh ?? 0) > (underRelu ?? 0) ? "tanh" : "relu";
}

/**
 * The mean softmax probability of the images' classes; -1 where an answer is not finite.
 *
 * @param logits [images, classes]
 * @param labels as of `likelierActivation`
 */
export function labelProbability(logits: Float32Array, labels: Int32Array, classes: number): number {
  let sum = 0;
  const images = logits.length / classes;
  for (let image = 0; image < images; image++) {
    const start = image * classes;
    const own = logits[start + (labels[image % labels.length] ?? 0)]!;
    let others = 0;
    for (let k = start; k < start + classes; k++) others += Math.exp(logits[k]! - own);
    sum += 1 / others;
  }
  return Number.isFinite(sum) ? sum / images : -1;
}
