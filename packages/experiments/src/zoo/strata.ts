import type { Column, Metrics } from "@weightcast/zoo";

/** The hyperparameters whose values define the initial strata. */
const CATEGORIES = ["config.optimizer", "config.activation", "config.w_init"] as const;
/** The hyperparameters by which strata are divided in halves, in this order. */
const NUMBERS = [
  "config.learning_rate",
  "config.init_std",
  "config.l2reg",
  "config.dropout",
  "config.train_fraction",
] as const;
/** A stratum is not divided if a half would have fewer rows than this. */
const LEAST_ROWS = 8;

/**
 * Divides rows into strata with similar hyperparameters. Rows with the same optimizer, activation and initialiser form a stratum. Each stratum is
 * then divided at the median of the learning rate, of the initial standard deviation, of the L2 penalty, of the dropout rate and of the share of
 * training images, in this order, as long as both halves keep at least 8 rows.
 *
 * @param rows row numbers of the metrics
 * @returns the number of each row's stratum, [rows.length]; undefined where the metrics do not have all these hyperparameters
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

/** The members up to the median and those above it; all members in one part where a half would be too small. */
function halve(members: readonly number[], value: (member: number) => number): number[][] {
  const median = members.map(value).sort((a, b) => a - b)[(members.length - 1) >> 1]!;
  const low = members.filter((member) => value(member) <= median);
  const high = members.filter((member) => value(member) > median);
  return Math.min(low.length, high.length) < LEAST_ROWS ? [[...members]] : [low, high];
}
