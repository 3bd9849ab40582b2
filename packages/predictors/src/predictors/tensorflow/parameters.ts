import { UsageError, unknownName } from "@weightcast/core";
import type { PredictorParameters } from "../predictor.js";
import { INITIALISERS, type InitialiserName } from "./initialisers.js";
import { OPTIMISERS, type OptimiserName } from "./optimisers.js";

interface NumericParameters {
  /** The number of hidden layers. */
  readonly n_layers: number;
  /** The number of units of each hidden layer. */
  readonly n_hiddens: number;
  /** The share of each hidden layer's outputs that a training step leaves out. */
  readonly dropout_rate: number;
  /** The loss has this times the sum of squares of each penalised kernel added. */
  readonly l2_penalty: number;
  /**
   * The standard deviation of RandomNormal and TruncatedNormal; that of other initialisers follows from a
   * layer's size.
   */
  readonly init_stddev: number;
  readonly learning_rate: number;
  readonly batch_size: number;
  /** The maximum number of passes over the training part. */
  readonly epochs: number;
  /** The number of epochs without a lower validation loss after which training stops. */
  readonly patience: number;
}

/** Checked hyperparameters of a dense network, under the published names. */
export interface DenseParameters extends NumericParameters {
  readonly w_init_name: InitialiserName;
  readonly optimizer_name: OptimiserName;
}

interface NumericRange {
  readonly integer?: boolean;
  readonly least?: number;
  /** The exclusive lower limit. */
  readonly above?: number;
  readonly most?: number;
  /** The exclusive upper limit. */
  readonly below?: number;
}

/** The ranges that a predictor allows for its parameters. */
export interface ParameterSpace {
  readonly standard: DenseParameters;
  readonly ranges: { readonly [Name in keyof NumericParameters]?: NumericRange };
  /** Parameters that published files of the predictor contain although they have no effect on it. */
  readonly ineffective?: readonly (keyof NumericParameters)[];
}

/** 1 GiB with the three values that an optimiser keeps beside each weight. */
const MOST_WEIGHTS = 2 ** 26;

const RANGES = {
  l2_penalty: { least: 0 },
  init_stddev: { least: 0 },
  learning_rate: { above: 0 },
  batch_size: { integer: true, least: 1 },
  epochs: { integer: true, least: 1 },
  patience: { integer: true, least: 1 },
} as const;

const SCHEDULE = { batch_size: 512, epochs: 300, patience: 10 } as const;

/** The standard values are those published for Fashion-MNIST's 56 statistics. */
export const LOGIT_LINEAR: ParameterSpace = {
  standard: {
    ...SCHEDULE,
    n_layers: 0,
    n_hiddens: 0,
    dropout_rate: 0,
    l2_penalty: 2.904335378825708e-7,
    w_init_name: "RandomNormal",
    init_stddev: 0.002522474711949731,
    optimizer_name: "adam",
    learning_rate: 0.008370941225114014,
  },
  ranges: { ...RANGES, n_layers: { least: 0, most: 0 }, n_hiddens: {}, dropout_rate: {} },
  ineffective: ["n_layers", "n_hiddens", "dropout_rate"],
};

/** The standard values are those published for Fashion-MNIST's 56 statistics. */
export const DNN: ParameterSpace = {
  standard: {
    ...SCHEDULE,
    n_layers: 4,
    n_hiddens: 389,
    dropout_rate: 0.0187052192205762,
    l2_penalty: 1.2880559636204354e-6,
    w_init_name: "orthogonal",
    init_stddev: 0.025378037750740108,
    optimizer_name: "adam",
    learning_rate: 0.0011844020872596797,
  },
  ranges: {
    ...RANGES,
    n_layers: { integer: true, least: 1, most: 1000 },
    n_hiddens: { integer: true, least: 1, most: 100_000 },
    dropout_rate: { least: 0, below: 1 },
  },
};

/** The default values of the parameters that have an effect. */
export function standardParameters({
  standard,
  ranges,
  ineffective = [],
}: ParameterSpace): PredictorParameters {
  const known = [...Object.keys(ranges), ...Object.keys(WORDS)];
  const effective = known.filter((name) => !(ineffective as readonly string[]).includes(name));
  return Object.fromEntries(Object.entries(standard).filter(([name]) => effective.includes(name)));
}

const WORDS = { w_init_name: INITIALISERS, optimizer_name: OPTIMISERS } as const;

/**
 * Checks parameters and fills in the standard ones.
 *
 * @throws UsageError for an unknown name, a value out of range, or hidden layers of more than 2^26 weights
 */
export function resolveParameters(
  given: PredictorParameters,
  { standard, ranges, ineffective = [] }: ParameterSpace,
): DenseParameters {
  const known = [...Object.keys(ranges), ...Object.keys(WORDS)];
  for (const [name, value] of Object.entries(given)) {
    if (!known.includes(name)) throw unknownName("parameter", name, known);
    if (name in WORDS) checkWord(name, value, Object.keys(WORDS[name as keyof typeof WORDS]));
    else checkNumber(name, value, ranges[name as keyof typeof ranges]!);
  }
  const fixed = Object.fromEntries(ineffective.map((name) => [name, standard[name]]));
  const parameters = { ...standard, ...given, ...fixed };
  requireWeightCount(1, parameters);
  return parameters;
}

/** @throws UsageError where a network of so many inputs has more than 2^26 weights */
export function requireWeightCount(inputs: number, { n_layers, n_hiddens }: DenseParameters): void {
  const count = n_layers === 0 ? inputs : (inputs + (n_layers - 1) * n_hiddens + 1) * n_hiddens;
  if (count <= MOST_WEIGHTS) return;
  throw new UsageError(
    `n_layers ${n_layers} and n_hiddens ${n_hiddens} make a network of ${count} weights, more than the ${MOST_WEIGHTS} allowed`,
  );
}

function checkWord(name: string, value: unknown, words: readonly string[]): void {
  if (words.includes(value as string)) return;
  throw typeof value === "string"
    ? unknownName(name, value, words)
    : new UsageError(`${name} is one of ${words.join(", ")}, not ${JSON.stringify(value)}`);
}

function checkNumber(name: string, value: unknown, range: NumericRange): void {
  const { integer = false, least = Number.NEGATIVE_INFINITY, most = Number.POSITIVE_INFINITY } = range;
  const fits =
    typeof value === "number" &&
    (integer ? Number.isSafeInteger(value) : Number.isFinite(value)) &&
    value >= least &&
    value <= most &&
    value > (range.above ?? Number.NEGATIVE_INFINITY) &&
    value < (range.below ?? Number.POSITIVE_INFINITY);
  if (!fits) throw new UsageError(`${name} is ${rangeInWords(range)}, not ${JSON.stringify(value)}`);
  if (!integer && !Number.isFinite(Math.fround(value))) {
    throw new UsageError(`${name} is ${value}, beyond the range of 32-bit floating point numbers`);
  }
}

function rangeInWords({ integer, least, above, most, below }: NumericRange): string {
  if (least !== undefined && least === most) return String(least);
  const limits = [
    least === undefined ? undefined : `at least ${least}`,
    above === undefined ? undefined : `above ${above}`,
    most === undefined ? undefined : `at most ${most}`,
    below === undefined ? undefined : `below ${below}`,
  ].filter((limit) => limit !== undefined);
  return [integer === true ? "a whole number" : "a number", limits.join(" and ")].join(" ").trim();
}
