/** What `config.*` columns of a zoo tell of how a network was made, under the published names. */
export interface Hyperparameters {
  readonly activation: Activation;
  readonly b_init: "zeros";
  readonly dnn_architecture: "cnn";
  /** The share of a convolution's outputs that a training step leaves out. */
  readonly dropout: number;
  /** Standard deviation of the initial kernels where `w_init` is RandomNormal or TruncatedNormal. */
  readonly init_std: number;
  /** The loss has this times the sum of squares of all kernels added. */
  readonly l2reg: number;
  readonly learning_rate: number;
  /** Convolutions. */
  readonly num_layers: number;
  /** Channels of each convolution. */
  readonly num_units: number;
  readonly optimizer: Optimizer;
  /** The share of the training images that a network is trained on. */
  readonly train_fraction: number;
  readonly w_init: WeightInitializer;
}

export const ACTIVATIONS = ["relu", "tanh"] as const;
export const OPTIMIZERS = ["sgd", "momentum", "adam", "rmsprop"] as const;
export const WEIGHT_INITIALIZERS = [
  "RandomNormal",
  "TruncatedNormal",
  "orthogonal",
  "glorot_normal",
  "he_normal",
] as const;

export type Activation = (typeof ACTIVATIONS)[number];
export type Optimizer = (typeof OPTIMIZERS)[number];
export type WeightInitializer = (typeof WEIGHT_INITIALIZERS)[number];
