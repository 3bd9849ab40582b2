import { InputError } from "@weightcast/core";
import Papa from "papaparse";
import { quoted } from "../files/quoted.js";
import { CsvProblem, CsvScanner } from "./csv-scanner.js";

/** The cells of a CSV file: its header, and its data rows, each as long as the header. */
export interface CsvTable {
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** The maximum number of rows, which is far above that of any zoo. */
const MOST_ROWS = 2 ** 24;

/** Parses CSV text that arrives in pieces, which may be cut anywhere, in time linear in its length. */
export class CsvParser {
  /** The names of the columns; undefined until the first line is complete. */
  header: readonly string[] | undefined;
  private rows = 0;
  private hasBegun = false;
  private readonly scanner = new CsvScanner();

  /** @param file the file's name for error messages */
  constructor(private readonly file?: string) {}

  /**
   * Takes the next piece of the text.
   *
   * @returns the rows that are complete and were not returned before
   * @throws InputError where a header repeats, a row has more or fewer fields than the header, a line has more than 2^20 characters, or there
   * are more than 2^24 rows
   */
  push(text: string): readonly (readonly string[])[] {
    const unmarked = this.hasBegun ? text : text.replace(/^\uFEFF/, "");
    this.hasBegun ||= text !== "";
    return this.scan((take) => this.scanner.push(unmarked, take));
  }

  /**
   * @returns the remaining rows
   * @throws InputError where there was no header, or a quote is left open
   */
  end(): readonly (readonly string[])[] {
    const rest = this.scan((take) => this.scanner.end(take));
    if (this.header === undefined) {
      throw new InputError("is empty: a header line was expected", { file: this.file });
    }
    return rest;
  }

  private scan(run: (take: (fields: string[]) => void) => void): string[][] {
    const lines: string[][] = [];
    try {
      run((fields) => {
        if (this.header === undefined) this.header = this.checkHeader(fields);
        else lines.push(this.checkRow(fields));
      });
    } catch (error) {
      if (!(error instanceof CsvProblem)) throw error;
      const row = this.header === undefined ? undefined : this.rows;
      throw new InputError(`is not valid CSV: ${error.message}`, { file: this.file, row });
    }
    return lines;
  }

  private checkRow(fields: string[]): string[] {
    const place = { file: this.file, row: this.rows };
    if (fields.length !== this.header?.length) {
      throw new InputError(`has ${fields.length} fields where the header has ${this.header?.length}`, place);
    }
    if (this.rows === MOST_ROWS)
      throw new InputError(`is one more than the ${MOST_ROWS} rows allowed`, place);
    this.rows++;
    return fields;
  }

  private checkHeader(header: readonly string[]): readonly string[] {
    const names = new Set<string>();
    for (const name of header) {
      if (names.has(name)) throw new InputError(`has two columns named ${quoted(name)}`, { file: this.file });
      names.add(name);
    }
    return header;
  }
}

/**
 * Parses CSV text with a header line; empty lines are skipped.
 *
 * @throws InputError where a quote is left open, a header repeats, or a row has more or fewer fields than the header
 */
export function parseCsv(text: string, file?: string): CsvTable {
  const parser = new CsvParser(file);
  const rows = [...parser.push(text), ...parser.end()];
  return { header: parser.header!, rows };
}

/** Writes CSV text, with \n after every line; fields are quoted only where they must be. */
export function formatCsv(header: readonly string[], rows: readonly (readonly string[])[]): string {
  return formatCsvLines([header, ...rows]);
}

/** Writes rows of cells as lines of CSV text, without a header, with \n after each line. */
export function formatCsvLines(rows: readonly (readonly string[])[]): string {
  // Readers skip an empty line, so that the empty cell of a single column has quotes.
  const quotes = rows[0]?.length === 1 ? (cell: unknown) => cell === "" : false;
  return rows.length === 0 ? "" : `${Papa.unparse([...rows], { newline: "\n", quotes })}\n`;
}
