import type { Estimate, Spread } from "@weightcast/evaluation";
import { score } from "../numbers.js";
import type { ReportColumn, ReportTable, TablePlan, TableValue } from "./report-table.js";

/** Evaluates the columns of a table for its rows; columns without any value are left out. Null where there are no rows. */
export function makeTable<Row>(plan: TablePlan<Row>, rows: readonly Row[]): ReportTable | null {
  const { name, title, caption } = plan;
  const columns = plan.columns
    .map((column) => ({ column, values: rows.map(column.valueOf) }))
    .filter(({ values }) => values.some((value) => value !== null));
  if (columns.length === 0) return null;
  return {
    name,
    title,
    caption,
    columns: columns.map(({ column, values }): ReportColumn => {
      const { format = score, isPrinted = true } = column;
      return { name: column.name, heading: column.heading, kind: kindOf(values), format, isPrinted };
    }),
    rows: rows.map((_, row) => columns.map(({ values }) => values[row] ?? null)),
  };
}

function kindOf(values: readonly TableValue[]): ReportColumn["kind"] {
  const value = values.find((one) => one !== null) ?? null;
  if (isEstimate(value)) return "estimate";
  if (isSpread(value)) return "spread";
  return typeof value === "number" ? "number" : "text";
}

/** Whether a value is a number with an interval. */
export function isEstimate(value: TableValue): value is Estimate {
  return typeof value === "object" && value !== null && "value" in value;
}

/** Whether a value is a mean with its deviation. */
export function isSpread(value: TableValue): value is Spread {
  return typeof value === "object" && value !== null && "mean" in value;
}
