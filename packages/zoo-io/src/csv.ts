import { InputError } from "@weightcast/core";
import Papa from "papaparse";
import { quoted } from "./quoted.js";

/** The cells of a CSV file: its header, and its data rows, each as long as the header. */
export interface CsvTable {
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/**
 * Parses CSV text with a header line; empty lines are skipped.
 *
 * @throws InputError where a quote is left open, a header repeats, or a row has more or fewer fields than the header
 */
export function parseCsv(text: string, file?: string): CsvTable {
  const { data, errors } = Papa.parse<string[]>(text.replace(/^\uFEFF/, ""), {
    delimiter: ",",
    skipEmptyLines: true,
  });
  const [header, ...rows] = data;
  const [error] = errors;
  if (error !== undefined) {
    // papaparse counts the header line.
    const row = error.row === undefined || error.row === 0 ? undefined : error.row - 1;
    throw new InputError(`is not valid CSV: ${error.message}`, { file, row });
  }
  if (header === undefined) throw new InputError("is empty: a header line was expected", { file });
  const names = new Set<string>();
  for (const name of header) {
    if (names.has(name)) throw new InputError(`has two columns named ${quoted(name)}`, { file });
    names.add(name);
  }
  for (const [row, fields] of rows.entries()) {
    if (fields.length !== header.length) {
      throw new InputError(`has ${fields.length} fields where the header has ${header.length}`, {
        file,
        row,
      });
    }
  }
  return { header, rows };
}

/** Writes CSV text, with \n after every line; fields are quoted only where they must be. */
export function formatCsv(header: readonly string[], rows: readonly (readonly string[])[]): string {
  return `${Papa.unparse([header, ...rows], { newline: "\n" })}\n`;
}
