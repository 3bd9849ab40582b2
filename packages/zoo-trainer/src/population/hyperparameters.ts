import { UsageError } from "@weightcast/core";
import {
  type Activation,
  type Architecture,
  type Initializer,
  type LayerSpec,
  layoutOf,
  type Optimizer,
  smallCnn,
  smallFcn,
} from "@weightcast/networks";
import type { ImageDataSet } from "../images/images.js";

/**
 * `cnn`: convolutions, the mean over the pixels, a dense layer; `cnnbn`: the same with batch normalisation after each convolution's
 * activation; `fcn`: dense layers on the pixels; `layers`: a list of layers.
 */
export const DNN_ARCHITECTURES = ["cnn", "cnnbn", "fcn", "layers"] as const;

/** The architecture of a zoo's networks, by the name that it has in the column `config.dnn_architecture`. */
export type DnnArchitecture = (typeof DNN_ARCHITECTURES)[number];

/** The settings that determine the layout of a network's weights; they are the same for all networks of a zoo. */
export interface ArchitectureChoice {
  readonly dnn_architecture: DnnArchitecture;
  /** The stride of the convolutions of `cnn` and `cnnbn`; 2 by default. */
  readonly cnn_stride?: number | undefined;
  /** All layers of the networks, where `dnn_architecture` is `layers`, and only there. */
  readonly layers?: readonly LayerSpec[] | undefined;
  /** The number of convolutions, or of dense layers before the last; of a list of layers, the number of layers with a kernel before the last. */
  readonly num_layers: number;
  /** The filters of each convolution, or the outputs of each dense layer but the last; of a list of layers, the outputs of the last but one with a kernel. */
  readonly num_units: number;
}

/** The hyperparameters of a network, under the names of the columns `config.*` of a zoo. */
export interface Hyperparameters extends ArchitectureChoice {
  readonly activation: Activation;
  /** Whether training images are changed at random in each step, see @weightcast/networks; false by default. */
  readonly augment_traindata?: boolean | undefined;
  readonly b_init: "zeros";
  /** The share of a convolution's outputs that a training step drops. */
  readonly dropout: number;
  /** Standard deviation of the initial kernels where `w_init` is RandomNormal or TruncatedNormal. */
  readonly init_std: number;
  /** The factor by which the sum of squares of all kernels is added to the loss. */
  readonly l2reg: number;
  readonly learning_rate: number;
  readonly optimizer: Optimizer;
  /** Whether the learning rate is smaller in the last epochs, see `reducedLearningRate`; false by default. */
  readonly reduce_learningrate?: boolean | undefined;
  /** The share of the training images that a network is trained on. */
  readonly train_fraction: number;
  readonly w_init: Initializer;
}

/** The values of settings that the published space leaves out. */
export const UNPUBLISHED_DEFAULTS = {
  augment_traindata: false,
  cnn_stride: 2,
  reduce_learningrate: false,
} as const;

/** The default hyperparameters of the program that trained the Small CNN Zoo. */
export const DEFAULT_HYPERPARAMETERS: Hyperparameters = {
  activation: "relu",
  b_init: "zeros",
  dnn_architecture: "cnn",
  dropout: 0,
  init_std: 0.05,
  l2reg: 0,
  learning_rate: 0.01,
  num_layers: 3,
  num_units: 16,
  optimizer: "sgd",
  train_fraction: 1,
  w_init: "he_normal",
};

/**
 * Returns the architecture of networks on a data set.
 *
 * @throws UsageError where the layers cannot follow each other, convolutions leave no pixel of an image, or the last layer does not have as
 * many units as the data set has classes
 */
export function architectureOf(choice: ArchitectureChoice, images: ImageDataSet): Architecture {
  const { cnn_stride, dnn_architecture, layers, num_layers, num_units } = choice;
  const { height, width, channels } = images.train;
  const { classes, name } = images;
  const input = { height, width, channels };
  const sizes = { side: Math.min(height, width), channels, layers: num_layers, units: num_units, classes };
  switch (dnn_architecture) {
    case "fcn":
      return { input, layers: smallFcn(sizes).layers };
    case "cnn":
    case "cnnbn": {
      const stride = cnn_stride ?? UNPUBLISHED_DEFAULTS.cnn_stride;
      return {
        input,
        layers: smallCnn({ ...sizes, stride, batchNorm: dnn_architecture === "cnnbn" }).layers,
      };
    }
    case "layers": {
      if (layers === undefined) throw new UsageError("the list of layers is missing");
      const outputs = layoutOf({ input, layers }).tensors.at(-1)?.shape.at(-1);
      if (outputs === classes) return { input, layers };
      throw new UsageError(
        `the last layer has ${outputs} units; the data set ${name} has ${classes} classes`,
      );
    }
    default:
      return dnn_architecture satisfies never;
  }
}

/** Returns the settings of networks that consist of a list of layers. */
export function chooseLayers(
  layers: readonly LayerSpec[],
): Required<Pick<ArchitectureChoice, "dnn_architecture" | "layers" | "num_layers" | "num_units">> {
  const hidden = layers.flatMap((layer) =>
    layer.kind === "conv2d" ? [layer.filters] : layer.kind === "dense" ? [layer.units] : [],
  );
  const last = hidden.pop() ?? 0;
  return { dnn_architecture: "layers", layers, num_layers: hidden.length, num_units: hidden.at(-1) ?? last };
}
