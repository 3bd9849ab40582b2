import { type Matrix, matrix, RandomStream } from "@weightcast/core";
import {
  type Column,
  createLayout,
  Metrics,
  memorySource,
  StoredZoo,
  type Zoo,
  zooWithBlocks,
} from "@weightcast/zoo";

const LAYOUT = createLayout([
  { name: "net/dense/bias:0", start: 0, end: 4, shape: [4] },
  { name: "net/dense/kernel:0", start: 4, end: 24, shape: [5, 4] },
]);

/** A zoo in memory: runs of two checkpoints whose accuracy grows with the spread of their weights. */
export function madeUpZoo(
  runs: number,
  options: {
    readonly seed?: number;
    readonly spoil?: (weights: Matrix<Float32Array>, accuracy: Float64Array) => void;
  } = {},
): Zoo {
  const random = new RandomStream(options.seed ?? 1, "made-up-zoo");
  const rows = 2 * runs;
  const weights = matrix(new Float32Array(rows * LAYOUT.parameters), rows, LAYOUT.parameters);
  const accuracy = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    const spread = row % 2 === 0 ? 0.1 * random.uniform() : random.uniform();
    for (let j = 0; j < LAYOUT.parameters; j++)
      weights.data[row * LAYOUT.parameters + j] = spread * (2 * random.uniform() - 1);
    accuracy[row] = 0.1 + 0.8 * spread;
  }
  options.spoil?.(weights, accuracy);
  const rowsOf = <Value>(value: (row: number) => Value) =>
    Array.from({ length: rows }, (_, row) => value(row));
  const columns = new Map<string, Column>([
    ["checkpoint", { kind: "text", values: rowsOf((row) => `zoo/${row >> 1}/ckpt-${row % 2}`) }],
    ["step", { kind: "integer", values: Int32Array.from(rowsOf((row) => row % 2)) }],
    ["test_accuracy", { kind: "number", values: accuracy }],
    ["test_loss", { kind: "number", values: accuracy.map((value) => 5 - 4 * value) }],
    ["config.learning_rate", { kind: "number", values: Float64Array.from(rowsOf((row) => row / rows)) }],
    [
      "config.activation",
      {
        kind: "category",
        codes: Int32Array.from(rowsOf((row) => (row >> 1) % 2)),
        categories: ["relu", "tanh"],
      },
    ],
  ]);
  return zooInMemory(weights, columns);
}

/** A zoo with networks of others, in another order and under other names; all their checkpoints unless told. */
export async function zooOfOthers(
  ...others: readonly { readonly zoo: Zoo; readonly rows?: ArrayLike<number> }[]
): Promise<Zoo> {
  const rows: { readonly checkpoint: string; readonly step: number; readonly accuracy: number }[] = [];
  const data: number[] = [];
  for (const [i, { zoo, rows: chosen = allRows(zoo) }] of others.entries()) {
    const { metrics } = zoo;
    for await (const block of zoo.blocks({ rows: Array.from(chosen).reverse() })) {
      for (const row of block.rows) {
        const step = metrics.numbers("step")[row]!;
        const checkpoint = `others/of-${i}-${metrics.runs[metrics.runOfRow[row]!]}/ckpt-${step}`;
        rows.push({ checkpoint, step, accuracy: metrics.numbers("test_accuracy")[row]! });
      }
      data.push(...block.weights.data);
    }
  }
  const columns = new Map<string, Column>([
    ["checkpoint", { kind: "text", values: rows.map(({ checkpoint }) => checkpoint) }],
    ["step", { kind: "integer", values: Int32Array.from(rows, ({ step }) => step) }],
    ["test_accuracy", { kind: "number", values: Float64Array.from(rows, ({ accuracy }) => accuracy) }],
  ]);
  return zooInMemory(matrix(Float32Array.from(data), rows.length, LAYOUT.parameters), columns);
}

function zooInMemory(weights: Matrix<Float32Array>, columns: ReadonlyMap<string, Column>): Zoo {
  const zoo = new StoredZoo("made-up", LAYOUT, new Metrics(columns), memorySource(weights));
  return zooWithBlocks(zoo, (options) => zoo.blocks({ blockRows: 7, ...options }));
}

export function allRows(zoo: Zoo): Int32Array {
  return Int32Array.from({ length: zoo.rows }, (_, row) => row);
}
