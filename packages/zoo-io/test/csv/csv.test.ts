import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatCsv, parseCsv } from "../../src/index.js";

describe("spellings", () => {
  const table = {
    header: ["a", "b"],
    rows: [
      ["1", "x y"],
      ["", "2"],
    ],
  };
  test.each([
    ["lines that end in LF", "a,b\n1,x y\n,2\n"],
    ["lines that end in CRLF", "a,b\r\n1,x y\r\n,2\r\n"],
    ["no line end at the end", "a,b\n1,x y\n,2"],
    ["a byte order mark", "\uFEFFa,b\n1,x y\n,2\n"],
    ["quoted fields", '"a","b"\n"1","x y"\n"","2"\n'],
    ["empty lines", "a,b\n\n1,x y\n\n\n,2\n\n"],
  ])("%s", (_, text) => {
    expect(parseCsv(text)).toEqual(table);
  });

  test("commas, quotes and line ends in quoted fields", () => {
    expect(parseCsv('a,b\n"1,2","say ""hi""\nthere"\n').rows).toEqual([["1,2", 'say "hi"\nthere']]);
  });
});

test("what is formatted is parsed", () => {
  const cell = fc.oneof(
    fc.string(),
    fc.constantFrom(",", '"', "\n", "\r\n", " a ", "(3, 3)", "\uFEFF", "=1"),
  );
  const tables = fc.integer({ min: 2, max: 4 }).chain((width) => {
    const line = fc.array(cell, { minLength: width, maxLength: width });
    return fc.tuple(fc.uniqueArray(cell, { minLength: width, maxLength: width }), fc.array(line));
  });
  fc.assert(
    fc.property(tables, ([names, rows]) => {
      // The first field of a file may not start with a byte order mark, which is one then.
      const header = [`h${names[0]}`, ...names.slice(1)];
      const parsed = parseCsv(formatCsv(header, rows));
      // A line of nothing but empty fields and commas is a row all the same.
      expect(parsed).toEqual({ header, rows });
    }),
  );
});

test("empty cells of a single column are rows too", () => {
  const rows = [["a"], [""], ["b"]];
  expect(formatCsv([""], rows)).toBe('""\na\n""\nb\n');
  expect(parseCsv(formatCsv([""], rows))).toEqual({ header: [""], rows });
});

test("quotes only what needs it, and ends every line", () => {
  expect(formatCsv(["", "b c"], [["1", "(3, 3)"]])).toBe(',b c\n1,"(3, 3)"\n');
  expect(formatCsv(["a", "b"], [])).toBe("a,b\n");
});

describe("what is malformed", () => {
  test.each<[string, string, string, object]>([
    [
      "a row with fewer fields",
      "a,b\n1,2\n3\n",
      "t.csv, row 1: has 1 fields where the header has 2",
      { row: 1 },
    ],
    [
      "a row with more fields",
      "a,b\n1,2,3\n",
      "t.csv, row 0: has 3 fields where the header has 2",
      { row: 0 },
    ],
    ["an open quote", 'a,b\n1,2\n3,"4\n5,6\n', "t.csv, row 1: is not valid CSV: ", { row: 1 }],
    ["an open quote in the header", 'a,"b\n1,2\n', "t.csv: is not valid CSV: ", { row: undefined }],
    ["something after a quote", 'a,b\n"1"2,3\n', "t.csv, row 0: is not valid CSV: ", { row: 0 }],
    ["a repeated name", "a,b,a\n1,2,3\n", "t.csv: has two columns named 'a'", {}],
    ["no line", "", "t.csv: is empty: a header line was expected", {}],
    ["empty lines only", "\n\n", "t.csv: is empty", {}],
  ])("%s", (_, text, problem, place) => {
    expect(() => parseCsv(text, "t.csv")).toThrow(problem);
    expect(() => parseCsv(text, "t.csv")).toThrow(
      expect.objectContaining({ code: "BAD_INPUT", file: "t.csv", ...place }),
    );
  });

  test("a header of 100,000 names is read at once", () => {
    const started = performance.now();
    const { header } = parseCsv(`${Array.from({ length: 100_000 }, (_, i) => `c${i}`).join(",")}\n`);
    expect(header).toHaveLength(100_000);
    expect(performance.now() - started).toBeLessThan(3000);
  });
});
