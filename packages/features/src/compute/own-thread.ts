import { copyRows, type Matrix } from "@weightcast/core";
import { FeatureMemory } from "./feature-memory.js";
import { type KernelProgram, placeProgram, placeRowGroup } from "./kernel-program.js";

/**
 * Receives the results of rows `first` to `first + count` of a block. The arrays are views that are valid until it returns.
 *
 * @param results [count, results of the program] f64
 * @param finite [count]: 1 where all of the row's weights are finite
 */
export type TakeResults = (first: number, count: number, results: Float64Array, finite: Uint8Array) => void;

/** All feature sets share this memory, because it keeps nothing from one call to the next. */
let memory: FeatureMemory | undefined;

/**
 * Runs a program on the calling thread.
 *
 * @param weights [rows, parameters]
 */
export function computeHere(program: KernelProgram, weights: Matrix<Float32Array>, take: TakeResults): void {
  memory ??= new FeatureMemory(false);
  memory.clear();
  const computations = placeProgram(memory, program);
  const scratch = memory.allocateScratch(program.mostValues, program.mostRanks);
  const group = placeRowGroup(memory, program, weights.rows);
  for (let first = 0; first < weights.rows; first += group.capacity) {
    const count = Math.min(group.capacity, weights.rows - first);
    copyRows(weights, first, count, memory.f32(group.weights, count * weights.columns));
    memory.kernels.computeRows(
      computations,
      program.computations.length,
      scratch,
      group.weights,
      count,
      program.parameters,
      group.results,
      group.finite,
    );
    take(first, count, memory.f64(group.results, count * program.results), memory.u8(group.finite, count));
  }
}
