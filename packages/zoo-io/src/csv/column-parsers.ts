import { InputError, parseNumber } from "@weightcast/core";
import type { Column, ColumnKind } from "@weightcast/zoo";
import { quoted } from "../files/quoted.js";
import { NumberList } from "./number-list.js";

/** A parser that gets the cells of a metrics column one after the other. */
export interface ColumnParser {
  /** @throws InputError where the cell does not fit the kind of the column */
  add(cell: string): void;
  finish(): Column;
}

/** The place of a column, for error messages. */
export interface Place {
  readonly file: string | undefined;
  readonly column: string;
}

/**
 * The spellings of missing values: an empty cell, and the values that `read_csv` of pandas 2 treats as missing (`STR_NA_VALUES`), in any case.
 */
const MISSING_SPELLINGS: ReadonlySet<string> = new Set(
  ["", "nan", "+nan", "-nan", "na", "n/a", "<na>", "null", "none", "#n/a", "#n/a n/a", "#na"].concat([
    "1.#ind",
    "-1.#ind",
    "1.#qnan",
    "-1.#qnan",
  ]),
);

function isMissing(cell: string): boolean {
  if (beginsWithDigit(cell) && !cell.includes("#")) return false;
  return MISSING_SPELLINGS.has(cell.trim().toLowerCase());
}

/**
 * A parser for the cells of one column. A cell that is empty or spells a missing value (`NA`, `None`, `null`, …) is NaN in a column of
 * numbers; a column of whole numbers or of truth values that lacks some of them becomes a column of numbers. Words stay as they are.
 *
 * @param kind undefined if the cells decide the kind: numbers if all cells are numbers or missing, otherwise categories
 * @param isRequired whether a missing whole number is an error
 */
export function columnParser(kind: ColumnKind | undefined, place: Place, isRequired = false): ColumnParser {
  switch (kind) {
    case "number":
      return numbersParser(numberCell, (values) => ({ kind, values }), place);
    case "integer":
      return numbersParser(
        isRequired ? wholeNumberCell : orMissing(wholeNumberCell),
        unlessMissing((values) => ({ kind, values: new Int32Array(values) })),
        place,
      );
    case "boolean":
      return numbersParser(
        orMissing(truthCell),
        unlessMissing((values) => ({ kind, values: new Uint8Array(values) })),
        place,
      );
    case "text":
      return textParser();
    case "category":
    case undefined:
      return categoriesParser(kind === undefined);
    default:
      return kind satisfies never;
  }
}

type ParseCell = (cell: string) => number;
type FinishColumn = (values: Float64Array) => Column;

function orMissing(parse: ParseCell): ParseCell {
  return (cell) => (isMissing(cell) ? Number.NaN : parse(cell));
}

/** Turns the column into a column of numbers if values are missing, since only such a column can have a NaN. */
function unlessMissing(finish: FinishColumn): FinishColumn {
  return (values) => (values.some(Number.isNaN) ? { kind: "number", values } : finish(values));
}

function numbersParser(parse: ParseCell, finish: FinishColumn, place: Place): ColumnParser {
  const values = new NumberList(Float64Array);
  let last: string | undefined;
  let lastValue = Number.NaN;
  return {
    add(cell) {
      try {
        // Neighbouring rows often have the same number: the checkpoints of a run share its hyperparameters.
        if (cell !== last) [last, lastValue] = [cell, parse(cell)];
        values.push(lastValue);
      } catch (error) {
        if (!(error instanceof InputError)) throw error;
        throw new InputError(error.message, { ...place, row: values.length });
      }
    },
    finish: () => finish(values.all()),
  };
}

function numberCell(cell: string): number {
  const value = numberOrMissing(cell);
  if (value === undefined) throw new InputError(`${quoted(cell)} is not a number`);
  return value;
}

/** The number that a cell holds, NaN where it spells a missing value, undefined where it holds a word. */
function numberOrMissing(cell: string): number | undefined {
  return parseNumber(cell) ?? (isMissing(cell) ? Number.NaN : undefined);
}

function wholeNumberCell(cell: string): number {
  const value = parseNumber(cell);
  if (value === undefined || value !== (value | 0)) {
    throw new InputError(`${quoted(cell)} is not a whole number of 32 bits`);
  }
  return value;
}

function beginsWithDigit(cell: string): boolean {
  const first = cell.charCodeAt(0);
  return first >= 48 && first <= 57;
}

function truthCell(cell: string): number {
  const word = cell.trim().toLowerCase();
  if (word !== "true" && word !== "false") throw new InputError(`${quoted(cell)} is neither True nor False`);
  return word === "true" ? 1 : 0;
}

function textParser(): ColumnParser {
  const values: string[] = [];
  let last = "";
  return {
    add(cell) {
      // Neighbouring rows often have the same text, such as a run's folder.
      if (cell !== last) last = ownedText(cell);
      values.push(last);
    },
    finish: () => ({ kind: "text", values }),
  };
}

function categoriesParser(mayBeNumbers: boolean): ColumnParser {
  const codes = new NumberList(Int32Array);
  const codeOf = new Map<string, number>();
  let last: string | undefined;
  let lastCode = 0;
  return {
    add(cell) {
      if (cell !== last) {
        last = cell;
        lastCode = codeOf.get(cell) ?? codeOf.size;
        if (lastCode === codeOf.size) codeOf.set(ownedText(cell), lastCode);
      }
      codes.push(lastCode);
    },
    finish() {
      const categories = Array.from(codeOf.keys());
      const numbers = mayBeNumbers ? categories.map(numberOrMissing) : [];
      return mayBeNumbers && numbers.every((number) => number !== undefined)
        ? { kind: "number", values: Float64Array.from(codes.all(), (code) => numbers[code]!) }
        : { kind: "category", codes: codes.all(), categories };
    },
  };
}

/** A copy of the text in its own memory, since engines keep a whole text in memory as long as a part of it is used. */
function ownedText(part: string): string {
  return part.length === 0 ? part : ` ${part}`.slice(1);
}
