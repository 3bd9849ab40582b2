import { unknownName } from "@weightcast/core";

/** The activation functions, as Keras defines them, in the order of the numbers by which the kernels know them. */
export const ACTIVATIONS = ["relu", "tanh", "sigmoid", "selu"] as const;

/** The name of an activation function. */
export type Activation = (typeof ACTIVATIONS)[number];

/** One activation function for all of several networks, or one for each network. */
export type Activations = Activation | readonly Activation[];

/**
 * The number of each network's activation function: [networks].
 *
 * @throws UsageError where a name is unknown
 * @throws RangeError where there are more or fewer names than networks
 */
export function activationNumbers(activations: Activations, networks: number): Uint8Array {
  const names = typeof activations === "string" ? Array<Activation>(networks).fill(activations) : activations;
  if (names.length !== networks) {
    throw new RangeError(`${networks} networks have ${networks} activation functions, not ${names.length}`);
  }
  return Uint8Array.from(names, (name) => {
    const number = ACTIVATIONS.indexOf(name);
    if (number < 0) throw unknownName("activation", name, ACTIVATIONS);
    return number;
  });
}
