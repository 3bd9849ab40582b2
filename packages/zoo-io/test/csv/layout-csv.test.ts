import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatLayout, parseLayout } from "../../src/index.js";

/** layout.csv of the Small CNN Zoo, as published. */
const PUBLISHED = `varname,start_idx,end_idx,size,shape
sequential/conv2d/bias:0,0,16,16,"(16,)"
sequential/conv2d/kernel:0,16,160,144,"(3, 3, 1, 16)"
sequential/conv2d_1/bias:0,160,176,16,"(16,)"
sequential/conv2d_1/kernel:0,176,2480,2304,"(3, 3, 16, 16)"
sequential/conv2d_2/bias:0,2480,2496,16,"(16,)"
sequential/conv2d_2/kernel:0,2496,4800,2304,"(3, 3, 16, 16)"
sequential/dense/bias:0,4800,4810,10,"(10,)"
sequential/dense/kernel:0,4810,4970,160,"(16, 10)"
`;

const oneTensor = (shape: string, size: number | string = 16) =>
  `varname,start_idx,end_idx,size,shape\nd/kernel:0,0,${size},${size},"${shape}"\n`;

test("the published layout", () => {
  const layout = parseLayout(PUBLISHED);
  expect(layout.parameters).toBe(4970);
  expect(layout.layers.map(({ name }) => name)).toEqual(["conv2d", "conv2d_1", "conv2d_2", "dense"]);
  expect(layout.tensors[3]).toEqual({
    name: "sequential/conv2d_1/kernel:0",
    layer: "conv2d_1",
    role: "kernel",
    shape: [3, 3, 16, 16],
    start: 176,
    end: 2480,
  });
});

test("is written as it was published", () => {
  expect(formatLayout(parseLayout(PUBLISHED))).toBe(PUBLISHED);
});

test("columns in another order, more of them, and a byte order mark", () => {
  const text = `\uFEFFnote,shape,size,end_idx,start_idx,varname\r\nx,"(4, 4)",16,16,0,d/kernel:0\r\n`;
  expect(parseLayout(text).tensors[0]).toMatchObject({
    name: "d/kernel:0",
    shape: [4, 4],
    start: 0,
    end: 16,
  });
});

test("what is formatted is parsed", () => {
  const shape = fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 5 });
  fc.assert(
    fc.property(fc.array(shape, { minLength: 1, maxLength: 6 }), (shapes) => {
      let end = 0;
      const lines = shapes.map((sides, i) => {
        const start = end;
        const size = sides.reduce((product, side) => product * side, 1);
        end += size;
        return `model/layer_${i}/kernel:0,${start},${end},${size},"(${sides.map((side) => `${side},`).join(" ")})"`;
      });
      const layout = parseLayout(`varname,start_idx,end_idx,size,shape\n${lines.join("\n")}\n`);
      expect(layout.tensors.map((tensor) => tensor.shape)).toEqual(shapes);
      expect(parseLayout(formatLayout(layout))).toEqual(layout);
    }),
  );
});

test.each([
  ["(16,)", [16]],
  [" ( 16 , ) ", [16]],
  ["(4, 4)", [4, 4]],
  ["(4,4,)", [4, 4]],
])("the shape '%s'", (text, shape) => {
  expect(parseLayout(oneTensor(text)).tensors[0]!.shape).toEqual(shape);
});

test.each(["()", "( )"])("the shape '%s' is a single number", (text) => {
  expect(parseLayout(oneTensor(text, 1)).tensors[0]!.shape).toEqual([]);
});

