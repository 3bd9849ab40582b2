import { csvText } from "@weightcast/core";
import { isEstimate, isSpread } from "./make-table.js";
import type { ReportColumn, ReportTable, TableValue } from "./report-table.js";

/**
 * A table as CSV, with all digits. An estimate has three columns (`r2`, `r2_low`, `r2_high`), a spread three others (`r2_mean`, `r2_deviation`,
 * `r2_count`); what is missing is empty.
 */
export function tableCsv({ columns, rows }: ReportTable): string {
  return csvText([
    columns.flatMap(namesOf),
    ...rows.map((row) => columns.flatMap((column, i) => cellsOf(column, row[i] ?? null))),
  ]);
}

function namesOf({ name, kind }: ReportColumn): string[] {
  if (kind === "estimate") return [name, `${name}_low`, `${name}_high`];
  if (kind === "spread") return [`${name}_mean`, `${name}_deviation`, `${name}_count`];
  return [name];
}

function cellsOf({ kind }: ReportColumn, value: TableValue): (string | number | null)[] {
  if (isEstimate(value)) return [value.value, value.low, value.high];
  if (isSpread(value)) return [value.mean, value.deviation, value.count];
  if (value === null) return kind === "estimate" || kind === "spread" ? [null, null, null] : [null];
  return [typeof value === "boolean" ? String(value) : value];
}
