import type { Column, Metrics } from "../metrics.js";
import { rowsOfRuns } from "../run-rows.js";
import { finding, rowsWhere, type VerificationFinding } from "./finding.js";

const ACCURACIES = ["test_accuracy", "train_accuracy"];
const LOSSES = ["test_loss", "train_loss"];
const SEED = "config.random_seed";
const HYPERPARAMETER = /^config\./;

type PublishedValues =
  | readonly string[]
  | readonly number[]
  | { readonly low: number; readonly high: number };

/**
 * What the hyperparameters of the published Small CNN Zoo are: Unterthiner et al. 2020 (arXiv:2002.11448), table 2; numbers in a range
 * or of a list, words of a list.
 */
const PUBLISHED: ReadonlyMap<string, PublishedValues> = new Map<string, PublishedValues>([
  ["config.activation", ["relu", "tanh"]],
  ["config.b_init", ["zeros"]],
  ["config.dnn_architecture", ["cnn"]],
  ["config.dropout", { low: 0, high: 0.7 }],
  ["config.init_std", { low: 1e-3, high: 0.5 }],
  ["config.l2reg", { low: 1e-8, high: 1e-2 }],
  ["config.learning_rate", { low: 5e-4, high: 5e-2 }],
  ["config.num_layers", [3]],
  ["config.num_units", [16]],
  ["config.optimizer", ["sgd", "adam", "rmsprop"]],
  ["config.train_fraction", [0.1, 0.25, 0.5, 1]],
  ["config.w_init", ["RandomNormal", "TruncatedNormal", "orthogonal", "glorot_normal", "he_normal"]],
]);

/** A number that has been a float32 is the published one to within this part of it. */
const ROUNDING = 1e-6;

/** What is wrong with the numbers of the metrics table. */
export function metricFindings(metrics: Metrics): VerificationFinding[] {
  return [
    ...ACCURACIES.flatMap((name) => [
      ...numbersWhere(metrics, name, "is missing", Number.isNaN),
      ...numbersWhere(metrics, name, "is not in [0, 1]", (value) => value < 0 || value > 1),
    ]),
    ...LOSSES.flatMap((name) => numbersWhere(metrics, name, "is below 0", (value) => value < 0)),
    ...runFindings(metrics),
    ...seedFindings(metrics),
  ];
}

/** What is unlike the published collections, and losses of runs that diverged. */
export function metricNotes(metrics: Metrics): VerificationFinding[] {
  const losses = LOSSES.flatMap((name) =>
    numbersWhere(metrics, name, "is missing or not finite", (value) => !Number.isFinite(value)),
  );
  const unusual = Array.from(PUBLISHED, ([name, published]) => {
    const column = metrics.columns.get(name);
    const isUnusual = column === undefined ? undefined : unusualTest(column, published);
    const rows = isUnusual === undefined ? [] : rowsWhere(metrics.rows, isUnusual);
    return finding(`${name} is off the published values (${describe(published)})`, rows);
  });
  return [...losses, ...unusual.flat()];
}

function numbersWhere(
  { columns, rows }: Metrics,
  name: string,
  problem: string,
  test: (value: number) => boolean,
): VerificationFinding[] {
  const column = columns.get(name);
  if (column?.kind !== "number") return [];
  return finding(
    `${name} ${problem}`,
    rowsWhere(rows, (row) => test(column.values[row]!)),
  );
}

/** A run's hyperparameters are the same in all its rows. */
function runFindings(metrics: Metrics): VerificationFinding[] {
  const names = Array.from(metrics.columns.keys()).filter((name) => HYPERPARAMETER.test(name));
  const first = rowsOfRuns(metrics).map(([row]) => row!);
  return names.flatMap((name) => {
    const cells = cellsOf(metrics.columns.get(name)!);
    const rows = rowsWhere(metrics.rows, (row) => {
      const [own, other] = [cells[row]!, cells[first[metrics.runOfRow[row]!]!]!];
      return !Object.is(own, other);
    });
    return finding(`${name} differs from that of the run's first row`, rows);
  });
}

/** A collection is trained with one seed. */
function seedFindings({ columns, rows }: Metrics): VerificationFinding[] {
  const column = columns.get(SEED);
  if (column === undefined) return [];
  const cells = cellsOf(column);
  return finding(
    `${SEED} differs from that of the first row`,
    rowsWhere(rows, (row) => !Object.is(cells[row], cells[0])),
  );
}

/** The cells as they compare: of categories their codes. */
function cellsOf(column: Column): ArrayLike<number | string> {
  return column.kind === "category" ? column.codes : column.values;
}

function unusualTest(column: Column, published: PublishedValues): ((row: number) => boolean) | undefined {
  if (column.kind === "text") return undefined;
  if (column.kind === "category") {
    const known = column.categories.map(
      (word) => Array.isArray(published) && published.includes(word as never),
    );
    return (row) => !known[column.codes[row]!];
  }
  const { values } = column;
  if ("low" in published) {
    const [low, high] = [published.low * (1 - ROUNDING), published.high * (1 + ROUNDING)];
    return (row) => !(values[row]! >= low && values[row]! <= high);
  }
  const isNear = (value: number, known: number) => Math.abs(value - known) <= known * ROUNDING;
  return (row) => !published.some((known) => typeof known === "number" && isNear(values[row]!, known));
}

function describe(published: PublishedValues): string {
  return "low" in published ? `${published.low} to ${published.high}` : published.join(", ");
}
