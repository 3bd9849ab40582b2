import type { Column, Metrics } from "../metrics.js";
import { rowsOfRuns } from "../run-rows.js";
import { HYPERPARAMETER_PREFIX, HYPERPARAMETERS, type PublishedValues } from "../vocabulary.js";
import { finding, rowsWhere, type VerificationFinding } from "./finding.js";

const ACCURACIES = ["test_accuracy", "train_accuracy"];
/** Further shares that a zoo may have, see the measures of @weightcast/zoo-trainer; they may be missing, as of a class without images. */
const FURTHER_SHARES = /^test_(accuracy_class_\d+|ece)$/;
const LOSSES = ["test_loss", "train_loss"];
const SEED = `${HYPERPARAMETER_PREFIX}random_seed`;

/** The relative difference by which a published number may change when it is stored as float32. */
const ROUNDING = 1e-6;

/** Finds the problems with the numbers of the metrics table. */
export function metricFindings(metrics: Metrics): VerificationFinding[] {
  const shares = [
    ...ACCURACIES,
    ...Array.from(metrics.columns.keys()).filter((name) => FURTHER_SHARES.test(name)),
  ];
  return [
    ...ACCURACIES.flatMap((name) => numbersWhere(metrics, name, "is missing", Number.isNaN)),
    ...shares.flatMap((name) =>
      numbersWhere(metrics, name, "is not in [0, 1]", (value) => value < 0 || value > 1),
    ),
    ...LOSSES.flatMap((name) => numbersWhere(metrics, name, "is below 0", (value) => value < 0)),
    ...runFindings(metrics),
    ...seedFindings(metrics),
  ];
}

/** Values that differ from those of the published collections, and losses of runs that diverged. */
export function metricNotes(metrics: Metrics): VerificationFinding[] {
  const losses = LOSSES.flatMap((name) =>
    numbersWhere(metrics, name, "is missing or not finite", (value) => !Number.isFinite(value)),
  );
  const unusual = HYPERPARAMETERS.flatMap(({ name, published }) => {
    const column = metrics.columns.get(HYPERPARAMETER_PREFIX + name);
    if (column === undefined || published === undefined) return [];
    const isUnusual = unusualTest(column, published);
    const rows = isUnusual === undefined ? [] : rowsWhere(metrics.rows, isUnusual);
    return finding(
      `${HYPERPARAMETER_PREFIX}${name} differs from the published values (${describe(published)})`,
      rows,
    );
  });
  return [...losses, ...unusual];
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

/** The hyperparameters of a run must be the same in all its rows. */
function runFindings(metrics: Metrics): VerificationFinding[] {
  const names = Array.from(metrics.columns.keys()).filter((name) => name.startsWith(HYPERPARAMETER_PREFIX));
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

/** The seed must be the same in all rows of a collection. */
function seedFindings({ columns, rows }: Metrics): VerificationFinding[] {
  const column = columns.get(SEED);
  if (column === undefined) return [];
  const cells = cellsOf(column);
  return finding(
    `${SEED} differs from that of the first row`,
    rowsWhere(rows, (row) => !Object.is(cells[row], cells[0])),
  );
}

/** The cells of a column for comparison; a category column has its codes instead of words. */
function cellsOf(column: Column): ArrayLike<number | string> {
  return column.kind === "category" ? column.codes : column.values;
}

function unusualTest(column: Column, published: PublishedValues): ((row: number) => boolean) | undefined {
  if (column.kind === "text") return undefined;
  if (column.kind === "category") {
    const words = "words" in published ? published.words : [];
    const known = column.categories.map((word) => words.includes(word));
    return (row) => !known[column.codes[row]!];
  }
  const { values } = column;
  if ("low" in published) {
    const [low, high] = [published.low * (1 - ROUNDING), published.high * (1 + ROUNDING)];
    return (row) => !(values[row]! >= low && values[row]! <= high);
  }
  const numbers = "numbers" in published ? published.numbers : [];
  const isNear = (value: number, known: number) => Math.abs(value - known) <= known * ROUNDING;
  return (row) => !numbers.some((known) => isNear(values[row]!, known));
}

function describe(published: PublishedValues): string {
  if ("low" in published) return `${published.low} to ${published.high}`;
  return ("words" in published ? published.words : published.numbers).join(", ");
}
