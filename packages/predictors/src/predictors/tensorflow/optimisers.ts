import type { Tensor, Variable } from "@tensorflow/tfjs";
import type { Tensorflow } from "./backend.js";

/** An optimiser, which moves variables against the gradients of a loss. */
export interface Optimiser {
  /** @param gradients one for each variable; the optimiser does not dispose of them */
  step(gradients: readonly Tensor[]): void;
  dispose(): void;
}

/** Plain gradient descent. */
function sgd(tf: Tensorflow, variables: readonly Variable[], learningRate: number): Optimiser {
  return {
    step(gradients) {
      for (const [i, variable] of variables.entries()) {
        tf.tidy(() => variable.assign(variable.sub(gradients[i]!.mul(learningRate))));
      }
    },
    dispose() {},
  };
}

const MEAN_DECAY = 0.9;
const SQUARE_DECAY = 0.999;
const EPSILON = 1e-7;

/**
 * Adam as Keras computes it: epsilon is added to the root of the second moment before that is corrected for its start at 0,
 * where TensorFlow.js' own Adam adds it after. Both moments are kept without their factor of 1 - decay, which goes into
 * the step: two passes over the weights less.
 */
function adam(tf: Tensorflow, variables: readonly Variable[], learningRate: number): Optimiser {
  const zeros = () => variables.map((variable) => tf.tidy(() => tf.variable(tf.zerosLike(variable), false)));
  const means = zeros();
  const squares = zeros();
  const squareScale = Math.sqrt(1 - SQUARE_DECAY);
  let steps = 0;
  return {
    step(gradients) {
      steps++;
      const rate = (learningRate * Math.sqrt(1 - SQUARE_DECAY ** steps)) / (1 - MEAN_DECAY ** steps);
      const factor = (rate * (1 - MEAN_DECAY)) / squareScale;
      for (const [i, variable] of variables.entries()) {
        tf.tidy(() => {
          const mean = means[i]!;
          const square = squares[i]!;
          const gradient = gradients[i]!;
          mean.assign(mean.mul(MEAN_DECAY).add(gradient));
          square.assign(square.mul(SQUARE_DECAY).add(gradient.square()));
          variable.assign(variable.sub(mean.div(square.sqrt().add(EPSILON / squareScale)).mul(factor)));
        });
      }
    },
    dispose: () => tf.dispose([...means, ...squares]),
  };
}

/** The names of the optimisers, which are Keras' names. */
export type OptimiserName = "adam" | "sgd";

export const OPTIMISERS: Readonly<
  Record<OptimiserName, (tf: Tensorflow, variables: readonly Variable[], learningRate: number) => Optimiser>
> = { adam, sgd };
