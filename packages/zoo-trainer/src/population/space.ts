import { UsageError } from "@weightcast/core";
import {
  ACTIVATIONS,
  type Activation,
  INITIALIZERS,
  type Initializer,
  type LayerSpec,
  OPTIMIZERS,
  type Optimizer,
  readLayers,
} from "@weightcast/networks";
import { type HyperparameterName, hyperparameterNamed } from "@weightcast/zoo";
import * as v from "valibot";
import { type ArchitectureChoice, chooseLayers, DNN_ARCHITECTURES } from "./hyperparameters.js";
import { parseJson } from "./json.js";

/** A constant, a list of numbers with equal probabilities, or a range: [low, high). */
export type NumberDistribution =
  | number
  | readonly number[]
  | { readonly uniform: readonly [low: number, high: number] }
  | { readonly log_uniform: readonly [low: number, high: number] };

/** A constant, or a list of words with equal probabilities. */
export type WordDistribution<Word extends string> = Word | readonly Word[];

/**
 * The distributions from which each network's hyperparameters are drawn. Settings that determine the layout
 * of the weights are the same for all networks.
 */
export interface HyperparameterSpace extends ArchitectureChoice {
  readonly activation: WordDistribution<Activation>;
  /** Whether training images are changed at random in each step; false by default. */
  readonly augment_traindata?: boolean | undefined;
  readonly b_init: "zeros";
  readonly dropout: NumberDistribution;
  readonly init_std: NumberDistribution;
  readonly l2reg: NumberDistribution;
  readonly learning_rate: NumberDistribution;
  readonly optimizer: WordDistribution<Optimizer>;
  /** Whether the learning rate is smaller in the last epochs, see `reducedLearningRate`; false by default. */
  readonly reduce_learningrate?: boolean | undefined;
  readonly train_fraction: NumberDistribution;
  readonly w_init: WordDistribution<Initializer>;
}

/** The distribution of the published Small CNN Zoo (Unterthiner et al. 2020, table 2). */
export const PUBLISHED_SPACE: HyperparameterSpace = {
  activation: publishedWords("activation", ACTIVATIONS),
  b_init: "zeros",
  dnn_architecture: "cnn",
  dropout: publishedNumbers("dropout"),
  init_std: publishedNumbers("init_std"),
  l2reg: publishedNumbers("l2reg"),
  learning_rate: publishedNumbers("learning_rate"),
  num_layers: 3,
  num_units: 16,
  optimizer: publishedWords("optimizer", OPTIMIZERS),
  train_fraction: publishedNumbers("train_fraction"),
  w_init: publishedWords("w_init", INITIALIZERS),
};

/** The published words of a hyperparameter, in the published order, all of which are known to the trainer. */
function publishedWords<Word extends string>(
  name: HyperparameterName,
  known: readonly Word[],
): readonly Word[] {
  const published = hyperparameterNamed(name)?.published;
  const words = published !== undefined && "words" in published ? published.words : [];
  return words.flatMap((word) => known.filter((one) => one === word));
}

/** Returns the published distribution of a hyperparameter. */
function publishedNumbers(name: HyperparameterName): NumberDistribution {
  const published = hyperparameterNamed(name)?.published;
  if (published !== undefined && "numbers" in published) return published.numbers;
  if (published === undefined || !("low" in published)) {
    throw new UsageError(`no distribution of ${name} is published`);
  }
  const { low, high, scale } = published;
  return scale === "linear" ? { uniform: [low, high] } : { log_uniform: [low, high] };
}