test.each([
  "__import__('os').system('true')",
  "(3,3",
  "3,3)",
  "[3]",
  "(16)",
  "(-1,)",
  "(+4, 4)",
  "(1e3,)",
  "(0x10,)",
  "(1_6,)",
  "(16.0,)",
  "(,)",
  "(4,,4)",
  "(4 4)",
  "((4, 4))",
  "(4, 4) + ()",
  "(4, 4)(4, 4)",
  "(x,)",
  "16",
  "None",
  "",
  "(99999999999999999999,)",
])("the shape %j is refused with its row and column", (shape) => {
  const text = oneTensor(shape);
  expect(() => parseLayout(text, "layout.csv")).toThrow(
    `layout.csv, row 0, column shape: '${shape}' is not a tuple of whole numbers such as (3, 3, 1, 16) or (16,)`,
  );
  expect(() => parseLayout(text, "layout.csv")).toThrow(
    expect.objectContaining({ code: "BAD_INPUT", file: "layout.csv", row: 0, column: "shape" }),
  );
});

test("a long shape that is none is refused at once, in one short line", () => {
  const started = performance.now();
  const problem = () => parseLayout(oneTensor(`(1${" ".repeat(500_000)}x`), "layout.csv");
  expect(problem).toThrow(/^layout\.csv, row 0, column shape: '\(1 {58}…' is not a tuple/);
  expect(performance.now() - started).toBeLessThan(2000);
});

describe("tensors that do not fit together, by row", () => {
  const rows = (...lines: string[]) => `varname,start_idx,end_idx,size,shape\n${lines.join("\n")}\n`;
  const first = 'a/kernel:0,0,6,6,"(2, 3)"';
  test.each([
    [
      "an overlap",
      rows(first, 'b/kernel:0,5,9,4,"(4,)"'),
      "row 1: b/kernel:0 starts at 5, inside the tensor that ends at 6",
    ],
    [
      "a gap",
      rows(first, 'b/kernel:0,8,12,4,"(4,)"'),
      "row 1: b/kernel:0 starts at 8 and leaves a gap after 6",
    ],
    [
      "a gap at the start",
      rows('a/kernel:0,1,7,6,"(2, 3)"'),
      "row 0: a/kernel:0 starts at 1 and leaves a gap after 0",
    ],
    [
      "a shape of another size",
      rows('a/kernel:0,0,6,6,"(2, 4)"'),
      "row 0: a/kernel:0 spans 6 elements, but its shape (2, 4) holds 8",
    ],
    [
      "an end before the start",
      rows(first, 'b/kernel:0,6,2,4,"(4,)"'),
      "row 1, column size: '4' is not end_idx - start_idx",
    ],
    ["a wrong size", rows('a/kernel:0,0,6,7,"(2, 3)"'), "row 0, column size: '7' is not end_idx - start_idx"],
    [
      "an empty tensor",
      rows('a/kernel:0,0,0,0,"(0, 3)"'),
      "row 0: a/kernel:0 has the shape (0, 3); each dimension must be a whole number above 0",
    ],
    ["a repeated name", rows(first, 'a/kernel:0,6,12,6,"(2, 3)"'), "row 1: a/kernel:0 is listed twice"],
    [
      "a start that is no number",
      rows('a/kernel:0,zero,6,6,"(2, 3)"'),
      "row 0, column start_idx: 'zero' is not a whole number",
    ],
    [
      "a negative end",
      rows('a/kernel:0,0,-6,6,"(2, 3)"'),
      "row 0, column end_idx: '-6' is not a whole number",
    ],
    ["a fraction", rows('a/kernel:0,0,6.0,6,"(2, 3)"'), "row 0, column end_idx: '6.0' is not a whole number"],
    ["an empty cell", rows('a/kernel:0,0,6,,"(2, 3)"'), "row 0, column size: '' is not a whole number"],
  ])("%s", (_, text, problem) => {
    expect(() => parseLayout(text, "layout.csv")).toThrow(`layout.csv, ${problem}`);
    expect(() => parseLayout(text, "layout.csv")).toThrow(expect.objectContaining({ name: "InputError" }));
  });

  test("no tensors", () => {
    expect(() => parseLayout(rows(), "layout.csv")).toThrow("layout.csv: lists no tensors");
  });

  test.each(["varname", "start_idx", "end_idx", "size", "shape"])("without the column %s", (column) => {
    expect(() => parseLayout(PUBLISHED.replace(column, "other"), "layout.csv")).toThrow(
      `layout.csv: the column '${column}' is missing`,
    );
  });
});
