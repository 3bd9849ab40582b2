import { InputError } from "@weightcast/core";
import Papa from "papaparse";
import { quoted } from "../files/quoted.js";

/** The cells of a CSV file: its header, and its data rows, each as long as the header. */
export interface CsvTable {
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** Texts shorter than this wait for more: each call of the parser costs. */
const LEAST_CHARACTERS = 1 << 18;

/** Parses CSV text that comes in pieces, wherever it is cut. */
export class CsvParser {
  /** The names of the columns; undefined until the first line is whole. */
  header: readonly string[] | undefined;
  private rows = 0;
  private pending = "";

  /**
   * @param file named in errors
   * @param leastCharacters how much to gather before it is parsed
   */
  constructor(
    private readonly file?: string,
    private readonly leastCharacters: number = LEAST_CHARACTERS,
  ) {}

  /**
   * Takes the next piece of the text.
   *
   * @returns the rows that are whole by now and were not returned before; none after a short piece
   * @throws InputError where a header repeats, or a row has more or fewer fields than the header
   */
  push(text: string): readonly (readonly string[])[] {
    this.pending += text;
    if (this.pending.length < this.leastCharacters) return [];
    const end = endOfWholeLines(this.pending);
    const lines = this.pending.slice(0, end);
    this.pending = this.pending.slice(end);
    return this.parse(lines);
  }

  /**
   * @returns the rest of the rows
   * @throws InputError where there was no header, or a quote is left open
   */
  end(): readonly (readonly string[])[] {
    const rest = this.parse(this.pending);
    if (this.header === undefined) {
      throw new InputError("is empty: a header line was expected", { file: this.file });
    }
    return rest;
  }

  private parse(text: string): string[][] {
    const { data, errors } = Papa.parse<string[]>(this.header === undefined ? withoutMark(text) : text, {
      delimiter: ",",
      skipEmptyLines: true,
    });
    const first = this.header === undefined ? 1 : 0;
    const [error] = errors;
    if (error !== undefined) {
      const inHeader = error.row === undefined || error.row < first;
      const row = inHeader ? undefined : this.rows + error.row! - first;
      throw new InputError(`is not valid CSV: ${error.message}`, { file: this.file, row });
    }
    if (this.header === undefined) this.header = this.checkHeader(data.shift());
    for (const [i, fields] of data.entries()) {
      if (fields.length === this.header?.length) continue;
      throw new InputError(`has ${fields.length} fields where the header has ${this.header?.length}`, {
        file: this.file,
        row: this.rows + i,
      });
    }
    this.rows += data.length;
    return data;
  }

  private checkHeader(header: readonly string[] | undefined): readonly string[] | undefined {
    const names = new Set<string>();
    for (const name of header ?? []) {
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
  return rows.length === 0 ? "" : `${Papa.unparse([...rows], { newline: "\n" })}\n`;
}

/** The end of the last line that is surely whole: a line end within quotes, which come in pairs, is none. */
function endOfWholeLines(text: string): number {
  let end = text.lastIndexOf("\n") + 1;
  if (!text.includes('"')) return end;
  let isQuoted = false;
  end = 0;
  for (let i = 0; i < text.length; i++) {
    const character = text.charCodeAt(i);
    if (character === QUOTE) isQuoted = !isQuoted;
    else if (character === LINE_FEED && !isQuoted) end = i + 1;
  }
  return end;
}

const QUOTE = '"'.charCodeAt(0);
const LINE_FEED = "\n".charCodeAt(0);

function withoutMark(text: string): string {
  return text.replace(/^\uFEFF/, "");
}
