import { copyRows, type Matrix } from "@weightcast/core";
import { canShareMemory, KernelPool } from "@weightcast/runtime";
import { FeatureMemory } from "./feature-memory.js";
import {
  type KernelProgram,
  placeProgram,
  placeRowGroup,
  type RowGroup,
  threadBytes,
} from "./kernel-program.js";
import { type Kernels, kernelModule } from "./kernels.js";
import type { TakeResults } from "./own-thread.js";

/**
 * The number of row groups that each thread owns: further groups are filled while the thread computes one, so
 * that it never waits for the reader.
 */
const GROUPS_PER_THREAD = 3;
/** Memory that all threads together may need. Longer rows are computed on one thread, which needs the least. */
const MOST_BYTES = 2 ** 28;

/**
 * Returns the maximum number of threads of a pool for a program: 1 if the program has no results, if threads
 * cannot share memory, or if rows are too long.
 */
export function mostPoolThreads(program: KernelProgram): number {
  if (program.results === 0 || !canShareMemory()) return 1;
  return Math.max(1, Math.floor(MOST_BYTES / threadBytes(program, GROUPS_PER_THREAD)));
}

/**
 * Threads that run one program on groups of rows in memory that they share. The number of groups is fixed: `start` waits until a group
 * is free.
 */
export class ThreadPool {
  private readonly memory = new FeatureMemory(true);
  private readonly computations: number;
  private readonly groupRows: number;
  private readonly pool: KernelPool<Kernels, RowGroup>;

  /** @param mostRows how many rows there will be in all: groups need not be larger */
  constructor(
    private readonly program: KernelProgram,
    threads: number,
    mostRows: number,
  ) {
    const { memory } = this;
    this.computations = placeProgram(memory, program);
    const allocateScratch = () => memory.allocateScratch(program.mostValues, program.mostRanks);
    const scratches = Array.from({ length: threads }, allocateScratch);
    const ownScratch = allocateScratch();
    const groups = Array.from({ length: GROUPS_PER_THREAD * threads }, () =>
      placeRowGroup(memory, program, mostRows),
    );
    this.groupRows = Math.min(...groups.map(({ capacity }) => capacity));
    this.pool = new KernelPool(memory, { module: kernelModule(true), scratches, ownScratch, slots: groups });
  }

  /**
   * Runs the program on a block of rows. It may be called again before earlier blocks are done.
   *
   * @param weights [rows, parameters]; all rows have been copied once the promise that `start` returns is kept
   * @param take called for each group of rows, in any order
   * @returns `done`, a promise that is kept when all rows are computed
   */
  async start(
    weights: Matrix<Float32Array>,
    take: TakeResults,
  ): Promise<{ readonly done: Promise<unknown> }> {
    const { memory, program } = this;
    const groups: Promise<void>[] = [];
    for (let first = 0; first < weights.rows; first += this.groupRows) {
      const rows = Math.min(this.groupRows, weights.rows - first);
      const { done } = await this.pool.submit(
        (group) => copyRows(weights, first, rows, memory.f32(group.weights, rows * weights.columns)),
        (group, scratch) => [
          "computeRows" satisfies keyof Kernels,
          this.computations,
          program.computations.length,
          scratch,
          group.weights,
          rows,
          program.parameters,
          group.results,
          group.finite,
        ],
        ({ results, finite }) =>
          take(first, rows, memory.f64(results, rows * program.results), memory.u8(finite, rows)),
      );
      groups.push(done);
    }
    return { done: Promise.all(groups) };
  }

  /** Ends all threads at once. The promises of unfinished blocks stay pending. */
  async stop(): Promise<void> {
    await this.pool.stop();
  }
}
