import { UsageError } from "@weightcast/core";
import {
  ACTIVATIONS,
  type Activation,
  INITIALIZERS,
  type Initializer,
  OPTIMIZERS,
  type Optimizer,
} from "@weightcast/networks";
import { DNN_ARCHITECTURES, type DnnArchitecture, type HyperparameterSpace } from "@weightcast/zoo-trainer";
import { type Command, Option } from "commander";
import { wholeNumber } from "./whole-number.js";

/** Hyperparameters that are the same for all networks of a zoo, each from an option of its own. */
export interface HyperparameterOptions {
  readonly architecture?: DnnArchitecture;
  readonly numLayers?: number;
  readonly numUnits?: number;
  readonly cnnStride?: number;
  readonly activation?: Activation;
  readonly optimizer?: Optimizer;
  readonly wInit?: Initializer;
  readonly learningRate?: number;
  readonly l2reg?: number;
  readonly initStd?: number;
  readonly dropout?: number;
  readonly trainFraction?: number;
  readonly reduceLearningrate?: true;
}

/** Adds the hyperparameter options to a command. */
export function addHyperparameterOptions(command: Command): Command {
  return command
    .addOption(words("--architecture <name>", "the architecture of all networks", DNN_ARCHITECTURES))
    .option(
      "--num-layers <count>",
      "convolutions, or dense layers before the last",
      wholeNumber("--num-layers", 1),
    )
    .option(
      "--num-units <count>",
      "filters of a convolution, or outputs of a dense layer",
      wholeNumber("--num-units", 1),
    )
    .option("--cnn-stride <pixels>", "stride of the convolutions", wholeNumber("--cnn-stride", 1))
    .addOption(words("--activation <name>", "the activation function of all networks", ACTIVATIONS))
    .addOption(words("--optimizer <name>", "the optimizer of all networks", OPTIMIZERS))
    .addOption(words("--w-init <name>", "the initialiser of all networks' kernels", INITIALIZERS))
    .option("--learning-rate <number>", "the learning rate of all networks", number("--learning-rate"))
    .option("--l2reg <number>", "what the loss has of the kernels' squares", number("--l2reg"))
    .option("--init-std <number>", "standard deviation of random initial kernels", number("--init-std"))
    .option("--dropout <number>", "share of activated outputs that is dropped", number("--dropout"))
    .option(
      "--train-fraction <number>",
      "share of the training images that is used",
      number("--train-fraction"),
    )
    .option(
      "--reduce-learningrate",
      "divide the learning rate by 10 in the last tenth of the epochs, by 100 in the last two",
    );
}

/** Returns a space in which the hyperparameters that the options name are fixed to one value. */
export function fixHyperparameters(
  space: HyperparameterSpace,
  options: HyperparameterOptions,
): HyperparameterSpace {
  const fixed = {
    dnn_architecture: options.architecture,
    num_layers: options.numLayers,
    num_units: options.numUnits,
    cnn_stride: options.cnnStride,
    activation: options.activation,
    optimizer: options.optimizer,
    w_init: options.wInit,
    learning_rate: options.learningRate,
    l2reg: options.l2reg,
    init_std: options.initStd,
    dropout: options.dropout,
    train_fraction: options.trainFraction,
    reduce_learningrate: options.reduceLearningrate,
  };
  return {
    ...space,
    ...Object.fromEntries(Object.entries(fixed).filter(([, value]) => value !== undefined)),
  };
}

function words(flags: string, description: string, choices: readonly string[]): Option {
  return new Option(flags, description).choices(choices);
}

/** A parser of an option's value. It throws UsageError unless that is a number; the space's own ranges are checked with the others. */
function number(option: string): (text: string) => number {
  return (text) => {
    const value = text.trim() === "" ? Number.NaN : Number(text);
    if (Number.isFinite(value)) return value;
    throw new UsageError(`${option} takes a number, not '${text}'`);
  };
}
