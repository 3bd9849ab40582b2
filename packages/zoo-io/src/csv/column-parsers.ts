import { InputError, parseNumber } from "@weightcast/core";
import type { Column, ColumnKind } from "@weightcast/zoo";
import { quoted } from "../files/quoted.js";

/** Takes the cells of a metrics column one after the other. */
export interface ColumnParser {
  /** @throws InputError where the cell is not of the column's kind */
  add(cell: string): void;
  finish(): Column;
}

/** Where a column stands. */
export interface Place {
  readonly file: string | undefined;
  readonly column: string;
}

/** @param kind undefined where it is to be seen from the cells: numbers where all of them are, else categories */
export function columnParser(kind: ColumnKind | undefined, place: Place): ColumnParser {
  switch (kind) {
    case "number":
      return numbersParser(numberCell, (values) => ({ kind, values: new Float64Array(values) }), place);
    case "integer":
      return numbersParser(integerCell, (values) => ({ kind, values: new Int32Array(values) }), place);
    case "boolean":
      return numbersParser(booleanCell, (values) => ({ kind, values: new Uint8Array(values) }), place);
    case "text":
      return textParser();
    case "category":
    case undefined:
      return categoriesParser(kind === undefined);
    default:
      return kind satisfies never;
  }
}

function numbersParser(
  parse: (cell: string) => number,
  finish: (values: readonly number[]) => Column,
  place: Place,
): ColumnParser {
  const values: number[] = [];
  return {
    add(cell) {
      try {
        values.push(parse(cell));
      } catch (error) {
        if (!(error instanceof InputError)) throw error;
        throw new InputError(error.message, { ...place, row: values.length });
      }
    },
    finish: () => finish(values),
  };
}

function numberCell(cell: string): number {
  const value = parseNumber(cell);
  if (value === undefined) throw new InputError(`${quoted(cell)} is not a number`);
  return value;
}

function integerCell(cell: string): number {
  const value = parseNumber(cell);
  if (value === undefined || value !== (value | 0)) {
    throw new InputError(`${quoted(cell)} is not a whole number of 32 bits`);
  }
  return value;
}

function booleanCell(cell: string): number {
  const word = cell.trim().toLowerCase();
  if (word !== "true" && word !== "false") throw new InputError(`${quoted(cell)} is neither True nor False`);
  return word === "true" ? 1 : 0;
}

function textParser(): ColumnParser {
  const values: string[] = [];
  let last = "";
  return {
    add(cell) {
      // Neighbours are often the same, such as a run's folder.
      if (cell !== last) last = ownedText(cell);
      values.push(last);
    },
    finish: () => ({ kind: "text", values }),
  };
}

function categoriesParser(mayBeNumbers: boolean): ColumnParser {
  const codes: number[] = [];
  const codeOf = new Map<string, number>();
  return {
    add(cell) {
      let code = codeOf.get(cell);
      if (code === undefined) {
        code = codeOf.size;
        codeOf.set(ownedText(cell), code);
      }
      codes.push(code);
    },
    finish() {
      const categories = Array.from(codeOf.keys());
      const numbers = mayBeNumbers ? categories.map(parseNumber) : [];
      return mayBeNumbers && numbers.every((number) => number !== undefined)
        ? { kind: "number", values: Float64Array.from(codes, (code) => numbers[code]!) }
        : { kind: "category", codes: new Int32Array(codes), categories };
    },
  };
}

/** The same text in memory of its own: engines let a part of a text keep the whole text alive. */
function ownedText(part: string): string {
  return part.length === 0 ? part : ` ${part}`.slice(1);
}
