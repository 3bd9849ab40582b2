import { InputError, UsageError } from "@weightcast/core";
import { type Column, Metrics } from "@weightcast/zoo";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type ListedPart,
  type Part,
  parseSplit,
  parseSplitSpec,
  type RunSplitSpec,
  splitRows,
  splitRuns,
} from "../src/index.js";

const PARTS: readonly Part[] = ["train", "validation", "test"];

const runNames = (count: number) => Array.from({ length: count }, (_, i) => String(i).padStart(5, "0"));

/** A zoo with rows of the named runs, in this order. */
function zooOf(runOfRow: readonly string[]): Metrics {
  const columns: [string, Column][] = [
    ["checkpoint", { kind: "text", values: runOfRow.map((run, row) => `zoo/mnist/${run}/ckpt-${row}`) }],
    ["step", { kind: "integer", values: new Int32Array(runOfRow.length) }],
    ["test_accuracy", { kind: "number", values: new Float64Array(runOfRow.length) }],
  ];
  return new Metrics(new Map(columns));
}

function sizes(parts: ReadonlyMap<string, ListedPart>): Record<Part, number> {
  const counts = { train: 0, validation: 0, test: 0, unlabelled: 0 };
  for (const part of parts.values()) counts[part]++;
  const { unlabelled, ...sizes } = counts;
  expect(unlabelled).toBe(0);
  return sizes;
}

describe("parseSplitSpec", () => {
  test("reads the splits by name", () => {
    expect(parseSplitSpec("random")).toEqual({
      name: "random",
      kind: "random",
      shares: { train: 40, validation: 10, test: 50 },
    });
    expect(parseSplitSpec("random:33.3/33.3/33.4")).toEqual({
      name: "random:33.3/33.3/33.4",
      kind: "random",
      shares: { train: 33.3, validation: 33.3, test: 33.4 },
    });
    expect(parseSplitSpec("random:50/0/50")).toMatchObject({ shares: { validation: 0 } });
    expect(parseSplitSpec("paper")).toEqual({ name: "paper", kind: "paper" });
  });

  test.each([
    ["random:", "needs three shares in percent"],
    ["random:80/20", "needs three shares in percent"],
    ["random:-5/15/90", "needs three shares in percent"],
    ["random:40/x/50", "needs three shares in percent"],
    ["random:40//60", "needs three shares in percent"],
    ["random:0/50/50", "needs shares above 0 for train and test"],
    ["random:50/50/0", "needs shares above 0 for train and test"],
    ["random:40/10/40", "has shares that add up to 90, not to 100"],
  ])("refuses %s", (text, problem) => {
    expect(() => parseSplitSpec(text)).toThrow(
      new UsageError(
        `the split '${text}' ${problem}; an example: random:75/10/15 (percent of the runs for train/validation/test)`,
      ),
    );
  });

  test.each(["papers", "nfn:split.csv", "split.csv", "Random", ""])("does not know '%s'", (text) => {
    expect(() => parseSplitSpec(text)).toThrow(UsageError);
    expect(() => parseSplitSpec(text)).toThrow(`unknown split '${text}'`);
  });
});

describe("splitRuns", () => {
  const shares = fc
    .tuple(fc.integer({ min: 1, max: 98 }), fc.integer({ min: 0, max: 98 }))
    .filter(([train, validation]) => train + validation < 100)
    .map(([train, validation]) => ({ train, validation, test: 100 - train - validation }));
  const seeds = fc.integer();

  test("gives each run one part, and each part its share", () => {
    fc.assert(
      fc.property(shares, fc.integer({ min: 3, max: 400 }), seeds, (wanted, count, seed) => {
        const runs = runNames(count);
        const { parts } = splitRuns({ name: "wanted", kind: "random", shares: wanted }, runs, seed);
        expect(Array.from(parts.keys()).sort()).toEqual(runs);
        const actual = sizes(parts);
        const requested = PARTS.map((part) => (count * wanted[part]) / 100);
        for (const part of PARTS) {
          if (wanted[part] === 0) expect(actual[part]).toBe(0);
          else expect(actual[part]).toBeGreaterThanOrEqual(1);
        }
        // A request for less than one run is rounded up, at the expense of others.
        if (requested.some((runs) => runs > 0 && runs < 1)) return;
        for (const [i, part] of PARTS.entries()) {
          expect(Math.abs(actual[part] - requested[i]!)).toBeLessThan(1 + 1e-9);
        }
      }),
    );
  });

  test("depends on the seed and the set of runs, not on their order or repeats", () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.string(), { minLength: 3, maxLength: 40 }), seeds, (runs, seed) => {
        const spec = parseSplitSpec("random");
        const { parts } = splitRuns(spec, runs, seed);
        expect(splitRuns(spec, [...runs.toReversed(), ...runs], seed).parts).toEqual(parts);
      }),
    );
    const splitOf = (seed: number) => splitRuns(parseSplitSpec("random"), runNames(100), seed).parts;
    expect(splitOf(1)).not.toEqual(splitOf(2));
  });

  test("of a seed stays the same from one release to the next", () => {
    const { parts } = splitRuns(parseSplitSpec("random"), runNames(10), 7);
    const runsOf = (wanted: Part) => runNames(10).filter((run) => parts.get(run) === wanted);
    expect(PARTS.map(runsOf)).toEqual([
      ["00000", "00003", "00004", "00008"],
      ["00007"],
      ["00001", "00002", "00005", "00006", "00009"],
    ]);
  });

  test("gives small parts their one run, and says how many runs it needs", () => {
    expect(sizes(splitRuns(parseSplitSpec("random:98/1/1"), runNames(3), 0).parts)).toEqual({
      train: 1,
      validation: 1,
      test: 1,
    });
    expect(() => splitRuns(parseSplitSpec("random"), runNames(2), 0)).toThrow(
      new UsageError("a split into train, validation, test needs at least 3 runs, not 2; choose more rows"),
    );
    expect(() => splitRuns(parseSplitSpec("paper"), ["1", "1"], 0)).toThrow(
      new UsageError("a split into train, test needs at least 2 runs, not 1; choose more rows"),
    );
  });

  test("halves the runs for the paper's protocol", () => {
    const { parts } = splitRuns({ name: "paper", kind: "paper" }, runNames(30_000), 0);
    expect(sizes(parts)).toEqual({ train: 15_000, validation: 0, test: 15_000 });
  });

  describe("as assigned", () => {
    const assigned = (name = "parts"): RunSplitSpec => ({
      name,
      kind: "assigned",
      parts: new Map<string, Part>([
        ["a", "test"],
        ["b", "train"],
        ["elsewhere", "train"],
      ]),
    });

    test("keeps the parts and ignores runs that the zoo lacks", () => {
      const { parts } = splitRuns(assigned(), ["b", "a"], 0);
      expect(Object.fromEntries(parts)).toEqual({ a: "test", b: "train" });
    });

    test("refuses a run without a part, and a split without training runs", () => {
      expect(() => splitRuns(assigned("s.csv"), ["a", "c"], 0)).toThrow(
        new InputError(
          "the split does not list the run 'c'; add the run to a part, or choose rows without it",
          {
            file: "s.csv",
          },
        ),
      );
      expect(() => splitRuns(assigned("s.csv"), ["a"], 0)).toThrow(
        new InputError("none of the 1 runs is in the train part", { file: "s.csv" }),
      );
    });
  });
});

