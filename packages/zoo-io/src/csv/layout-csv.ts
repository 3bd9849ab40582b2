import { InputError } from "@weightcast/core";
import { createLayout, type Layout } from "@weightcast/zoo";
import { quoted } from "../files/quoted.js";
import { formatCsv, parseCsv } from "./csv.js";

const COLUMNS = ["varname", "start_idx", "end_idx", "size", "shape"] as const;

/**
 * Reads layout.csv, which has one tensor on each line, in the order of the flat vector.
 * Shapes are Python tuples of whole numbers; they are parsed, never evaluated.
 *
 * @throws InputError where a column is missing, a cell is malformed, or the tensors overlap or leave a gap
 */
export function parseLayout(text: string, file?: string): Layout {
  const { header, rows } = parseCsv(text, file);
  const [name, start, end, size, shape] = COLUMNS.map((column) => {
    const index = header.indexOf(column);
    if (index < 0) throw new InputError(`the column '${column}' is missing`, { file });
    return index;
  }) as [number, number, number, number, number];
  const entries = rows.map((cells, row) => {
    const entry = {
      name: cells[name]!,
      start: wholeNumber(cells[start]!, { file, row, column: "start_idx" }),
      end: wholeNumber(cells[end]!, { file, row, column: "end_idx" }),
      shape: parseShape(cells[shape]!, { file, row, column: "shape" }),
    };
    if (wholeNumber(cells[size]!, { file, row, column: "size" }) !== entry.end - entry.start) {
      throw new InputError(`${quoted(cells[size]!)} is not end_idx - start_idx`, {
        file,
        row,
        column: "size",
      });
    }
    return entry;
  });
  return createLayout(entries, file);
}

/** Writes layout.csv in the format of the Small CNN Zoo. */
export function formatLayout(layout: Layout): string {
  const rows = layout.tensors.map(({ name, start, end, shape }) => {
    const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(", ")})`;
    return [name, String(start), String(end), String(end - start), tuple];
  });
  return formatCsv(COLUMNS, rows);
}

interface Cell {
  readonly file: string | undefined;
  readonly row: number;
  readonly column: string;
}

/** A whole number in decimal digits that a double represents exactly. */
const WHOLE_NUMBER = /^\s*\d{1,15}\s*$/;

function wholeNumber(text: string, cell: Cell): number {
  if (WHOLE_NUMBER.test(text)) return Number(text);
  throw new InputError(`${quoted(text)} is not a whole number`, cell);
}

/** Reads a shape: `()`, `(16,)`, `(3, 3, 1, 16)`. */
function parseShape(text: string, cell: Cell): number[] {
  const inner = /^\(([^()]*)\)$/.exec(text.trim())?.[1]?.trim();
  if (inner === "") return [];
  const sides = inner?.split(",") ?? [];
  // A shape with one dimension needs its comma, because Python reads (16) as a number.
  if (sides.length > 1) {
    if (sides.at(-1)!.trim() === "") sides.pop();
    if (sides.every((side) => WHOLE_NUMBER.test(side))) return sides.map(Number);
  }
  throw new InputError(
    `${quoted(text)} is not a tuple of whole numbers such as (3, 3, 1, 16) or (16,)`,
    cell,
  );
}
