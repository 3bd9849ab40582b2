import type { KernelMemory } from "@weightcast/runtime";
import type { Kernels } from "../kernels/kernel-exports.js";

/** Scores of rows in a memory of kernels: all rows' first score, then all rows' second one, and so on. */
export class ScoreTable {
  /**
   * @param memory where the scores lie
   * @param address of [perRow, rows] f64
   * @param perRow how many scores each row has
   */
  constructor(
    readonly memory: KernelMemory<Kernels>,
    readonly address: number,
    readonly rows: number,
    readonly perRow: number,
  ) {}

  /** The scores: [perRow, rows]. The view is valid until the memory grows. */
  get values(): Float64Array {
    return this.memory.f64(this.address, this.rows * this.perRow);
  }

  /** The kernels of the memory, for links that a kernel computes. */
  get kernels(): Kernels {
    return this.memory.kernels;
  }
}
