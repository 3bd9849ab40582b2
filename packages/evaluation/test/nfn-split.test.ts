import { readFileSync } from "node:fs";
import { InputError } from "@weightcast/core";
import { type Column, Metrics } from "@weightcast/zoo";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { nfnParts, type Part, parseNfnPermutation, splitRows, splitRuns } from "../src/index.js";

interface Case {
  readonly name: string;
  readonly runs: string;
  readonly steps: string;
  readonly permutation: string;
  readonly train: string;
  readonly validation: string;
  readonly test: string;
}

const cases: readonly Case[] = JSON.parse(
  readFileSync(new URL("golden/nfn-parts.json", import.meta.url), "utf8"),
);
const PARTS: readonly Part[] = ["train", "validation", "test"];

function zooOf(runs: readonly (string | number)[], steps: readonly number[]): Metrics {
  const columns: [string, Column][] = [
    [
      "checkpoint",
      { kind: "text", values: runs.map((run, row) => `zoo/cifar10/${run}/permanent_ckpt-${steps[row]}`) },
    ],
    ["step", { kind: "integer", values: Int32Array.from(steps) }],
    ["test_accuracy", { kind: "number", values: new Float64Array(runs.length) }],
  ];
  return new Metrics(new Map(columns));
}

const linesOf = (numbers: Iterable<number | string>) => `${Array.from(numbers).join("\n")}\n`;

function runsOf(parts: ReadonlyMap<string, Part>, wanted: Part): number[] {
  return Array.from(parts)
    .filter(([, part]) => part === wanted)
    .map(([run]) => Number(run))
    .sort((a, b) => a - b);
}

describe("nfnParts", () => {
  test.each(cases)("$name: the parts that the literature's loaders get", (golden) => {
    const metrics = zooOf(golden.runs.split(" "), golden.steps.split(" ").map(Number));
    const parts = nfnParts(parseNfnPermutation(linesOf(golden.permutation.split(" "))), metrics);
    for (const part of PARTS) expect(runsOf(parts, part).join(" ")).toBe(golden[part]);
  });

  test("is a split of rows: of the last step, all checkpoints of a run on its side", () => {
    const golden = cases[0]!;
    const metrics = zooOf(golden.runs.split(" "), golden.steps.split(" ").map(Number));
    const parts = nfnParts(parseNfnPermutation(linesOf(golden.permutation.split(" "))), metrics);
    const rows = Array.from({ length: metrics.rows }, (_, row) => row);
    const split = splitRuns({ name: "parts", kind: "assigned", parts }, metrics.runs, 0);
    const { train, validation, test: tested } = splitRows(split, metrics, rows);
    expect([train.length, validation.length, tested.length]).toEqual([80 * 9, 20 * 9, 100 * 9]);
  });

  test("of any permutation cuts the runs by 40, 10 and 50 percent, each run whole", () => {
    const zoos = fc.array(fc.uniqueArray(fc.integer({ min: 0, max: 86 }), { minLength: 1, maxLength: 4 }), {
      minLength: 1,
      maxLength: 40,
    });
    const shuffledZoo = zoos.chain((stepsOfRuns) => {
      const rows = stepsOfRuns.flatMap((steps, run) => steps.map((step) => ({ run, step })));
      const numbers = Array.from(rows.keys());
      return fc.record({
        rows: fc.constant(rows),
        order: fc.shuffledSubarray(numbers, { minLength: numbers.length, maxLength: numbers.length }),
      });
    });
    fc.assert(
      fc.property(shuffledZoo, ({ rows, order }) => {
        const metrics = zooOf(
          rows.map(({ run }) => run),
          rows.map(({ step }) => step),
        );
        const parts = nfnParts(parseNfnPermutation(linesOf(order)), metrics);
        const lastStep = Math.max(...rows.map(({ step }) => step));
        const finals = order.map((row) => rows[row]!).filter(({ step }) => step === lastStep);
        expect(Array.from(parts.keys()).map(Number).sort()).toEqual(finals.map(({ run }) => run).sort());
        const half = Math.floor(finals.length / 2);
        const [train, validation, tested] = PARTS.map((part) => runsOf(parts, part)) as [
          number[],
          number[],
          number[],
        ];
        expect([train.length, validation.length]).toEqual([
          Math.floor(0.8 * half),
          half - Math.floor(0.8 * half),
        ]);
        const secondHalf = finals.slice(half).map(({ run }) => run);
        expect(tested).toEqual(secondHalf.sort((a, b) => a - b));
      }),
    );
  });

  test("leaves runs that end early without a part, which a split of their rows names", () => {
    const metrics = zooOf(["a", "b", "b", "c", "c", "d", "d"], [0, 0, 86, 0, 86, 0, 86]);
    const parts = nfnParts(parseNfnPermutation("0\n6\n5\n4\n3\n2\n1\n0\n"), metrics);
    expect(Array.from(parts.keys()).sort()).toEqual(["b", "c", "d"]);
    expect(() => splitRuns({ name: "p.csv", kind: "assigned", parts }, metrics.runs, 0)).toThrow(
      new InputError(
        "the split does not list the run 'a'; add the run to a part, or choose rows without it",
        {
          file: "p.csv",
        },
      ),
    );
  });

  test("refuses a permutation of another number of rows", () => {
    const permutation = parseNfnPermutation("0\n2\n1\n0\n", "p.csv");
    expect(() => nfnParts(permutation, zooOf(["a", "b"], [1, 1]))).toThrow(
      new InputError(
        "is a permutation of 3 rows, but the zoo has 2 rows; use the complete file that was made for this zoo",
        { file: "p.csv" },
      ),
    );
  });

  test("refuses to put one run on two sides", () => {
    const twice = zooOf(["a", "b", "a", "c"], [1, 1, 1, 1]);
    expect(() => nfnParts(parseNfnPermutation("0\n1\n3\n2\n", "p.csv"), twice)).toThrow(
      new InputError(
        "the run 'a' has two rows of step 1, one in the part train and one in the part test; each run must be in one part",
        { file: "p.csv", row: 3 },
      ),
    );
  });

  test("counts the extra 0 as the row that it names, and refuses it where that puts its run on two sides", () => {
    const finals = zooOf(["a", "b", "c", "d"], [86, 86, 86, 86]);
    expect(() => nfnParts(parseNfnPermutation("0\n3\n1\n2\n0\n"), finals)).toThrow(
      "the run 'a' has two rows",
    );
    expect(Array.from(nfnParts(parseNfnPermutation("3\n1\n2\n0\n"), finals).keys())).toHaveLength(4);
  });
});

