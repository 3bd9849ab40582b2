import type { Matrix } from "@weightcast/core";
import type { BoostingMemory } from "../growth/boosting-memory.js";

/** Copies `rows` rows of x from number `begin` on to an address, one after the other: [rows, columns] in the type of x. */
export function copyRows(
  memory: BoostingMemory,
  address: number,
  { data, columns, stride }: Matrix,
  begin: number,
  rows: number,
): void {
  const block =
    data instanceof Float64Array ? memory.f64(address, rows * columns) : memory.f32(address, rows * columns);
  for (let row = 0; row < rows; row++) {
    const start = (begin + row) * stride;
    block.set(data.subarray(start, start + columns), row * columns);
  }
}
