import {
  type Column,
  createLayout,
  gatherRows,
  type Matrix,
  Metrics,
  matrix,
  RandomStream,
  type Zoo,
} from "@weightcast/core";

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
  ]);
  return {
    name: "made-up",
    rows,
    layout: LAYOUT,
    metrics: new Metrics(columns),
    async *blocks({ rows: chosen = rowsOf((row) => row), blockRows = 7 } = {}) {
      for (let first = 0; first < chosen.length; first += blockRows) {
        const block = Int32Array.from(chosen).subarray(first, first + blockRows);
        yield { rows: block, weights: gatherRows(weights, block) };
      }
    },
  };
}

export function allRows(zoo: Zoo): Int32Array {
  return Int32Array.from({ length: zoo.rows }, (_, row) => row);
}
