import fc from "fast-check";
import { expect, test } from "vitest";
import { CsvParser, parseCsv } from "./csv.js";

const TEXT = '\uFEFFa,b\r\n1,"x, ""y""\nz"\r\n\r\n"",2\r\n3,4';

/** The table of a text that is cut at some places; parsed as soon as it comes. */
function parsePieces(text: string, cuts: readonly number[]) {
  const parser = new CsvParser("t.csv");
  const ends = [...cuts.toSorted((a, b) => a - b), text.length];
  const rows = ends.flatMap((end, i) => parser.push(text.slice(ends[i - 1] ?? 0, end)));
  return { rows: [...rows, ...parser.end()], header: parser.header };
}

test("a text in pieces is the same table, wherever it is cut", () => {
  const cuts = fc.array(fc.integer({ min: 0, max: TEXT.length }));
  fc.assert(
    fc.property(cuts, (places) => {
      expect(parsePieces(TEXT, places)).toEqual(parseCsv(TEXT));
    }),
  );
  expect(parseCsv(TEXT).rows).toEqual([
    ["1", 'x, "y"\nz'],
    ["", "2"],
    ["3", "4"],
  ]);
});

test("an error in a later piece counts the rows of all", () => {
  expect(() => parsePieces("a,b\n1,2\n3,4\n5\n", [9])).toThrow(
    "t.csv, row 2: has 1 fields where the header has 2",
  );
  expect(() => parsePieces('a,b\n1,2\n3,"4\n', [9])).toThrow(/^t\.csv, row 1: is not valid CSV: /);
});
