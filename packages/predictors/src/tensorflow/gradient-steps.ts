import type { LayersModel, Scalar, Tensor, Tensor2D, Variable } from "@tensorflow/tfjs";
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
  /** The penalised ones: kernels of hidden layers, else of the only layer. */
  private readonly penalised: ReadonlySet<Variable>;
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

  /** Moves the model's weights by what one batch says. */
  take({ x, y }: Batch): void {
    const { tf, variables } = this;
    const twice = 2 * this.parameters.l2_penalty;
    tf.tidy(() => {
      const masks = this.masks.map((mask) => mask(x.shape[0]));
      const { grads } = tf.variableGrads(() => this.meanSquaredError(x, y, masks), [...variables]);
      const gradients = variables.map((variable) => {
        const gradient = grads[variable.name]!;
        return twice > 0 && this.penalised.has(variable) ? gradient.add(variable.mul(twice)) : gradient;
      });
      this.optimiser.step(gradients);
    });
  }

  /** What the weights add to the loss. */
  penalty(): number {
    const { tf } = this;
    const squares = [...this.penalised].map((kernel) => tf.tidy(() => kernel.square().sum().dataSync()[0]!));
    return this.parameters.l2_penalty * squares.reduce((sum, square) => sum + square, 0);
  }

  dispose(): void {
    this.optimiser.dispose();
  }

  private meanSquaredError(x: Tensor2D, y: Tensor2D, masks: readonly Tensor2D[]): Scalar {
    const { network, variables } = this;
    const layers = network.hidden.length;
    let values: Tensor = x;
    for (let layer = 0; layer <= layers; layer++) {
      const sums = values.matMul(variables[2 * layer]!).add(variables[2 * layer + 1]!);
      if (layer < layers) values = this.reluDropout(sums, masks[layer]);
      else values = network.output === "sigmoid" ? sums.sigmoid() : sums;
    }
    return values.sub(y).square().mean();
  }

  /** TensorFlow.js' own gradient of relu takes six passes on its native backend; of the product, two. */
  private reluDropout(sums: Tensor, mask: Tensor2D | undefined): Tensor {
    const masked = this.tf.customGrad((...inputs) => {
      const save = inputs[1] as unknown as (tensors: Tensor[]) => void;
      const relu = (inputs[0] as Tensor).relu();
      const value = mask === undefined ? relu : relu.mul(mask);
      save([value]);
      return {
        value,
        gradFunc: (gradient, saved) => {
          const through = (saved as Tensor[])[0]!.sign();
          return gradient.mul(mask === undefined ? through : through.mul(mask));
        },
      };
    });
    return masked(sums);
  }
}
