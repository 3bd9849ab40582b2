import { InputError, unknownName } from "@weightcast/core";
import { type Runs, runsOf } from "./runs.js";
import { FURTHER_HYPERPARAMETERS, HYPERPARAMETER_PREFIX, HYPERPARAMETERS } from "./vocabulary.js";

/** A column of a metrics table, with one entry for each row of weights. */
export type Column =
  /** A column of numbers, in which a missing value is NaN. */
  | { readonly kind: "number"; readonly values: Float64Array }
  | { readonly kind: "integer"; readonly values: Int32Array }
  /** A column of truth values, 0 or 1. */
  | { readonly kind: "boolean"; readonly values: Uint8Array }
  /** A column of words: `codes[i]` is an index into `categories`. */
  | { readonly kind: "category"; readonly codes: Int32Array; readonly categories: readonly string[] }
  | { readonly kind: "text"; readonly values: readonly string[] };

/** The kind of a column: `number`, `integer`, `boolean`, `category` or `text`. */
export type ColumnKind = Column["kind"];

/** The columns of the Small CNN Zoo's metrics tables, in file order. The checkpoint's header is empty in the file. */
export const METRICS_SCHEMA: readonly { readonly name: string; readonly kind: ColumnKind }[] = [
  { name: "checkpoint", kind: "text" },
  ...HYPERPARAMETERS.map(({ name, kind }) => ({ name: HYPERPARAMETER_PREFIX + name, kind })),
  { name: "modeldir", kind: "text" },
  { name: "step", kind: "integer" },
  { name: "test_accuracy", kind: "number" },
  { name: "test_loss", kind: "number" },
  { name: "train_accuracy", kind: "number" },
  { name: "train_loss", kind: "number" },
  { name: "laststep", kind: "boolean" },
];

/** The columns that a metrics table may have beyond METRICS_SCHEMA, and whose kind is known; they follow its columns. */
export const FURTHER_METRICS: readonly { readonly name: string; readonly kind: ColumnKind }[] =
  FURTHER_HYPERPARAMETERS.map(({ name, kind }) => ({ name: HYPERPARAMETER_PREFIX + name, kind }));

/** The columns without which a table does not describe checkpoints. */
export const REQUIRED_METRICS: readonly string[] = ["checkpoint", "step"];

/** The metrics table of a zoo: typed columns by name, all of the same length. Row i describes row i of the weights. */
export class Metrics {
  readonly rows: number;
  readonly columns: ReadonlyMap<string, Column>;
  /** The names of the training runs, in the order of their first rows. */
  readonly runs: readonly string[];
  /** The run of each row, as an index into `runs`: [rows]. */
  readonly runOfRow: Int32Array;
  /** The file that the table was read from, for error messages; undefined where it was not read from a file. */
  readonly file: string | undefined;

  /**
   * @param columns the columns by name, each with one entry for each row
   * @param file the file's name for error messages
   * @param runs the runs, where they are known already; they are then not looked for again
   * @throws InputError where a required column is missing, or the column of checkpoints does not hold text
   * @throws RangeError where columns differ in length
   */
  constructor(columns: ReadonlyMap<string, Column>, file?: string, runs?: Runs) {
    this.columns = columns;
    this.file = file;
    for (const name of REQUIRED_METRICS) {
      if (!columns.has(name)) throw new InputError(`the column '${headerOf(name)}' is missing`, { file });
    }
    const checkpoints = this.text("checkpoint");
    this.rows = checkpoints.length;
    for (const [name, column] of columns) {
      const { length } = column.kind === "category" ? column.codes : column.values;
      if (length !== this.rows)
        throw new RangeError(
          `the column '${name}' has ${length} entries, but the first column has ${this.rows}`,
        );
    }
    const { names, ofRow } = runs ?? runsOf(checkpoints, columns.get("modeldir"));
    this.runs = names;
    this.runOfRow = ofRow;
  }

  /**
   * The column of a name.
   *
   * @throws UsageError where the table has no column of this name
   */
  column(name: string): Column {
    const column = this.columns.get(name);
    if (column === undefined) throw unknownName("metrics column", name, Array.from(this.columns.keys()));
    return column;
  }

  /**
   * The entries of a number, integer or boolean column: [rows]. The array is the column's own memory, not a copy.
   *
   * @throws UsageError where the table has no column of this name
   * @throws InputError where the column holds words
   */
  numbers(name: string): Float64Array | Int32Array | Uint8Array {
    const column = this.column(name);
    if (column.kind === "number" || column.kind === "integer" || column.kind === "boolean")
      return column.values;
    throw new InputError("holds words, not numbers", { file: this.file, column: name });
  }

  /**
   * The entries of a text or category column: [rows].
   *
   * @throws UsageError where the table has no column of this name
   * @throws InputError where the column holds numbers
   */
  text(name: string): readonly string[] {
    const column = this.column(name);
    if (column.kind === "text") return column.values;
    if (column.kind === "category") return Array.from(column.codes, (code) => column.categories[code]!);
    throw new InputError("holds numbers, not words", { file: this.file, column: name });
  }
}

/**
 * A copy of the metrics of the chosen rows, in the order of `rows`.
 *
 * @throws RangeError where an entry of `rows` is not the number of a row
 */
export function gatherMetrics(metrics: Metrics, rows: Int32Array): Metrics {
  const stray = rows.find((row) => row < 0 || row >= metrics.rows);
  if (stray !== undefined)
    throw new RangeError(`row ${stray} is out of range (the metrics have ${metrics.rows} rows)`);
  const columns = new Map(
    Array.from(metrics.columns, ([name, column]) => [name, gatherColumn(column, rows)]),
  );
  return new Metrics(columns, metrics.file);
}

function gatherColumn(column: Column, rows: Int32Array): Column {
  switch (column.kind) {
    case "number":
      return { kind: column.kind, values: Float64Array.from(rows, (row) => column.values[row]!) };
    case "integer":
      return { kind: column.kind, values: Int32Array.from(rows, (row) => column.values[row]!) };
    case "boolean":
      return { kind: column.kind, values: Uint8Array.from(rows, (row) => column.values[row]!) };
    case "category":
      return { ...column, codes: Int32Array.from(rows, (row) => column.codes[row]!) };
    case "text":
      return { kind: column.kind, values: Array.from(rows, (row) => column.values[row]!) };
    default:
      return column satisfies never;
  }
}

/** The header of a column in metrics.csv: empty for the checkpoint, else the column's name. */
export function headerOf(name: string): string {
  return name === "checkpoint" ? "" : name;
}
