import { METRICS_SCHEMA, type Metrics } from "@weightcast/zoo";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatMetrics, parseMetrics } from "../../src/index.js";

const HEADER = ["", ...METRICS_SCHEMA.slice(1).map(({ name }) => name)];

/** Two real rows of the Small CNN Zoo; the checkpoint and the model's folder are of our making. */
const PUBLISHED = [
  "zoo/mnist/00007/permanent_ckpt-86,relu,zeros,mnist,cnn,0.0788953711007232,86,20,0.085813789873761,5.45896010766439e-08,0.005212443660837,3,16,adam,0,0.5,TruncatedNormal,zoo/mnist/00007,86,0.9811999797821040,0.0643264008685946,0.9904701113700870,0.0337479705601159,TRUE",
  "zoo/mnist/00008/permanent_ckpt-20,relu,zeros,mnist,cnn,0.0868354887489102,86,20,0.0946778113207996,1.51480587598222e-05,0.0045788940632926,3,16,rmsprop,0,1.0,orthogonal,zoo/mnist/00008,20,0.9803000092506410,0.0685698423534631,0.9830896258354190,0.0641926598981914,FALSE",
];
const text = [HEADER.join(","), ...PUBLISHED, ""].join("\n");

/** A table with the required columns and some more, each row as named cells. */
function table(cells: Readonly<Record<string, string>>[]): string {
  const rows = cells.map((row, i) => ({ "": `zoo/m/${i}/ckpt-1`, step: "1", test_accuracy: "0.5", ...row }));
  const header = Object.keys(rows[0]!);
  return [header, ...rows.map((row) => header.map((name) => (row as Record<string, string>)[name]))].join(
    "\n",
  );
}

const columnOf = (source: string, name: string) => parseMetrics(source, "metrics.csv").column(name);

test("the published table: every column by its name, of its kind", () => {
  const metrics = parseMetrics(text);
  expect(metrics.rows).toBe(2);
  expect(Array.from(metrics.columns, ([name, { kind }]) => ({ name, kind }))).toEqual(METRICS_SCHEMA);
  expect(metrics.runs).toEqual(["00007", "00008"]);
  expect(metrics.numbers("config.l2reg")).toEqual(Float64Array.of(5.45896010766439e-8, 1.51480587598222e-5));
  expect(metrics.numbers("step")).toEqual(Int32Array.of(86, 20));
  expect(metrics.numbers("laststep")).toEqual(Uint8Array.of(1, 0));
  expect(metrics.numbers("test_accuracy")[0]).toBe(0.981199979782104);
  expect(metrics.column("config.optimizer")).toEqual({
    kind: "category",
    codes: Int32Array.of(0, 1),
    categories: ["adam", "rmsprop"],
  });
  expect(metrics.text("checkpoint")[1]).toBe("zoo/mnist/00008/permanent_ckpt-20");
});

