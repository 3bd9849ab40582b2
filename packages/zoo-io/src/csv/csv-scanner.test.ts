import fc from "fast-check";
import Papa from "papaparse";
import { describe, expect, test } from "vitest";
import { CsvScanner } from "./csv-scanner.js";

function scan(pieces: readonly string[]): string[][] {
  const scanner = new CsvScanner();
  const lines: string[][] = [];
  const take = (fields: string[]) => lines.push(fields);
  for (const piece of pieces) scanner.push(piece, take);
  scanner.end(take);
  return lines;
}

const fragments = fc.constantFrom(",", "\n", "\r\n", '"', '""', "a", " b ", "1.5");

test("lines of fields are those that Papa Parse finds, and so are refusals", () => {
  fc.assert(
    fc.property(fc.array(fragments, { maxLength: 12 }), (parts) => {
      // A CR that LF follows ends a line together with it, for Papa Parse only where the first line does.
      const text = `x,y\n${parts.join("").replaceAll("\r\n", "\n")}`;
      const { data, errors } = Papa.parse<string[]>(text, { delimiter: ",", newline: "\n" });
      if (errors.length > 0) expect(() => scan([text])).toThrow();
      else {
        const isEmpty = (fields: readonly string[]) => fields.length === 1 && fields[0] === "";
        const withoutEmpty = (lines: string[][]) => lines.filter((fields) => !isEmpty(fields));
        expect(withoutEmpty(scan([text]))).toEqual(withoutEmpty(data));
      }
    }),
    { numRuns: 2000 },
  );
});

test("text in pieces gives the same lines, wherever it is cut", () => {
  fc.assert(
    fc.property(fc.array(fragments), (parts) => {
      const outcome = (pieces: readonly string[]) => {
        try {
          return scan(pieces);
        } catch (error) {
          return (error as Error).message;
        }
      };
      expect(outcome(Array.from(parts.join("")))).toEqual(outcome([parts.join("")]));
    }),
  );
});

describe("CR, LF and CRLF end lines", () => {
  test.each(["a\r\rb\r", "a\n\nb", "a\r\n\r\nb\r\n", "a\r\n\rb\n\r"])("%j", (text) => {
    expect(scan([text])).toEqual([["a"], ["b"]]);
    expect(scan(Array.from(text))).toEqual([["a"], ["b"]]);
  });
});

describe("hostile text of 20 MB takes time linear in its length, or is refused at 2^20 characters", () => {
  const PIECES = 320;
  const PIECE = 1 << 16;
  test.each<[string, string, RegExp | undefined, string?]>([
    ["one line", "x".repeat(PIECE), /more than 1048576 characters/],
    ["an open quote", "\n".repeat(PIECE), /more than 1048576 characters/, '"'],
    ["commas", ",".repeat(PIECE), /more than 1048576 characters/],
    ["doubled quotes", '"'.repeat(PIECE), /more than 1048576 characters/],
    ["line feeds", "\n".repeat(PIECE), undefined],
    ["carriage returns", "\r".repeat(PIECE), undefined],
    ["NUL characters", "\0".repeat(PIECE), /more than 1048576 characters/],
  ])("%s", (_, piece, problem, start = "") => {
    const started = performance.now();
    const run = () => scan([start, ...Array.from({ length: PIECES }, () => piece)]);
    if (problem === undefined) expect(run()).toEqual([]);
    else expect(run).toThrow(problem);
    expect(performance.now() - started).toBeLessThan(3000);
  });
});
