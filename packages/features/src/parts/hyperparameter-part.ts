import { InputError, type Matrix, UsageError, unknownName } from "@weightcast/core";
import { type Column, type ColumnKind, METRICS_SCHEMA, type Metrics } from "@weightcast/zoo";
import type { CopiedPart, HyperparameterRows } from "../feature-part.js";

/**
 * The values of each categorical hyperparameter, one one-hot column each, in column order. They are those of the Small
 * CNN Zoo (Unterthiner et al. 2020, arXiv:2002.11448) and fixed, so that any two zoos give the same columns.
 */
export const HYPERPARAMETER_CATEGORIES: ReadonlyMap<string, readonly string[]> = new Map([
  ["activation", ["relu", "tanh"]],
  ["optimizer", ["sgd", "adam", "rmsprop"]],
  ["w_init", ["RandomNormal", "TruncatedNormal", "orthogonal", "glorot_normal", "he_normal"]],
]);

/** What `hyper` holds; the optimizer is not part of it, as in the paper. */
const PAPER_HYPERPARAMETERS: readonly string[] = [
  "w_init",
  "activation",
  "learning_rate",
  "init_std",
  "l2reg",
  "train_fraction",
  "dropout",
];

const PREFIX = "config.";

/** The hyperparameters that every zoo's metrics should have. */
const SCHEMA_KINDS: ReadonlyMap<string, ColumnKind> = new Map(
  METRICS_SCHEMA.filter(({ name }) => name.startsWith(PREFIX)).map(({ name, kind }) => [
    name.slice(PREFIX.length),
    kind,
  ]),
);

/**
 * The hyperparameter `name`, or without one all that the paper uses: numbers as they are, categories one-hot.
 *
 * @throws UsageError where `name` is known to be a category without a fixed vocabulary
 */
export function hyperparameterPart(name?: string): CopiedPart {
  if (name !== undefined) requireUsable(name);
  const names = name === undefined ? PAPER_HYPERPARAMETERS : [name];
  return {
    kind: "copied",
    hyperparameters: "required",
    columns: names.flatMap(
      (name) => HYPERPARAMETER_CATEGORIES.get(name)?.map((category) => `${name}=${category}`) ?? [name],
    ),
    copy({ hyperparameters }, out, firstColumn) {
      let target = firstColumn;
      for (const name of names) {
        const categories = HYPERPARAMETER_CATEGORIES.get(name);
        if (categories === undefined) writeNumbers(hyperparameters!, name, out, target);
        else writeOneHot(hyperparameters!, name, categories, out, target);
        target += categories?.length ?? 1;
      }
    },
  };
}

function isUnusable(name: string): boolean {
  return SCHEMA_KINDS.get(name) === "category" && !HYPERPARAMETER_CATEGORIES.has(name);
}

/** Names outside the schema pass: a zoo may have columns of its own, and its metrics tell when they are read. */
function requireUsable(name: string): void {
  if (!isUnusable(name)) return;
  const usable = Array.from(SCHEMA_KINDS.keys()).filter((known) => !isUnusable(known));
  throw new UsageError(
    `hyper.${name} holds words without a fixed vocabulary; hyperparameters that can be used: ${usable.join(", ")}`,
  );
}

function columnOf(metrics: Metrics, name: string): Column {
  const column = metrics.columns.get(PREFIX + name);
  if (column !== undefined) return column;
  if (SCHEMA_KINDS.has(name)) {
    throw new InputError("is missing, and the feature set needs it", {
      file: metrics.file,
      column: PREFIX + name,
    });
  }
  throw unknownName("hyperparameter", name, hyperparameterNames(Array.from(metrics.columns.keys())));
}

function hyperparameterNames(columns: readonly string[]): string[] {
  return columns.filter((column) => column.startsWith(PREFIX)).map((column) => column.slice(PREFIX.length));
}

function writeNumbers(
  { metrics, rows }: HyperparameterRows,
  name: string,
  out: Matrix,
  outColumn: number,
): void {
  columnOf(metrics, name);
  const values = metrics.numbers(PREFIX + name);
  for (let i = 0; i < rows.length; i++) out.data[i * out.stride + outColumn] = values[rows[i]!]!;
}

function writeOneHot(
  { metrics, rows }: HyperparameterRows,
  name: string,
  categories: readonly string[],
  out: Matrix,
  outColumn: number,
): void {
  const column = columnOf(metrics, name);
  const location = { file: metrics.file, column: PREFIX + name };
  if (column.kind !== "category") {
    throw new InputError(`holds no categories; expected ${categories.join(", ")}`, location);
  }
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]!;
    const value = column.categories[column.codes[row]!]!;
    const hot = categories.indexOf(value);
    if (hot < 0) {
      throw new InputError(`'${value}' is none of ${categories.join(", ")}`, { ...location, row });
    }
    const start = i * out.stride + outColumn;
    out.data.fill(0, start, start + categories.length);
    out.data[start + hot] = 1;
  }
}
