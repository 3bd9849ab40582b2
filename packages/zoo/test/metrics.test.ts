import { InputError, UsageError } from "@weightcast/core";
import { describe, expect, test } from "vitest";
import {
  type Column,
  gatherMetrics,
  headerOf,
  METRICS_SCHEMA,
  Metrics,
  REQUIRED_METRICS,
} from "../src/index.js";

const COLUMNS: readonly (readonly [string, Column])[] = [
  ["checkpoint", { kind: "text", values: ["z/b/c-0", "z/a/c-0", "z/b/c-1"] }],
  ["step", { kind: "integer", values: Int32Array.of(0, 0, 1) }],
  ["test_accuracy", { kind: "number", values: Float64Array.of(0.1, Number.NaN, 0.5) }],
  ["laststep", { kind: "boolean", values: Uint8Array.of(0, 1, 1) }],
  ["config.optimizer", { kind: "category", codes: Int32Array.of(1, 0, 1), categories: ["sgd", "adam"] }],
];
const metrics = new Metrics(new Map(COLUMNS), "metrics.csv");

test("the schema is that of the Small CNN Zoo: 24 columns, of which some are required", () => {
  expect(METRICS_SCHEMA).toHaveLength(24);
  const names = METRICS_SCHEMA.map(({ name }) => name);
  expect(new Set(names).size).toBe(24);
  expect(REQUIRED_METRICS.every((name) => names.includes(name))).toBe(true);
});

test("runs, in the order of their first rows", () => {
  expect(metrics.rows).toBe(3);
  expect(metrics.runs).toEqual(["b", "a"]);
  expect(metrics.runOfRow).toEqual(Int32Array.of(0, 1, 0));
});

describe("columns by name", () => {
  test("numbers share memory with the column, whatever their kind", () => {
    for (const name of ["step", "test_accuracy", "laststep"]) {
      expect(metrics.numbers(name)).toBe((metrics.column(name) as { values: unknown }).values);
    }
  });

  test("words of a text or a category", () => {
    expect(metrics.text("config.optimizer")).toEqual(["adam", "sgd", "adam"]);
    expect(metrics.text("checkpoint")[1]).toBe("z/a/c-0");
  });

  test("of another kind than asked for", () => {
    expect(() => metrics.numbers("checkpoint")).toThrow(
      "metrics.csv, column checkpoint: holds words, not numbers",
    );
    expect(() => metrics.text("step")).toThrow("metrics.csv, column step: holds numbers, not words");
    expect(() => metrics.text("step")).toThrow(InputError);
  });

  test("that are not there", () => {
    for (const read of [
      () => metrics.column("stp"),
      () => metrics.numbers("stp"),
      () => metrics.text("stp"),
    ]) {
      expect(read).toThrow(UsageError);
      expect(read).toThrow("unknown metrics column 'stp'; did you mean 'step'?");
    }
  });
});

describe("is refused", () => {
  const without = (name: string) => new Map(COLUMNS.filter(([key]) => key !== name));

  test.each(REQUIRED_METRICS)("without %s, named as the file names it", (name) => {
    expect(() => new Metrics(without(name), "m.csv")).toThrow(InputError);
    expect(() => new Metrics(without(name), "m.csv")).toThrow(
      `m.csv: the column '${headerOf(name)}' is missing`,
    );
  });

  test("with checkpoints that are numbers", () => {
    const columns = without("checkpoint").set("checkpoint", {
      kind: "integer",
      values: Int32Array.of(1, 2, 3),
    });
    expect(() => new Metrics(columns)).toThrow("column checkpoint: holds numbers, not words");
  });

  test.each<[string, Column]>([
    ["step", { kind: "integer", values: Int32Array.of(1, 2) }],
    ["config.optimizer", { kind: "category", codes: new Int32Array(4), categories: ["sgd", "adam", "x"] }],
  ])("with a column %s of another length", (name, column) => {
    expect(() => new Metrics(without(name).set(name, column))).toThrow(RangeError);
    expect(() => new Metrics(without(name).set(name, column))).toThrow(`the column '${name}' has`);
  });
});

describe("the metrics of some rows", () => {
  test("in their order, every kind of column", () => {
    const some = gatherMetrics(metrics, Int32Array.of(2, 1, 2));
    expect(some).toMatchObject({
      rows: 3,
      file: "metrics.csv",
      runs: ["b", "a"],
      runOfRow: Int32Array.of(0, 1, 0),
    });
    expect(some.text("checkpoint")).toEqual(["z/b/c-1", "z/a/c-0", "z/b/c-1"]);
    expect(some.numbers("step")).toEqual(Int32Array.of(1, 0, 1));
    expect(some.numbers("test_accuracy")).toEqual(Float64Array.of(0.5, Number.NaN, 0.5));
    expect(some.numbers("laststep")).toEqual(Uint8Array.of(1, 1, 1));
    expect(some.text("config.optimizer")).toEqual(["adam", "sgd", "adam"]);
  });

  test("a copy, of no rows too", () => {
    const some = gatherMetrics(metrics, Int32Array.of(0));
    (some.numbers("step") as Int32Array)[0] = 9;
    expect(metrics.numbers("step")[0]).toBe(0);
    expect(gatherMetrics(metrics, Int32Array.of())).toMatchObject({ rows: 0, runs: [] });
  });

  test.each([3, -1])("not of row %i, which is none", (row) => {
    expect(() => gatherMetrics(metrics, Int32Array.of(0, row))).toThrow(RangeError);
  });
});

test("only the checkpoint's header differs from its name", () => {
  expect(METRICS_SCHEMA.filter(({ name }) => headerOf(name) !== name)).toEqual([
    { name: "checkpoint", kind: "text" },
  ]);
  expect(headerOf("checkpoint")).toBe("");
});
