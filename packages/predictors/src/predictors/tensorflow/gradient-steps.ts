import type { LayersModel, Tensor, Tensor2D, Variable } from "@tensorflow/tfjs";
import type { RandomStream } from "@weightcast/core";
import type { Tensorflow } from "./backend.js";
import { type Batch, dropoutMasks } from "./batches.js";
import { type DenseNetwork, modelVariables } from "./dense-network.js";
import { OPTIMISERS, type Optimiser } from "./optimisers.js";
import type { DenseParameters } from "./parameters.js";

type StepParameters = Pick<
  DenseParameters,
  "dropout_rate" | "l2_penalty" | "optimizer_name" | "learning_rate" | "batch_size"
>;

/** Trains a model of a dense network batch by batch, on the mean squared error and an L2 penalty of its kernels. */
export class GradientSteps {
  private readonly variables: readonly Variable[];
  /** The penalised weights: the kernels of hidden layers, or that of the only layer. */
  private readonly penalised: ReadonlySet<Tensor>;
  private readonly masks: readonly ((rows: number) => Tensor2D)[];
  private readonly optimiser: Optimiser;

  /** @param dropout what masks are drawn from */
  constructor(
    private readonly tf: Tensorflow,
    model: LayersModel,
    private readonly network: DenseNetwork,
    private readonly parameters: StepParameters,
    dropout: RandomStream,
  ) {
    const { hidden } = network;
    const { dropout_rate: rate, batch_size: size, learning_rate, optimizer_name } = parameters;
    this.variables = modelVariables(model);
    const kernels = this.variables.filter((variable) => variable.rank === 2);
    this.penalised = new Set(hidden.length === 0 ? kernels : kernels.slice(0, -1));
    this.masks = rate === 0 ? [] : hidden.map((units) => dropoutMasks(tf, rate, size, units, dropout));
    this.optimiser = OPTIMISERS[optimizer_name](tf, this.variables, learning_rate);
  }

  /** Does one step of training on one batch. */
  take({ x, y }: Batch): void {
    this.tf.tidy(() => this.optimiser.step(this.gradients(x, y)));
  }

  /** Returns the penalty that the weights add to the loss. */
  penalty(): number {
    const { tf } = this;
    const squares = Array.from(this.penalised, (kernel) =>
      tf.tidy(() => kernel.square().sum().dataSync()[0]!),
    );
    return this.parameters.l2_penalty * squares.reduce((sum, square) => sum + square, 0);
  }

  dispose(): void {
    this.optimiser.dispose();
  }

  /**
   * Backpropagation by hand: TensorFlow.js' own takes several passes over what needs one here, and cannot choose how to
   * multiply transposed matrices.
   */
  private gradients(x: Tensor2D, y: Tensor2D): Tensor[] {
    const { variables, network } = this;
    const layers = network.hidden.length + 1;
    const rows = x.shape[0];
    const masks = this.masks.map((mask) => mask(rows));
    const kernel = (layer: number) => variables[2 * layer] as Tensor2D;

    const inputs: Tensor2D[] = [x];
    let output = x;
    for (let layer = 0; layer < layers; layer++) {
      const sums = inputs[layer]!.matMul<Tensor2D>(kernel(layer)).add<Tensor2D>(variables[2 * layer + 1]!);
      if (layer < layers - 1) inputs.push(maybeTimes(sums.relu(), masks[layer]));
      else output = network.output === "sigmoid" ? sums.sigmoid() : sums;
    }

    const gradients: Tensor[] = [];
    let error = output.sub<Tensor2D>(y).mul<Tensor2D>(2 / rows);
    if (network.output === "sigmoid") error = error.mul(output.mul(output.mul(-1).add(1)));
    for (let layer = layers - 1; layer >= 0; layer--) {
      const input = inputs[layer]!;
      gradients.unshift(this.penalise(kernel(layer), this.product(input, error, true, false)), error.sum(0));
      if (layer > 0) {
        // A relu's output has the sign 1 where it lets the gradient through, and 0 where not, dropped or not.
        const passed = this.product(error, kernel(layer), false, true).mul<Tensor2D>(input.sign());
        error = maybeTimes(passed, masks[layer - 1]);
      }
    }
    return gradients;
  }

  private penalise(kernel: Tensor2D, gradient: Tensor2D): Tensor {
    const twice = 2 * this.parameters.l2_penalty;
    return twice > 0 && this.penalised.has(kernel) ? gradient.add(kernel.mul(twice)) : gradient;
  }

  /** The WebAssembly backend multiplies transposed matrices ten times as slowly as it transposes and multiplies. */
  private product(a: Tensor2D, b: Tensor2D, transposeA: boolean, transposeB: boolean): Tensor2D {
    const { tf } = this;
    if (tf.getBackend() !== "wasm") return tf.matMul(a, b, transposeA, transposeB);
    return tf.matMul(transposeA ? tf.transpose(a) : a, transposeB ? tf.transpose(b) : b);
  }
}

function maybeTimes(values: Tensor2D, mask: Tensor2D | undefined): Tensor2D {
  return mask === undefined ? values : values.mul(mask);
}
