import { gatherRows, matrixRow } from "@weightcast/core";
import type { Zoo } from "@weightcast/zoo";

/** A zoo whose weights are changed as they are read; `change` writes to a copy of each row. */
export function changedZoo(zoo: Zoo, change: (weights: Float32Array, row: number) => void): Zoo {
  return {
    name: zoo.name,
    rows: zoo.rows,
    layout: zoo.layout,
    metrics: zoo.metrics,
    async *blocks(options) {
      for await (const { rows, weights } of zoo.blocks(options)) {
        const copy = gatherRows(weights, Int32Array.from(rows.keys()));
        for (let i = 0; i < rows.length; i++) change(matrixRow(copy, i), rows[i]!);
        yield { rows, weights: copy };
      }
    },
  };
}
