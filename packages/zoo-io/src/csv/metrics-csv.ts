import { formatNumber, InputError } from "@weightcast/core";
import { type Column, headerOf, Metrics } from "@weightcast/zoo";
import { METRICS_KINDS, MOST_METRICS_COLUMNS } from "../zoo/metrics-columns.js";
import { type ColumnParser, columnParser } from "./column-parsers.js";
import { CsvParser, formatCsvLines } from "./csv.js";

/** The number of rows beyond those of the weights that are still counted, so that an error message can state both numbers. */
const SPARE_ROWS = 10_000;

/** The number of rows that are formatted at a time while a table is written. */
const ROWS_AT_A_TIME = 4096;

/**
 * Parses a metrics table that arrives in pieces. Columns are recognised by their names and may be in any order. A column that neither
 * METRICS_SCHEMA nor FURTHER_METRICS lists has numbers if all its cells are numbers or missing, otherwise categories. A missing value (an empty cell, `NA`, `None`,
 * `null`, `NaN`, …) is NaN; a column of whole numbers or truth values in which some are missing becomes a column of numbers. Only the
 * step must not be missing.
 */
export class MetricsParser {
  private readonly csv: CsvParser;
  private columns: ReadonlyMap<string, ColumnParser> | undefined;
  /** The places of the columns in a line. */
  private readonly places: number[] = [];
  private rows = 0;

  /**
   * @param file the file's name for error messages
   * @param weightRows the number of rows of the zoo's weights; a table with many more rows is not read to its end
   */
  constructor(
    private readonly file?: string,
    private readonly weightRows?: number,
  ) {
    this.csv = new CsvParser(file);
  }

  /** @throws InputError where a cell does not parse (with its row and column), the text is not CSV, or there are too many rows or columns */
  push(text: string): void {
    this.add(this.csv.push(text));
  }

  /** @throws InputError where a required column is missing, or as `push` does */
  end(): Metrics {
    this.add(this.csv.end());
    const columns = Array.from(this.columns!, ([name, parser]) => [name, parser.finish()] as const);
    return new Metrics(new Map(columns), this.file);
  }

  private add(rows: readonly (readonly string[])[]): void {
    if (this.csv.header === undefined) return;
    this.rows += rows.length;
    if (this.weightRows !== undefined && this.rows > this.weightRows + SPARE_ROWS) {
      throw new InputError(
        `has more than ${this.rows - 1} rows, but the zoo's weights have ${this.weightRows}`,
        {
          file: this.file,
        },
      );
    }
    this.columns ??= this.createColumns(this.csv.header);
    const parsers = Array.from(this.columns.values());
    const { places } = this;
    for (const row of rows) for (let i = 0; i < parsers.length; i++) parsers[i]!.add(row[places[i]!]!);
  }

  private createColumns(header: readonly string[]): ReadonlyMap<string, ColumnParser> {
    if (header.length > MOST_METRICS_COLUMNS) {
      throw new InputError(`has ${header.length} columns, more than the ${MOST_METRICS_COLUMNS} allowed`, {
        file: this.file,
      });
    }
    const columns = new Map<string, ColumnParser>();
    const hasCheckpoints = header.includes("checkpoint");
    for (const [index, title] of header.entries()) {
      // Beside a column of that name, the column without a name is the row numbers that pandas writes.
      if (title === "" && hasCheckpoints) continue;
      const name = title === "" ? "checkpoint" : title;
      const place = { file: this.file, column: name };
      this.places.push(index);
      columns.set(name, columnParser(METRICS_KINDS.get(name), place, name === "step"));
    }
    return columns;
  }
}

/** Parses a whole metrics table; see `MetricsParser`. */
export function parseMetrics(text: string, file?: string): Metrics {
  const parser = new MetricsParser(file);
  parser.push(text);
  return parser.end();
}

/** Writes a metrics table in the order of its columns; numbers as the shortest text that reads back the same. */
export function formatMetrics(metrics: Metrics): string {
  return Array.from(metricsText(metrics)).join("");
}

/** Yields the text of `formatMetrics` in pieces. */
export function* metricsText(metrics: Metrics): Generator<string> {
  const formatters = Array.from(metrics.columns.values(), cellFormatter);
  yield formatCsvLines([Array.from(metrics.columns.keys(), headerOf)]);
  for (let first = 0; first < metrics.rows; first += ROWS_AT_A_TIME) {
    const count = Math.min(ROWS_AT_A_TIME, metrics.rows - first);
    yield formatCsvLines(
      Array.from({ length: count }, (_, i) => formatters.map((format) => format(first + i))),
    );
  }
}

function cellFormatter(column: Column): (row: number) => string {
  switch (column.kind) {
    case "number":
      return (row) => formatNumber(column.values[row]!);
    case "integer":
      return (row) => String(column.values[row]);
    case "boolean":
      return (row) => (column.values[row] ? "True" : "False");
    case "category":
      return (row) => column.categories[column.codes[row]!]!;
    case "text":
      return (row) => column.values[row]!;
    default:
      return column satisfies never;
  }
}
