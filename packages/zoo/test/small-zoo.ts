import { type Matrix, matrix, parseNumber } from "@weightcast/core";
import {
  type Column,
  createLayout,
  type Layout,
  METRICS_SCHEMA,
  Metrics,
  memorySource,
  StoredZoo,
  type Zoo,
} from "../src/index.js";

/** A dense layer of 2 x 3 and its bias: 9 parameters. */
export const LAYOUT: Layout = createLayout([
  { name: "net/dense/bias:0", shape: [3], start: 0, end: 3 },
  { name: "net/dense/kernel:0", shape: [2, 3], start: 3, end: 9 },
]);
export const PARAMETERS = 9;

/** Runs with checkpoints at steps 0, 1, 18, 2 and 3: the string order in which zoos list them. */
const STEPS = [0, 1, 18, 2, 3];

/** Metrics from lines of comma-separated cells, the first the header; columns without a known kind are numbers or words. */
export function metricsOf(text: string, file?: string): Metrics {
  const [header, ...rows] = text.split("\n").filter((line) => line !== "");
  const cells = rows.map((row) => row.split(","));
  const columns = header!.split(",").map((title, i): [string, Column] => {
    const name = title === "" ? "checkpoint" : title;
    return [
      name,
      columnOf(
        name,
        cells.map((row) => row[i]!),
      ),
    ];
  });
  return new Metrics(new Map(columns), file);
}

function columnOf(name: string, cells: readonly string[]): Column {
  const kind = METRICS_SCHEMA.find((column) => column.name === name)?.kind;
  const numbers = cells.map((cell) => parseNumber(cell));
  if (kind === "text") return { kind, values: cells };
  if (kind === "boolean") return { kind, values: Uint8Array.from(cells, (cell) => Number(cell === "True")) };
  if (kind === "integer") return { kind, values: Int32Array.from(numbers as number[]) };
  if (kind !== "category" && numbers.every((number) => number !== undefined)) {
    return { kind: "number", values: Float64Array.from(numbers) };
  }
  const categories = Array.from(new Set(cells));
  return { kind: "category", codes: Int32Array.from(cells, (cell) => categories.indexOf(cell)), categories };
}

/** The metrics of `rows` checkpoints; `changes` puts other text into cells of a row. */
export function smallMetrics(
  rows: number,
  changes: Readonly<Record<number, readonly string[]>> = {},
): Metrics {
  const lines = Array.from({ length: rows }, (_, row) => {
    const number = Math.floor(row / STEPS.length);
    const run = String(number).padStart(5, "0");
    const step = STEPS[row % STEPS.length]!;
    const cells = [
      `zoo/tiny/${run}/permanent_ckpt-${step}`,
      number % 2 === 0 ? "relu" : "tanh",
      String(0.001 * (number + 1)),
      String(step),
      String((row % 7) / 8),
      row % 3 === 0 ? "" : String(row / 16),
      step === 18 ? "True" : "False",
    ];
    return (changes[row] ?? cells).join(",");
  });
  const header = ",config.activation,config.learning_rate,step,test_accuracy,train_loss,laststep";
  return metricsOf([header, ...lines].join("\n"), "metrics.csv");
}

/** Weights that halves hold exactly, all different from row to row. */
export function smallWeights(rows: number): Matrix<Float32Array> {
  const data = Float32Array.from({ length: rows * PARAMETERS }, (_, i) => ((i * 37) % 2001) / 64 - 15);
  return matrix(data, rows, PARAMETERS);
}

export function smallZoo(rows: number): Zoo {
  return new StoredZoo("small", LAYOUT, smallMetrics(rows), memorySource(smallWeights(rows)));
}