describe("parseNfnPermutation", () => {
  test("keeps the extra 0 of the published files, and does without", () => {
    expect(parseNfnPermutation("0\n2\n0\n1\n", "p.csv")).toEqual({
      order: Int32Array.of(0, 2, 0, 1),
      rows: 3,
      file: "p.csv",
    });
    expect(parseNfnPermutation("2\n0\n1")).toMatchObject({ order: Int32Array.of(2, 0, 1), rows: 3 });
  });

  test("does not take a 0 that stands first once for an extra one", () => {
    expect(parseNfnPermutation("0\n2\n1\n")).toMatchObject({ order: Int32Array.of(0, 2, 1), rows: 3 });
    expect(parseNfnPermutation("0\n")).toMatchObject({ rows: 1 });
    expect(parseNfnPermutation("0\n0\n")).toMatchObject({ order: Int32Array.of(0, 0), rows: 1 });
  });

  test("reads files that come from Windows", () => {
    expect(parseNfnPermutation("\uFEFF0\r\n1\r\n0\r\n")).toMatchObject({ order: Int32Array.of(0, 1, 0) });
  });

  test.each([
    ["nothing", "", undefined, "is empty"],
    ["blank lines", "\n\n", undefined, "is empty"],
    ["a header", "row\n0\n1\n", 0, "'row' is not a row number"],
    ["the other kind of split file", "run,part\n00000,train\n", 0, "'run,part' is not a row number"],
    ["an index beside the number", "0,1\n1,0\n", 0, "'0,1' is not a row number"],
    ["a negative number", "0\n-1\n", 1, "'-1' is not a row number"],
    ["a fraction", "0\n1.0\n", 1, "'1.0' is not a row number"],
    ["a number in another notation", "0\n1e0\n", 1, "'1e0' is not a row number"],
    ["a blank line", "0\n\n1\n", 1, "'' is not a row number"],
    [
      "a file that was cut off",
      "0\n3\n0\n",
      1,
      "3 is too large; a permutation of 2 rows has each number from 0 to 1 once",
    ],
    ["a huge number", `0\n${"9".repeat(400)}\n`, 1, "Infinity is too large"],
    ["a repeated number", "1\n0\n1\n", 2, "1 already occurs in row 0"],
    ["a third 0", "0\n0\n1\n0\n", 3, "0 already occurs in row 1"],
  ])("refuses %s", (_, text, row, problem) => {
    const where = row === undefined ? "p.csv: " : `p.csv, row ${row}: `;
    expect(() => parseNfnPermutation(text, "p.csv")).toThrow(InputError);
    expect(() => parseNfnPermutation(text, "p.csv")).toThrow(`${where}${problem}`);
  });
});
