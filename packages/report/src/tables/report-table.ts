import type { Estimate, Spread } from "@weightcast/evaluation";
import type { NumberFormat } from "../numbers.js";

/** A value of a table: a text, a number, yes or no, a number with its 95% interval, or a mean with its deviation; null where there is none. */
export type TableValue = string | number | boolean | Estimate | Spread | null;

/** A column of a table. */
interface TableColumn<Row> {
  /** The name of the column in files: `r2`. */
  readonly name: string;
  /** The title of the column for people: `R²`. */
  readonly heading: string;
  readonly valueOf: (row: Row) => TableValue;
  /** Formats the numbers of the column; by default with three decimals. */
  readonly format?: NumberFormat;
  /** Whether the column is in the printed (LaTeX) form of the table, whose width is that of a page; by default it is. */
  readonly isPrinted?: boolean;
}

/** Numbers of the results as a table, with one row for each thing that was measured. */
export interface ReportTable {
  /** The name of the table and of its files: `scores`. */
  readonly name: string;
  readonly title: string;
  /** Says what the numbers are. */
  readonly caption: string;
  readonly columns: readonly ReportColumn[];
  /** [rows][columns]. */
  readonly rows: readonly (readonly TableValue[])[];
}

/** A column of a `ReportTable`. */
export interface ReportColumn {
  readonly name: string;
  readonly heading: string;
  readonly kind: "text" | "number" | "estimate" | "spread";
  readonly format: NumberFormat;
  readonly isPrinted: boolean;
}

/** The contents of a table before its columns are evaluated. */
export interface TablePlan<Row> extends Pick<ReportTable, "name" | "title" | "caption"> {
  readonly columns: readonly TableColumn<Row>[];
}
