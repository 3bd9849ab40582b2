import type { Matrix } from "@weightcast/core";
import type { BoostingMemory } from "../growth/boosting-memory.js";

/** The number of rows that lie together in groups. */
export const GROUP_ROWS = 8;

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

/**
 * Copies `rows` rows of x from number `begin` on to an address in groups: [groups, columns, 8] in the type of x. What the last group has no
 * rows for is left as it is.
 */
export function copyInGroups(
  memory: BoostingMemory,
  address: number,
  { data, columns, stride }: Matrix,
  begin: number,
  rows: number,
): void {
  const length = Math.ceil(rows / GROUP_ROWS) * GROUP_ROWS * columns;
  const block = data instanceof Float64Array ? memory.f64(address, length) : memory.f32(address, length);
  for (let row = 0; row < rows; row++) {
    const lane = row % GROUP_ROWS;
    const start = (begin + row) * stride;
    let to = (row - lane) * columns + lane;
    for (let from = start; from < start + columns; from++, to += GROUP_ROWS) block[to] = data[from]!;
  }
}
