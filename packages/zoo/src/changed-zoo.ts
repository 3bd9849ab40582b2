import { gatherRows, matrixRow } from "@weightcast/core";
import { type Zoo, zooWithBlocks } from "./zoo.js";

/** A zoo whose weights are changed when they are read. `change` gets a copy of each row and changes it in place. */
export function changedZoo(zoo: Zoo, change: (weights: Float32Array, row: number) => void): Zoo {
  return zooWithBlocks(zoo, async function* (options) {
    for await (const { rows, weights } of zoo.blocks(options)) {
      const copy = gatherRows(weights, Int32Array.from(rows.keys()));
      for (const [i, row] of rows.entries()) change(matrixRow(copy, i), row);
      yield { rows, weights: copy };
    }
  });
}
