import type { ColumnKind } from "./metrics.js";

/** The values of a hyperparameter in the published Small CNN Zoo. */
export type PublishedValues =
  /** One of these words. */
  | { readonly words: readonly string[] }
  /** One of these numbers. */
  | { readonly numbers: readonly number[] }
  /** A number from `low` to `high`, drawn uniformly on a linear or logarithmic scale. */
  | { readonly low: number; readonly high: number; readonly scale: "linear" | "logarithmic" };

/** The name of a hyperparameter, without the prefix of its column. */
export type HyperparameterName =
  | "activation"
  | "architecture"
  | "augment_traindata"
  | "b_init"
  | "cnn_stride"
  | "dataset"
  | "dnn_architecture"
  | "dropout"
  | "epochs"
  | "epochs_between_checkpoints"
  | "init_std"
  | "l2reg"
  | "learning_rate"
  | "num_layers"
  | "num_units"
  | "optimizer"
  | "random_seed"
  | "reduce_learningrate"
  | "train_fraction"
  | "w_init";

/** A hyperparameter with which networks are trained. The metrics column `config.<name>` holds its values. */
export interface Hyperparameter {
  readonly name: HyperparameterName;
  readonly kind: ColumnKind;
  /** Words that do not occur in the published collections but may occur in other zoos, such as the optimizer `momentum`. */
  readonly furtherWords?: readonly string[];
  /** The values in the published collections; absent where they differ from collection to collection. */
  readonly published?: PublishedValues;
}

/** The prefix of the metrics columns that hold hyperparameters. */
export const HYPERPARAMETER_PREFIX = "config.";

/**
 * The Small CNN Zoo's hyperparameters, in the order of its metrics table: Unterthiner et al. 2020 (arXiv:2002.11448), table 2. All
 * code that draws, checks, encodes or reports hyperparameters reads this table.
 */
export const HYPERPARAMETERS: readonly Hyperparameter[] = [
  {
    name: "activation",
    kind: "category",
    published: { words: ["relu", "tanh"] },
    furtherWords: ["sigmoid", "selu"],
  },
  { name: "b_init", kind: "category", published: { words: ["zeros"] } },
  { name: "dataset", kind: "category" },
  {
    name: "dnn_architecture",
    kind: "category",
    published: { words: ["cnn"] },
    furtherWords: ["cnnbn", "fcn", "layers"],
  },
  { name: "dropout", kind: "number", published: { low: 0, high: 0.7, scale: "linear" } },
  { name: "epochs", kind: "integer" },
  { name: "epochs_between_checkpoints", kind: "integer" },
  { name: "init_std", kind: "number", published: { low: 1e-3, high: 0.5, scale: "logarithmic" } },
  { name: "l2reg", kind: "number", published: { low: 1e-8, high: 1e-2, scale: "logarithmic" } },
  { name: "learning_rate", kind: "number", published: { low: 5e-4, high: 5e-2, scale: "logarithmic" } },
  { name: "num_layers", kind: "integer", published: { numbers: [3] } },
  { name: "num_units", kind: "integer", published: { numbers: [16] } },
  {
    name: "optimizer",
    kind: "category",
    published: { words: ["sgd", "adam", "rmsprop"] },
    furtherWords: ["momentum", "nesterov"],
  },
  { name: "random_seed", kind: "integer" },
  { name: "train_fraction", kind: "number", published: { numbers: [0.1, 0.25, 0.5, 1] } },
  {
    name: "w_init",
    kind: "category",
    published: { words: ["RandomNormal", "TruncatedNormal", "orthogonal", "glorot_normal", "he_normal"] },
  },
];

/**
 * Hyperparameters that the published metrics tables do not have: a zoo has their columns only if its networks differ from the published
 * ones in them. They follow the published columns.
 */
export const FURTHER_HYPERPARAMETERS: readonly Hyperparameter[] = [
  /** The JSON text of the networks' architecture, where the shapes of the weights alone do not tell it. */
  { name: "architecture", kind: "category" },
  { name: "augment_traindata", kind: "boolean" },
  { name: "cnn_stride", kind: "integer" },
  { name: "reduce_learningrate", kind: "boolean" },
];

/** The hyperparameter of a name (without `config.`), published or further; undefined where there is none of this name. */
export function hyperparameterNamed(name: string): Hyperparameter | undefined {
  return [...HYPERPARAMETERS, ...FURTHER_HYPERPARAMETERS].find(
    (hyperparameter) => hyperparameter.name === name,
  );
}

/** The words that a hyperparameter can be, the published words first; empty where it is a number or can be any word. */
export function wordsOf({ published, furtherWords = [] }: Hyperparameter): readonly string[] {
  return published !== undefined && "words" in published ? [...published.words, ...furtherWords] : [];
}