describe("spellings", () => {
  const expected = parseMetrics(text);
  const columnsOf = ({ columns }: Metrics) => Object.fromEntries(columns);
  const shuffled = text
    .trimEnd()
    .split("\n")
    .map((line) => line.split(",").reverse().join(","))
    .join("\n");
  test.each([
    ["columns in another order", shuffled],
    ["CRLF", text.replaceAll("\n", "\r\n")],
    ["a byte order mark", `\uFEFF${text}`],
    ["quoted fields", text.replaceAll(/[^,\n]+/g, '"$&"')],
    ["True and False", text.replace("TRUE", "True").replace("FALSE", "False")],
    ["true and false", text.replace("TRUE", "true").replace("FALSE", "false")],
    ["whole numbers with a point", text.replaceAll(",86,20,", ",86.0,2e1,")],
    ["the checkpoint's column named", text.replace(",config.activation", "checkpoint,config.activation")],
    [
      "spaces around numbers and truth values",
      text.replace(",TRUE", ", TRUE ").replace(",3,16,", ", 3 ,16,"),
    ],
  ])("%s", (_, other) => {
    expect(columnsOf(parseMetrics(other))).toEqual(columnsOf(expected));
  });

  test("missing optional columns, and more than the schema has", () => {
    const metrics = parseMetrics(
      table([
        { seconds: "1.5", host: "a" },
        { seconds: "", host: "b" },
      ]),
    );
    expect(Array.from(metrics.columns.keys())).toEqual([
      "checkpoint",
      "step",
      "test_accuracy",
      "seconds",
      "host",
    ]);
    expect(metrics.numbers("seconds")).toEqual(Float64Array.of(1.5, Number.NaN));
    expect(metrics.text("host")).toEqual(["a", "b"]);
  });

  test("numbers that are not finite, and missing ones", () => {
    const cells = ["nan", "", "inf", "-Infinity", "1e-08"].map((train_loss) => ({ train_loss }));
    const values = [Number.NaN, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e-8];
    expect(parseMetrics(table(cells)).numbers("train_loss")).toEqual(Float64Array.from(values));
  });

  test.each(["", "NA", "None", "null", "NULL", "N/A", "n/a", "<NA>", "NaN", "-nan", "#N/A", " NA "])(
    "'%s' is a missing value in a column of numbers, whole numbers, truth values or unknown kind",
    (cell) => {
      const given = { train_loss: "1", "config.random_seed": "42", laststep: "True", seconds: "7" };
      const missing = Object.fromEntries(Object.keys(given).map((name) => [name, cell]));
      const metrics = parseMetrics(table([given, missing]));
      expect(metrics.column("train_loss")).toEqual({
        kind: "number",
        values: Float64Array.of(1, Number.NaN),
      });
      expect(metrics.column("config.random_seed")).toEqual({
        kind: "number",
        values: Float64Array.of(42, Number.NaN),
      });
      expect(metrics.column("laststep")).toEqual({ kind: "number", values: Float64Array.of(1, Number.NaN) });
      expect(metrics.column("seconds")).toEqual({ kind: "number", values: Float64Array.of(7, Number.NaN) });
      // A column that is missing as a whole, as a collection made without a seed has it.
      expect(parseMetrics(table([missing, missing])).numbers("config.random_seed")).toEqual(
        Float64Array.of(Number.NaN, Number.NaN),
      );
    },
  );

  test("a word that spells a missing value stays a word among words", () => {
    const rows = [
      { "config.w_init": "None", host: "none" },
      { "config.w_init": "orthogonal", host: "b" },
    ];
    expect(parseMetrics(table(rows)).text("config.w_init")).toEqual(["None", "orthogonal"]);
    expect(parseMetrics(table(rows)).text("host")).toEqual(["none", "b"]);
  });

  test("no rows", () => {
    expect(parseMetrics(`${HEADER.join(",")}\n`).rows).toBe(0);
  });
});

describe("what does not parse, by row and column", () => {
  test.each([
    ["test_accuracy", "abc", "'abc' is not a number"],
    ["test_accuracy", "0,5", "'0,5' is not a number"],
    ["train_loss", "constructor", "'constructor' is not a number"],
    ["train_loss", "__proto__", "'__proto__' is not a number"],
    ["step", "1.5", "'1.5' is not a whole number of 32 bits"],
    ["step", "", "'' is not a whole number of 32 bits"],
    ["step", "NA", "'NA' is not a whole number of 32 bits"],
    ["config.random_seed", "42x", "'42x' is not a whole number of 32 bits"],
    ["step", "nan", "'nan' is not a whole number of 32 bits"],
    ["config.random_seed", "2147483648", "'2147483648' is not a whole number of 32 bits"],
    ["laststep", "yes", "'yes' is neither True nor False"],
  ])("%s of '%s'", (column, cell, problem) => {
    const good = {
      test_accuracy: "0.5",
      train_loss: "1",
      step: "1",
      "config.random_seed": "0",
      laststep: "True",
    };
    const broken = table([good, good, { ...good, [column]: `"${cell}"` }]);
    expect(() => parseMetrics(broken, "m.csv")).toThrow(`m.csv, row 2, column ${column}: ${problem}`);
    expect(() => parseMetrics(broken, "m.csv")).toThrow(
      expect.objectContaining({ code: "BAD_INPUT", file: "m.csv", row: 2, column }),
    );
  });

  test("a cell with line breaks and terminal codes makes a message of one line", () => {
    const broken = table([{ train_loss: `"a\nb\u001b[31m${"x".repeat(1000)}"` }]);
    expect(() => parseMetrics(broken, "m.csv")).toThrow(
      /^m\.csv, row 0, column train_loss: 'a b \[31mx+…' is not a number$/,
    );
  });

  test.each(["", "step"])("without the column '%s'", (name) => {
    const without = text.replace(
      HEADER.join(","),
      HEADER.map((title) => (title === name ? "other" : title)).join(","),
    );
    expect(() => parseMetrics(without, "m.csv")).toThrow(`m.csv: the column '${name}' is missing`);
  });

  test("two columns of checkpoints", () => {
    const twice = text
      .replace(",config.activation,", ",config.activation,,")
      .replaceAll(",relu,", ",relu,x,");
    expect(() => parseMetrics(twice, "m.csv")).toThrow("m.csv: has two columns named ''");
  });

  test("a row of another length", () => {
    expect(() => parseMetrics(`${text}a,b\n`, "m.csv")).toThrow(
      "m.csv, row 2: has 2 fields where the header has 24",
    );
  });
});

