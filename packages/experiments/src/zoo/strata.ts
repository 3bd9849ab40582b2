import type { Column, Metrics } from "@weightcast/zoo";

/** Hyperparameters that define a stratum by their values. */
const CATEGORIES = ["config.optimizer", "config.activation", "config.w_init"] as const;
/** Hyperparameters that strata are halved by, in this order. */
const NUMBERS = [
  "config.learning_rate",
  "config.init_std",
  "config.l2reg",
  "config.dropout",
  "config.train_fraction",
] as const;
/** A stratum is not halved where a half would have fewer rows. */
const LEAST_ROWS = 8;

/**
 * Divides rows into strata of like hyperparameters. Rows of the same optimizer, activation and initialiser are one stratum; it is then halved
 * at the median of the learning rate, of the initial deviation, of the L2 penalty, of the dropout rate and of the share of training images,
 * in this order, each time as far as both halves keep at least 8 rows.
 *
 * @param rows row numbers of the metrics
 * @returns [rows.length] the number of each row's stratum, or undefined where the metrics lack one of the hyperparameters
 */
export function hyperparameterStrata(metrics: Metrics, rows: ArrayLike<number>): Int32Array | undefined {
  const columns = [...CATEGORIES, ...NUMBERS].map((name) => metrics.columns.get(name));
  if (!columns.every((column) => column !== undefined)) return undefined;
  const words = columns.slice(0, CATEGORIES.length).map(wordsOf);
  const byCategory = new Map<string, number[]>();
  for (let i = 0; i < rows.length; i++) {
    const key = JSON.stringify(words.map((word) => word(rows[i]!)));
    const members = byCategory.get(key);
    if (members === undefined) byCategory.set(key, [i]);
    else members.push(i);
  }
  let strata = Array.from(byCategory.values());
  for (const column of columns.slice(CATEGORIES.length)) {
    const value = wordsOf(column);
    strata = strata.flatMap((members) => halve(members, (i) => Number(value(rows[i]!))));
  }
  const numbers = new Int32Array(rows.length);
  for (const [number, members] of strata.entries()) for (const i of members) numbers[i] = number;
  return numbers;
}

function wordsOf(column: Column): (row: number) => string | number {
  return column.kind === "category"
    ? (row) => column.categories[column.codes[row]!]!
    : (row) => column.values[row]!;
}

/** The members up to the median and those above it; all of them where that leaves too few on a side. */
function halve(members: readonly number[], value: (member: number) => number): number[][] {
  const median = members.map(value).sort((a, b) => a - b)[(members.length - 1) >> 1]!;
  const low = members.filter((member) => value(member) <= median);
  const high = members.filter((member) => value(member) > median);
  return Math.min(low.length, high.length) < LEAST_ROWS ? [[...members]] : [low, high];
}
