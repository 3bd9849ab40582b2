import { UsageError } from "@weightcast/core";
import {
  ACTIVATIONS,
  type Activation,
  INITIALIZERS,
  type Initializer,
  OPTIMIZERS,
  type Optimizer,
  parseLayers,
} from "@weightcast/networks";
import { chooseLayers, DNN_ARCHITECTURES, type HyperparameterSpace } from "@weightcast/zoo-trainer";
import { type Command, InvalidArgumentError, Option } from "commander";
import { readText } from "./read-text.js";
import { wholeNumber } from "./whole-number.js";

/** Hyperparameters that are the same for all networks of a zoo, each from an option of its own. */
export interface HyperparameterOptions {
  /** A name, or the path of a JSON file of layers. */
  readonly architecture?: string;
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
  readonly augmentTraindata?: true;
}

/** Adds the hyperparameter options to a command. */
export function addHyperparameterOptions(command: Command): Command {
  return command
    .option(
      "--architecture <name>",
      `the architecture of all networks: ${NAMED.join(", ")}, or a JSON file of layers: a list such as [{"kind": "conv2d", "filters": 8, "stride": 2}, {"kind": "globalMean"}, {"kind": "dense", "units": 10}]`,
      parseArchitectureName,
    )
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
    .option(
      "--l2reg <number>",
      "the factor of the sum of the kernels' squared weights in the loss",
      number("--l2reg"),
    )
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
    )
    .option(
      "--augment-traindata",
      "change training images at random in each step: cut, mirrored, with another brightness and contrast, and in colour with another hue and saturation",
    );
}

/** The architectures that have a name; a list of layers has none. */
const NAMED: readonly string[] = DNN_ARCHITECTURES.filter((name) => name !== "layers");

function parseArchitectureName(text: string): string {
  if (NAMED.includes(text) || text.endsWith(".json")) return text;
  throw new InvalidArgumentError(
    `Allowed choices are ${NAMED.join(", ")}, or a file of layers whose name ends in .json.`,
  );
}

/**
 * Returns a space in which the hyperparameters that the options name are fixed to one value.
 *
 * @throws InputError where a file of layers is missing, or is none
 * @throws UsageError where sizes are given beside a list of layers
 */
export async function fixHyperparameters(
  space: HyperparameterSpace,
  options: HyperparameterOptions,
): Promise<HyperparameterSpace> {
  const fixed = {
    ...(await chooseArchitecture(options)),
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
    augment_traindata: options.augmentTraindata,
  };
  const { layers, ...others } = space;
  return {
    ...(options.architecture === undefined ? space : others),
    ...Object.fromEntries(Object.entries(fixed).filter(([, value]) => value !== undefined)),
  };
}

async function chooseArchitecture(options: HyperparameterOptions) {
  const { architecture, numLayers, numUnits, cnnStride } = options;
  if (architecture === undefined || NAMED.includes(architecture)) return { dnn_architecture: architecture };
  if (numLayers !== undefined || numUnits !== undefined || cnnStride !== undefined) {
    throw new UsageError(
      `--num-layers, --num-units and --cnn-stride go with ${NAMED.join(", ")}; ${architecture} has the sizes of its layers itself`,
    );
  }
  return chooseLayers(parseLayers(await readText(architecture), architecture));
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
