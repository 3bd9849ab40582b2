import type { Matrix } from "@weightcast/core";
import { canShareMemory, coreCount, KernelPool, takeTurns } from "@weightcast/runtime";
import { BoostingMemory } from "../growth/boosting-memory.js";
import type { Kernels } from "../kernels/kernel-exports.js";
import { kernelModule } from "../kernels/kernels.js";
import { BLOCK_BYTES, layOutPaths, refuseLinear } from "./contributions.js";
import { packTrees } from "./layouts/packed-trees.js";
import { copyRows } from "./row-block.js";
import type { Tree } from "./tree.js";
import { expectedValue } from "./tree-paths.js";

/** Options of work that threads share. */
export interface ParallelOptions {
  /** How many threads share the work; one for each core if not given. One where threads cannot share memory. */
  readonly threads?: number | undefined;
  /** Ends the work with a CancelledError. */
  readonly signal?: AbortSignal | undefined;
}

/** The positions of a block of rows and of its contributions. */
interface BlockSlot {
  readonly values: number;
  readonly contributions: number;
}

/** Beyond so many bytes, contributions are computed anew for each row, not looked up. */
const MOST_TABLE_BYTES = 512 << 20;

/** The same as `contributionsOf`, by threads that take blocks of rows in turns. */
export async function contributionsInParallel(
  trees: readonly Tree[],
  treesPerRound: number,
  x: Matrix,
  { threads: asked = coreCount(), signal }: ParallelOptions,
): Promise<Float64Array> {
  refuseLinear(trees);
  const width = treesPerRound * (x.columns + 1);
  const blockRows = Math.max(1, Math.min(x.rows, Math.floor(BLOCK_BYTES / (8 * width))));
  const blocks = Math.ceil(x.rows / blockRows);
  const threads = canShareMemory() ? Math.max(1, Math.min(asked, blocks)) : 1;
  const memory = new BoostingMemory(threads > 1);
  const explained = layOutTrees(memory, trees, treesPerRound, x);
  const isDouble = x.data instanceof Float64Array;
  const allocateScratch = () => memory.allocate(explained.scratchBytes);
  const slots = Array.from({ length: 2 * threads }, () => ({
    values: memory.allocate(blockRows * x.columns * (isDouble ? 8 : 4)),
    contributions: memory.allocate(8 * blockRows * width),
  }));
  const pool = new KernelPool<Kernels, BlockSlot>(memory, {
    module: kernelModule(threads > 1),
    scratches: threads > 1 ? Array.from({ length: threads }, allocateScratch) : [],
    ownScratch: allocateScratch(),
    slots,
  });
  const pause = takeTurns(signal, "the computation of contributions");
  const result = new Float64Array(x.rows * width);
  try {
    const done: Promise<void>[] = [];
    for (let begin = 0; begin < x.rows; begin += blockRows) {
      await pause();
      const rows = Math.min(blockRows, x.rows - begin);
      const submitted = await pool.submit(
        (slot) => {
          copyRows(memory, slot.values, x, begin, rows);
          memory.f64(slot.contributions, rows * width).fill(0);
        },
        (slot, scratch) => [
          "explainRows",
          isDouble ? 1 : 0,
          slot.values,
          rows,
          x.columns,
          explained.table,
          trees.length,
          explained.sets,
          explained.answerBytes,
          explained.scratchLength,
          slot.contributions,
          width,
          scratch,
        ],
        ({ contributions }) => result.set(memory.f64(contributions, rows * width), begin * width),
      );
      done.push(submitted.done);
    }
    await Promise.all(done);
  } finally {
    await pool.stop();
  }
  return result;
}

/** Trees in the memory, with all that explaining rows needs. */
interface ExplainedTrees {
  /** The address of an ExplainedTree for each; see assembly/model/contributions.ts. */
  readonly table: number;
  readonly sets: number;
  readonly answerBytes: number;
  readonly scratchLength: number;
  /** Bytes of working memory of a thread. */
  readonly scratchBytes: number;
}

function layOutTrees(
  memory: BoostingMemory,
  trees: readonly Tree[],
  treesPerRound: number,
  { rows, columns }: Matrix,
): ExplainedTrees {
  const packed = packTrees(trees);
  const nodes = memory.allocate(packed.nodes.length);
  const sets = memory.allocate(4 * packed.sets.length);
  memory.u8(nodes, packed.nodes.length).set(packed.nodes);
  memory.i32(sets, packed.sets.length).set(packed.sets);
  const bytes = memory.kernels.explainedTreeBytes();
  const table = memory.allocate(bytes * trees.length);
  const first = memory.mark;
  let scratchLength = 1;
  let mostSplits = 1;
  for (const [number, tree] of trees.entries()) {
    const paths = layOutPaths(memory, tree, memory.mark - first < MOST_TABLE_BYTES ? rows : 0);
    scratchLength = Math.max(scratchLength, paths.scratchLength);
    mostSplits = Math.max(mostSplits, tree.splitFeature.length);
    const view = new DataView(memory.memory.buffer, table + bytes * number, bytes);
    view.setFloat64(0, expectedValue(tree), true);
    const place = packed.places[number]!;
    const offset = 8 * (columns + 1) * (number % treesPerRound);
    for (const [i, value] of [nodes + place.nodes, place.splits, paths.start, offset].entries()) {
      view.setUint32(8 + 4 * i, value, true);
    }
  }
  const answerBytes = 8 * Math.ceil(mostSplits / 2);
  const scratchBytes = answerBytes + 16 * scratchLength;
  return { table, sets: packed.hasSpecialSplits ? sets : 0, answerBytes, scratchLength, scratchBytes };
}