/** Networks are trained in 32-bit floating point numbers. */
const finite = v.pipe(
  v.number(),
  v.check(
    (value) => Number.isFinite(Math.fround(value)),
    "is beyond the range of 32-bit floating point numbers",
  ),
);
const positive = v.pipe(
  finite,
  v.gtValue(0),
  v.check((value) => Math.fround(value) > 0, "is 0 as a 32-bit floating point number"),
);
/** A list of layers in JSON, see `readLayers` of @weightcast/networks. */
const LayersSchema: v.GenericSchema<readonly LayerSpec[]> = v.pipe(
  v.custom<readonly LayerSpec[]>(() => true),
  v.rawTransform(({ dataset, addIssue, NEVER }) => {
    try {
      return readLayers(dataset.value);
    } catch (error) {
      addIssue({ message: (error as Error).message });
      return NEVER;
    }
  }),
);
const MOST_LAYERS = 1000;
const MOST_UNITS = 65_536;
const MOST_STRIDE = 65_536;
const count = (most: number, least = 1) =>
  v.pipe(v.number(), v.integer(), v.minValue(least), v.maxValue(most));

/**
 * There is one schema for each form of a distribution, so that an error describes the form that was meant.
 */
function numbers(value: v.GenericSchema<number>): v.GenericSchema<NumberDistribution> {
  const range = v.pipe(
    v.strictTuple([value, value]),
    v.check(([low, high]) => low <= high, "the lower end of a range comes first"),
  );
  const aboveZero = v.pipe(
    range,
    v.check(([low]) => low > 0, "log_uniform needs a range above 0"),
  );
  return v.lazy((input): v.GenericSchema<NumberDistribution> => {
    if (Array.isArray(input)) return v.pipe(v.array(value), v.nonEmpty());
    if (typeof input !== "object" || input === null) return value;
    return "log_uniform" in input
      ? v.strictObject({ log_uniform: aboveZero })
      : v.strictObject({ uniform: range });
  });
}

function words<Word extends string>(known: readonly Word[]): v.GenericSchema<WordDistribution<Word>> {
  const word = v.picklist(known);
  return v.lazy(
    (input): v.GenericSchema<WordDistribution<Word>> =>
      Array.isArray(input) ? v.pipe(v.array(word), v.nonEmpty()) : word,
  );
}

const SPACE_ENTRIES = {
  activation: words(ACTIVATIONS),
  augment_traindata: v.optional(v.boolean()),
  b_init: v.literal("zeros"),
  cnn_stride: v.optional(count(MOST_STRIDE)),
  dnn_architecture: v.picklist(DNN_ARCHITECTURES),
  dropout: numbers(v.pipe(finite, v.minValue(0), v.ltValue(1))),
  init_std: numbers(positive),
  layers: v.optional(LayersSchema),
  l2reg: numbers(v.pipe(finite, v.minValue(0))),
  learning_rate: numbers(positive),
  num_layers: count(MOST_LAYERS),
  num_units: count(MOST_UNITS),
  optimizer: words(OPTIMIZERS),
  reduce_learningrate: v.optional(v.boolean()),
  train_fraction: numbers(v.pipe(positive, v.maxValue(1))),
  w_init: words(INITIALIZERS),
};

/** A space with every published hyperparameter, as training.json holds it. */
export const SpaceSchema: v.GenericSchema<HyperparameterSpace> = v.pipe(
  // A list of layers may be the last layer alone.
  v.strictObject({ ...SPACE_ENTRIES, num_layers: count(MOST_LAYERS, 0) }),
  v.check(({ layers, num_layers }) => layers !== undefined || num_layers > 0, "num_layers is 1 or more"),
  v.check(
    ({ dnn_architecture, layers }) => (dnn_architecture === "layers") === (layers !== undefined),
    "has a list of layers if dnn_architecture is layers, and only then",
  ),
);

const PartialSpaceSchema: v.GenericSchema<Partial<HyperparameterSpace>> = v.partial(
  v.strictObject(SPACE_ENTRIES),
);

/**
 * Reads a space: a JSON object of hyperparameters; hyperparameters that it leaves out are as in PUBLISHED_SPACE. If it has a list of
 * `layers`, `dnn_architecture`, `num_layers` and `num_units` follow from the list.
 *
 * @throws InputError where the text is not a space; the message names the field
 */
export function parseSpace(text: string, file?: string): HyperparameterSpace {
  const given = parseJson(PartialSpaceSchema, text, file);
  return { ...PUBLISHED_SPACE, ...given, ...(given.layers !== undefined && chooseLayers(given.layers)) };
}
