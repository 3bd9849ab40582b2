import type { Column, Layout, Zoo } from "@weightcast/zoo";
import type { Command } from "commander";
import { type CommonOptions, createCommand, print } from "../command.js";
import { counted } from "../output/counted.js";
import { openZoo } from "../sources/open-zoo.js";

export function zooInfoCommand(): Command {
  return createCommand("info <zoo>", "print what a zoo contains, without reading its weights", [
    "zoo info ./fashion_mnist",
    "zoo info ./fashion_mnist --json",
  ]).action(async (path: string, options: CommonOptions) => {
    const info = describeZoo(await openZoo(path));
    print(options, info, formatInfo(path, info));
  });
}

/** The output of `zoo info`. */
export interface ZooInfo {
  readonly rows: number;
  readonly runs: number;
  /** The number of weights of each network. */
  readonly parameters: number;
  readonly tensors: readonly {
    readonly name: string;
    readonly shape: readonly number[];
    readonly start: number;
    readonly end: number;
  }[];
  /** The steps that occur, ascending. */
  readonly steps: readonly number[];
  readonly metrics: Readonly<Record<string, ColumnSummary>>;
}

/** A summary of a column. Numbers: their range and how many are missing; categories: how often each occurs; texts: how many differ. */
type ColumnSummary =
  | {
      readonly kind: "number" | "integer";
      readonly min: number | null;
      readonly median: number | null;
      readonly max: number | null;
      readonly missing: number;
    }
  | { readonly kind: "boolean" | "category"; readonly counts: Readonly<Record<string, number>> }
  | { readonly kind: "text"; readonly distinct: number };

export function describeZoo({ rows, layout, metrics }: Zoo): ZooInfo {
  return {
    rows,
    runs: metrics.runs.length,
    parameters: layout.parameters,
    tensors: tensorList(layout),
    steps: Array.from(new Set(metrics.numbers("step"))).sort((a, b) => a - b),
    metrics: Object.fromEntries(Array.from(metrics.columns, ([name, column]) => [name, summarise(column)])),
  };
}

function tensorList(layout: Layout): ZooInfo["tensors"] {
  return layout.tensors.map(({ name, shape, start, end }) => ({ name, shape, start, end }));
}

function summarise(column: Column): ColumnSummary {
  switch (column.kind) {
    case "number":
    case "integer": {
      const sorted = sortedFinite(column.values);
      const middle = sorted.length >> 1;
      const median = sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1]! + sorted[middle]!) / 2;
      const [min = null, max = null] = [sorted.at(0), sorted.at(-1)];
      return {
        kind: column.kind,
        min,
        median: sorted.length === 0 ? null : median!,
        max,
        missing: column.values.length - sorted.length,
      };
    }
    case "boolean":
      return {
        kind: column.kind,
        counts: countWords(Array.from(column.values, (value) => (value ? "True" : "False"))),
      };
    case "category":
      return {
        kind: column.kind,
        counts: countWords(Array.from(column.codes, (code) => column.categories[code]!)),
      };
    case "text":
      return { kind: column.kind, distinct: new Set(column.values).size };
    default:
      return column satisfies never;
  }
}

/** The finite values in ascending order. Sorting puts infinities at the ends and NaNs last, where they are cut off. */
function sortedFinite(values: ArrayLike<number>): Float64Array {
  const sorted = new Float64Array(values).sort();
  let [start, end] = [0, sorted.length];
  while (end > 0 && !Number.isFinite(sorted[end - 1])) end--;
  while (start < end && !Number.isFinite(sorted[start])) start++;
  return sorted.subarray(start, end);
}

function countWords(words: readonly string[]): Record<string, number> {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return Object.fromEntries(Array.from(counts).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function formatInfo(path: string, info: ZooInfo): string {
  const width = Math.max(...Object.keys(info.metrics).map((name) => name.length));
  return [
    `${path}: ${counted(info.rows, "checkpoint")} of ${counted(info.runs, "run")} at steps ${info.steps.join(", ")}`,
    "",
    `${counted(info.parameters, "parameter")} in each network:`,
    ...info.tensors.map(({ name, shape, start, end }) => `  ${name}  (${shape.join(", ")})  ${start}-${end}`),
    "",
    "metrics:",
    ...Object.entries(info.metrics).map(
      ([name, summary]) => `  ${name.padEnd(width)}  ${formatSummary(summary)}`,
    ),
  ].join("\n");
}

/** A number with at most six significant digits; whole numbers are exact. */
function shown(value: number | null): string {
  if (value === null || Number.isInteger(value)) return `${value}`;
  return `${Number(value.toPrecision(6))}`;
}

function formatSummary(summary: ColumnSummary): string {
  switch (summary.kind) {
    case "number":
    case "integer": {
      const { min, median, max, missing } = summary;
      const range = min === max ? shown(min) : `${shown(min)} to ${shown(max)}, median ${shown(median)}`;
      return missing === 0 ? range : `${range}, ${missing} missing or not finite`;
    }
    case "boolean":
    case "category":
      return Object.entries(summary.counts)
        .map(([word, count]) => `${word} (${count})`)
        .join(", ");
    case "text":
      return `${summary.distinct} different texts`;
    default:
      return summary satisfies never;
  }
}