describe("parseSplit", () => {
  test("maps runs to parts; a run may be repeated on its side", () => {
    const rows = [
      { run: "1", part: "train" },
      { run: "2", part: "test" },
      { run: "1", part: "train" },
      { run: "3", part: "validation" },
    ];
    expect(Array.from(parseSplit(rows))).toEqual([
      ["1", "train"],
      ["2", "test"],
      ["3", "validation"],
    ]);
  });

  test("refuses a run on two sides", () => {
    const rows = [
      { run: "1", part: "train" },
      { run: "2", part: "test" },
      { run: "1", part: "test" },
    ];
    expect(() => parseSplit(rows, "s.csv")).toThrow(
      new InputError(
        "the part of the run '1' is test here but train in an earlier row; each run must be in one part",
        {
          file: "s.csv",
          row: 2,
          column: "part",
        },
      ),
    );
  });

  test("refuses an unknown part", () => {
    expect(() => parseSplit([{ run: "7", part: "dev" }], "s.csv")).toThrow(
      new InputError(
        "the part of the run '7' is 'dev'; it must be one of train, validation, test, unlabelled",
        {
          file: "s.csv",
          row: 0,
          column: "part",
        },
      ),
    );
  });
});

describe("splitRows", () => {
  test("never puts one run on two sides, and keeps the order of the rows", () => {
    const runOfRow = fc.array(fc.constantFrom(...runNames(12)), { minLength: 1, maxLength: 80 });
    fc.assert(
      fc.property(runOfRow, fc.integer(), (rowRuns, seed) => {
        const metrics = zooOf([...rowRuns, ...runNames(3)]);
        const rows = Array.from({ length: metrics.rows }, (_, row) => metrics.rows - 1 - row).filter(
          (row) => row % 5 !== 0,
        );
        const split = splitRuns(parseSplitSpec("random"), metrics.runs, seed);
        const chosen = splitRows(split, metrics, rows);
        const sideOfRun = new Map<string, Part>();
        for (const part of PARTS) {
          const inPart = new Set(chosen[part]);
          expect(Array.from(chosen[part])).toEqual(rows.filter((row) => inPart.has(row)));
          for (const row of chosen[part]) {
            const run = metrics.runs[metrics.runOfRow[row]!]!;
            expect(sideOfRun.get(run) ?? part).toBe(part);
            sideOfRun.set(run, part);
          }
        }
        expect(PARTS.reduce((sum, part) => sum + chosen[part].length, 0)).toBe(rows.length);
      }),
    );
  });

  test("holds the paper's protocol to one checkpoint a run", () => {
    const metrics = zooOf(["1", "1", "2", "3", "4"]);
    const split = splitRuns({ name: "paper", kind: "paper" }, metrics.runs, 0);
    const { train, validation, test: tested } = splitRows(split, metrics, [1, 2, 3, 4]);
    expect([train.length, validation.length, tested.length]).toEqual([2, 0, 2]);
    expect(() => splitRows(split, metrics, [0, 1, 2])).toThrow(UsageError);
    expect(() => splitRows(split, metrics, [0, 1, 2])).toThrow(
      "several rows of the run '1' are chosen; choose one, e.g. the final one",
    );
  });

  test("refuses rows that are not in the zoo, and runs that are not in the split", () => {
    const metrics = zooOf(["1", "2", "3"]);
    const split = splitRuns(parseSplitSpec("random:50/0/50"), ["1", "2"], 0);
    expect(() => splitRows(split, metrics, [3])).toThrow(
      new RangeError("row 3 is out of range (the zoo has 3 rows)"),
    );
    expect(() => splitRows(split, metrics, [2])).toThrow(
      new RangeError("the split does not list the run '3'"),
    );
  });
});
