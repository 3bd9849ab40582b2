import { InputError, type Matrix, UsageError, unknownName } from "@weightcast/core";
import {
  type Column,
  HYPERPARAMETER_PREFIX,
  HYPERPARAMETERS,
  type Hyperparameter,
  hyperparameterNamed,
  type Metrics,
  wordsOf,
} from "@weightcast/zoo";
import type { CopiedPart, HyperparameterRows, OneHotColumns } from "../feature-part.js";

/** The hyperparameters that the paper predicts from. The optimizer is not among them. */
const PAPER_HYPERPARAMETERS: readonly string[] = [
  "w_init",
  "activation",
  "learning_rate",
  "init_std",
  "l2reg",
  "train_fraction",
  "dropout",
];
/** A vocabulary of a single word is the same for every network, so its column would carry no information. */
const FEWEST_WORDS = 2;

/** A hyperparameter among the features: one column with its number, or one column for each of its words. */
interface EncodedHyperparameter {
  readonly name: string;
  /** The words of a category that have a column, in column order; undefined for a number. */
  readonly words: readonly string[] | undefined;
  /** Words outside these that a network may have, in which case all columns of the category are 0. */
  readonly otherWords: readonly string[];
}

/**
 * The features of one hyperparameter, or of all that the paper predicts from where `name` is undefined. Numbers stand as they are. Words
 * are one-hot over the whole vocabulary, so that any two zoos give the same columns. Those that the paper predicts from have the columns
 * of its words alone, and a network with a further word has zeros there.
 *
 * @throws UsageError where `name` is a known hyperparameter that holds words and has no vocabulary of at least two
 */
export function hyperparameterPart(name?: string): CopiedPart {
  const encoded = name === undefined ? PAPER_HYPERPARAMETERS.map(encodeAsPublished) : [encode(name)];
  return {
    kind: "copied",
    hyperparameters: "required",
    columns: encoded.flatMap(({ name, words }) => words?.map((word) => `${name}=${word}`) ?? [name]),
    oneHot: oneHotColumns(encoded),
    copy({ hyperparameters }, out, firstColumn) {
      if (hyperparameters === undefined)
        throw new RangeError("hyperparameters are needed and none are given");
      let target = firstColumn;
      for (const { name, words, otherWords } of encoded) {
        if (words === undefined) writeNumbers(hyperparameters, name, out, target);
        else writeOneHot(hyperparameters, name, [words, otherWords], out, target);
        target += words?.length ?? 1;
      }
    },
  };
}

function oneHotColumns(encoded: readonly EncodedHyperparameter[]): OneHotColumns[] {
  const groups: OneHotColumns[] = [];
  let first = 0;
  for (const { name, words } of encoded) {
    if (words !== undefined) groups.push({ name, first, words });
    first += words?.length ?? 1;
  }
  return groups;
}

/**
 * A name outside the vocabulary is taken for a number, because a zoo may have columns of its own; its metrics
 * are checked when they are read.
 */
function encode(name: string): EncodedHyperparameter {
  const known = hyperparameterNamed(name);
  if (known?.kind !== "category") return { name, words: undefined, otherWords: [] };
  if (isUsable(known)) return { name, words: wordsOf(known), otherWords: [] };
  const usable = HYPERPARAMETERS.filter(isUsable).map((hyperparameter) => hyperparameter.name);
  throw new UsageError(
    `the hyperparameter ${name} holds words without a fixed vocabulary of at least two; hyperparameters that can be used: ${usable.join(", ")}`,
  );
}

/** Works like `encode`, but words outside the paper's vocabulary have no columns. */
function encodeAsPublished(name: string): EncodedHyperparameter {
  const encoded = encode(name);
  const { furtherWords = [] } = hyperparameterNamed(name) ?? {};
  const words = encoded.words?.filter((word) => !furtherWords.includes(word));
  return { name, words, otherWords: furtherWords };
}

function isUsable(hyperparameter: Hyperparameter): boolean {
  return hyperparameter.kind !== "category" || wordsOf(hyperparameter).length >= FEWEST_WORDS;
}

function columnOf(metrics: Metrics, name: string): Column {
  const column = metrics.columns.get(HYPERPARAMETER_PREFIX + name);
  if (column !== undefined) return column;
  if (hyperparameterNamed(name) !== undefined) {
    throw new InputError("is missing, and the feature set needs it", {
      file: metrics.file,
      column: HYPERPARAMETER_PREFIX + name,
    });
  }
  throw unknownName("hyperparameter", name, hyperparameterNames(metrics));
}

/** Returns the hyperparameters that a zoo's metrics contain. */
function hyperparameterNames({ columns }: Metrics): string[] {
  return Array.from(columns.keys())
    .filter((column) => column.startsWith(HYPERPARAMETER_PREFIX))
    .map((column) => column.slice(HYPERPARAMETER_PREFIX.length));
}

function writeNumbers(
  { metrics, rows }: HyperparameterRows,
  name: string,
  out: Matrix,
  outColumn: number,
): void {
  columnOf(metrics, name);
  const values = metrics.numbers(HYPERPARAMETER_PREFIX + name);
  for (let i = 0; i < rows.length; i++) out.data[i * out.stride + outColumn] = values[rows[i]!]!;
}

function writeOneHot(
  { metrics, rows }: HyperparameterRows,
  name: string,
  [words, otherWords]: readonly [withColumns: readonly string[], without: readonly string[]],
  out: Matrix,
  outColumn: number,
): void {
  const column = columnOf(metrics, name);
  const location = { file: metrics.file, column: HYPERPARAMETER_PREFIX + name };
  if (column.kind !== "category") {
    throw new InputError(`holds no categories; expected ${[...words, ...otherWords].join(", ")}`, location);
  }
  const hotOfCode = column.categories.map((word) => words.indexOf(word));
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]!;
    const code = column.codes[row]!;
    const hot = hotOfCode[code] ?? -1;
    const word = column.categories[code] ?? "";
    if (hot < 0 && !otherWords.includes(word)) {
      throw new InputError(`'${word}' is none of ${[...words, ...otherWords].join(", ")}`, {
        ...location,
        row,
      });
    }
    const start = i * out.stride + outColumn;
    out.data.fill(0, start, start + words.length);
    if (hot >= 0) out.data[start + hot] = 1;
  }
}