test("what is formatted is parsed: the same columns, and the same text again", () => {
  const word = fc
    .string({ minLength: 1 })
    .filter(
      (text) => /[^\d\s.+-]/.test(text) && !/^\s*[+-]?(nan|inf|na|none|null|n\/a|<na>|#n|1\.#)/i.test(text),
    );
  const row = fc.record({
    accuracy: fc.double(),
    step: fc.integer(),
    last: fc.boolean(),
    optimizer: fc.string(),
    checkpoint: fc.string(),
    extra: word.filter((text) => !/^\s*[+-]?(\d|\.)/.test(text)),
  });
  fc.assert(
    fc.property(fc.array(row), (rows) => {
      const quote = (cell: string) => `"${cell.replaceAll('"', '""')}"`;
      const lines = rows.map(({ accuracy, step, last, optimizer, checkpoint, extra }) =>
        [
          quote(checkpoint),
          step,
          Object.is(accuracy, -0) ? "-0" : accuracy,
          last,
          quote(optimizer),
          quote(extra),
        ].join(),
      );
      const metrics = parseMetrics(
        [",step,test_accuracy,laststep,config.optimizer,host", ...lines].join("\n"),
      );
      expect(metrics.numbers("test_accuracy")).toEqual(Float64Array.from(rows, ({ accuracy }) => accuracy));
      expect(metrics.text("checkpoint")).toEqual(rows.map(({ checkpoint }) => checkpoint));
      const formatted = formatMetrics(metrics);
      expect(Object.fromEntries(parseMetrics(formatted).columns)).toEqual(
        Object.fromEntries(metrics.columns),
      );
      expect(formatMetrics(parseMetrics(formatted))).toBe(formatted);
    }),
  );
});

test("a column that the schema does not know is words as soon as one cell is no number", () => {
  expect(columnOf(table([{ x: "1" }, { x: "2" }]), "x").kind).toBe("number");
  expect(columnOf(table([{ x: "1" }, { x: "two" }]), "x")).toMatchObject({
    kind: "category",
    categories: ["1", "two"],
  });
});

test("100,000 rows are read in seconds", () => {
  const started = performance.now();
  const rows = Array.from({ length: 100_000 }, (_, i) => `zoo/m/${i >> 3}/ckpt-${i & 7},${i & 7},0.${i}`);
  expect(parseMetrics([",step,test_accuracy", ...rows].join("\n")).runs).toHaveLength(12_500);
  expect(performance.now() - started).toBeLessThan(10_000);
});

test("beside a column of checkpoints, the column without a name is the row numbers that pandas writes", () => {
  const numbered = table([
    { "": "0", checkpoint: "zoo/m/7/ckpt-1" },
    { "": "1", checkpoint: "zoo/m/8/ckpt-1" },
  ]);
  const metrics = parseMetrics(numbered);
  expect(metrics.text("checkpoint")).toEqual(["zoo/m/7/ckpt-1", "zoo/m/8/ckpt-1"]);
  expect(metrics.numbers("test_accuracy")).toEqual(Float64Array.of(0.5, 0.5));
  expect(metrics.runs).toEqual(["7", "8"]);
});
