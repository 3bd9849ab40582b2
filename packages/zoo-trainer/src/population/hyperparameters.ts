import type { Activation, Initializer, Optimizer } from "@weightcast/networks";

/**
 * `cnn`: convolutions, the mean over the pixels, a dense layer; `cnnbn`: the same with batch normalisation after each convolution's
 * activation; `fcn`: dense layers on the pixels.
 */
export const DNN_ARCHITECTURES = ["cnn", "cnnbn", "fcn"] as const;

/** The architecture of a zoo's networks, by the name that it has in the column `config.dnn_architecture`. */
export type DnnArchitecture = (typeof DNN_ARCHITECTURES)[number];

/** The hyperparameters of a network, under the names of the columns `config.*` of a zoo. */
export interface Hyperparameters {
  readonly activation: Activation;
  readonly b_init: "zeros";
  readonly dnn_architecture: DnnArchitecture;
  /** The share of a convolution's outputs that a training step drops. */
  readonly dropout: number;
  /** Standard deviation of the initial kernels where `w_init` is RandomNormal or TruncatedNormal. */
  readonly init_std: number;
  /** The factor by which the sum of squares of all kernels is added to the loss. */
  readonly l2reg: number;
  readonly learning_rate: number;
  /** The number of convolutions, or of dense layers before the last. */
  readonly num_layers: number;
  /** Filters of each convolution, or outputs of each dense layer but the last. */
  readonly num_units: number;
  readonly optimizer: Optimizer;
  /** The share of the training images that the network is trained on. */
  readonly train_fraction: number;
  readonly w_init: Initializer;
}
