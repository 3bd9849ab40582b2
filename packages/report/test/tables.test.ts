import { describe, expect, test } from "vitest";
import { cellText, type ReportTable, reportTables, sortNumber, tableCsv, tableLatex } from "../src/index.js";
import { madeUpResults } from "./made-up-results.js";

const RESULTS = madeUpResults();
const TABLES = reportTables(RESULTS);

function tableNamed(name: string): ReportTable {
  const table = TABLES.find((candidate) => candidate.name === name);
  if (table === undefined) throw new Error(`no table ${name}`);
  return table;
}

describe("reportTables", () => {
  test("the scores have a row for each cell and baseline, and a value for each column", () => {
    const { rows, columns } = tableNamed("scores");
    expect(rows).toHaveLength(RESULTS.cells.length + RESULTS.baselines.length);
    expect(new Set(rows.map((row) => row.length))).toEqual(new Set([columns.length]));
    const at = (name: string) => columns.findIndex((column) => column.name === name);
    const [cell] = RESULTS.cells;
    expect(rows[0]![at("r2")]).toEqual(cell!.scores.r2);
    expect(rows[0]![at("r2_of_seeds")]).toEqual(cell!.repeats!.scores.r2);
    expect(columns[at("r2")]!.kind).toBe("estimate");
    expect(columns[at("r2_of_seeds")]!.kind).toBe("spread");
  });

  test("columns without values are left out, and tables without rows", () => {
    const cells = RESULTS.cells.map(({ repeats: _, ...cell }) => ({ ...cell, published: null }));
    const tables = reportTables({ ...RESULTS, cells, baselines: [] });
    expect(tables.map(({ name }) => name)).not.toContain("published");
    expect(tables[0]!.columns.map(({ name }) => name)).not.toContain("r2_of_seeds");
    expect(
      reportTables({
        ...RESULTS,
        cells: [],
        baselines: [],
        predictions: [],
        transfers: [],
        learningCurves: [],
        importances: [],
        differences: [],
      }),
    ).toEqual([]);
  });
});

describe("tableCsv", () => {
  test("has all digits, and three columns for an estimate and for a spread", () => {
    const [head, first] = tableCsv(tableNamed("scores")).split("\n");
    expect(head).toMatch(/^zoo,predictor,features,baseline,networks,r2,r2_low,r2_high,tau,/);
    expect(head).toContain("r2_of_seeds_mean,r2_of_seeds_deviation,r2_of_seeds_count");
    const { r2 } = RESULTS.cells[0]!.scores;
    expect(first!.split(",").slice(0, 8)).toEqual([
      "mnist",
      "logit-linear",
      "weights.0",
      "false",
      "500",
      String(r2.value),
      String(r2.low),
      String(r2.high),
    ]);
  });

  test("every line has the cells of the head, also where values are missing", () => {
    const none = { value: null, low: null, high: null };
    const learningCurves = RESULTS.learningCurves.map((curve, i) => ({
      ...curve,
      points: curve.points.map((point) => (i === 0 ? { networks: point.networks, tau: none } : point)),
    }));
    const table = reportTables({ ...RESULTS, learningCurves }).find(({ name }) => name === "learning-curves");
    const counts = tableCsv(table!)
      .trim()
      .split("\n")
      .map((line) => line.replaceAll(/"[^"]*"/g, "").split(",").length);
    expect(new Set(counts).size).toBe(1);
  });
});

describe("tableLatex", () => {
  test("is a longtable with the numbers of the report", () => {
    const text = tableLatex(tableNamed("differences"));
    expect(text).toContain("\\begin{longtable}{lllrrrr}");
    expect(text).toContain("\\label{tab:differences}");
    expect(text).toContain(
      "mnist & gbm on wstats-layers:0,1,2,3-qts:0,25,50,75,100 & dnn on wstats-layers:0,1,2,3-qts:0,25,50,75,100 & 0.012 {[}0.004, 0.020{]} & 0.012 &",
    );
    expect(text.split("\n").filter((line) => line.endsWith("\\\\")).length).toBeGreaterThan(4);
  });

  test("names from files are text", () => {
    const { rows, ...table } = tableNamed("importances");
    const text = tableLatex({ ...table, rows: [["\\input{x}_#1\n%", ...rows[0]!.slice(1)]] });
    expect(text).toContain("\\textbackslash{}input\\{x\\}\\_\\#1 \\% & gbm");
    expect(text).not.toContain("\\input");
  });

  test.each(TABLES)("$name is ASCII but for names, and its braces match", (table) => {
    const text = tableLatex(table);
    expect(text.replaceAll(/[\x20-\x7e\n]/g, "")).toBe("");
    const plain = text.replaceAll(/\\[{}]/g, "");
    expect(plain.match(/\{/g)!.length).toBe(plain.match(/\}/g)!.length);
    expect(text).not.toMatch(/NaN|undefined|null/);
  });
});

test("cells are texts for people, and have numbers to sort by", () => {
  const format = (value: number) => value.toFixed(2);
  const estimate = { value: 0.5, low: 0.4, high: 0.6 };
  expect(cellText({ format }, estimate)).toEqual({ text: "0.50", small: "[0.40, 0.60]" });
  expect(cellText({ format }, { mean: 0.5, deviation: 0.1, count: 3 })).toEqual({
    text: "0.50",
    small: "± 0.10",
  });
  expect(cellText({ format }, { value: null, low: null, high: null })).toEqual({ text: "–", small: null });
  expect(cellText({ format }, null)).toEqual({ text: "–", small: null });
  expect([estimate, { mean: 2, deviation: null, count: 1 }, 3, "a", null].map(sortNumber)).toEqual([
    0.5,
    2,
    3,
    null,
    null,
  ]);
});
