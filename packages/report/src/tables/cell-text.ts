import { interval, MISSING } from "../numbers.js";
import { isEstimate, isSpread } from "./make-table.js";
import type { ReportColumn, TableValue } from "./report-table.js";

/** A value of a table as text: the number or the words, and what stands beside it in small print. */
export interface CellText {
  readonly text: string;
  /** The interval of an estimate, the deviation of a mean; null where there is none. */
  readonly small: string | null;
}

/** Formats a value of a column for people; a dash stands for what is missing. */
export function cellText({ format }: Pick<ReportColumn, "format">, value: TableValue): CellText {
  if (isEstimate(value)) {
    if (value.value === null) return { text: MISSING, small: null };
    return { text: format(value.value), small: interval(value, format) };
  }
  if (isSpread(value)) {
    return {
      text: format(value.mean),
      small: value.deviation === null ? null : `± ${format(value.deviation)}`,
    };
  }
  if (typeof value === "boolean") return { text: value ? "yes" : "no", small: null };
  return { text: typeof value === "number" ? format(value) : (value ?? MISSING), small: null };
}

/** The number by which a value is sorted: that of an estimate, the mean of a spread; null for words and where it is missing. */
export function sortNumber(value: TableValue): number | null {
  if (isEstimate(value)) return value.value;
  if (isSpread(value)) return value.mean;
  return typeof value === "number" ? value : null;
}
