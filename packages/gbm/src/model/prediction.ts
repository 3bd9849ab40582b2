import type { Matrix } from "@weightcast/core";
import { canShareMemory, coreCount, KernelPool, takeTurns } from "@weightcast/runtime";
import { BoostingMemory } from "../growth/boosting-memory.js";
import type { Kernels } from "../kernels/kernel-exports.js";
import { kernelModule } from "../kernels/kernels.js";
import { ScoreTable } from "../objectives/score-table.js";
import { FlatTrees } from "./layouts/flat-trees.js";
import { type KernelTrees, layOutTrees, packForKernel, type TreeAddresses } from "./layouts/kernel-trees.js";
import type { Link } from "./model-objective.js";
import type { ParallelOptions } from "./parallel-contributions.js";
import { copyRows } from "./row-block.js";
import type { Tree } from "./tree.js";
import { scoreOf } from "./tree-walk.js";

/** The trees of some rounds, and how their sums become predictions. */
export interface Ensemble {
  readonly trees: readonly Tree[];
  readonly treesPerRound: number;
  /** Whether the trees of a score are averaged instead of summed. */
  readonly averages: boolean;
  readonly link: Link | undefined;
}

/** Rows that all trees predict before the next ones: few enough bytes that they stay in cache. */
const BLOCK_BYTES = 1 << 18;
/** The same for the kernel of narrow trees, which has a cache's block of its own: engines compile it well only after some short calls. */
const NARROW_BLOCK_BYTES = 1 << 14;
const LEAST_BLOCK_ROWS = 64;
/** The number of rows that the kernel of narrow trees lays out anew at a time. */
const GROUPED_ROWS = 64;
/**
 * The maximum number of rows that are predicted without copying the trees to the kernels' memory, which would
 * take longer.
 */
const FEW_ROWS = 8;

/**
 * One memory for all boosters: each memory reserves gigabytes of addresses, and predictions are made one at a
 * time.
 */
let sharedByAll: BoostingMemory | undefined;
/** The trees that the memory holds at present. */
let loaded: LoadedTrees | undefined;

/** The positions of a block of rows and of its scores. */
interface BlockSlot {
  readonly values: number;
  readonly scores: number;
  /** Memory for `GROUPED_ROWS` rows. */
  readonly grouped: number;
}

interface LoadedTrees extends TreeAddresses {
  readonly trees: KernelTrees;
  /** The first address after the trees. */
  readonly mark: number;
}

/** Predicts rows with an ensemble; keeps the packed form of the ensemble's trees. */
export class EnsemblePredictor {
  /** The packed trees for rows of f32 and of f64. */
  private readonly packed = new Map<boolean, KernelTrees>();
  /** Null before they are first needed. */
  private flat: FlatTrees | undefined | null = null;

  constructor(private readonly ensemble: Ensemble) {}

  /** Predicts x [rows, columns]; returns [rows, trees of a round] f64. */
  predict(x: Matrix): Float64Array {
    const { treesPerRound, trees } = this.ensemble;
    const predictions = new Float64Array(x.rows * treesPerRound);
    if (x.rows <= FEW_ROWS || trees.some(({ linear }) => linear !== undefined)) {
      this.walkTrees(x, predictions);
    } else {
      this.runKernel(x, predictions);
    }
    return predictions;
  }

  /** The same as `predict`, by threads that take blocks of rows in turns. */
  async predictInParallel(
    x: Matrix,
    { threads: asked = coreCount(), signal }: ParallelOptions,
  ): Promise<Float64Array> {
    const { treesPerRound, trees } = this.ensemble;
    const { rowBytes, blockRows } = blockOf(x, BLOCK_BYTES);
    const threads = canShareMemory() ? Math.min(asked, Math.ceil(x.rows / blockRows)) : 1;
    const pause = takeTurns(signal, "the prediction");
    await pause();
    if (threads <= 1 || trees.some(({ linear }) => linear !== undefined)) return this.predict(x);
    const packed = this.packedFor(x);
    const memory = new BoostingMemory(true);
    const addresses = layOutTrees(memory, packed);
    const slots = Array.from({ length: 2 * threads }, () => ({
      values: memory.allocate(blockRows * rowBytes),
      scores: memory.allocate(8 * blockRows * treesPerRound),
      grouped: memory.allocate(GROUPED_ROWS * rowBytes),
    }));
    const scratches = Array.from({ length: threads }, () => 0);
    const module = kernelModule(true);
    const pool = new KernelPool<Kernels, BlockSlot>(memory, { module, scratches, ownScratch: 0, slots });
    const predictions = new Float64Array(x.rows * treesPerRound);
    try {
      const done: Promise<void>[] = [];
      for (let begin = 0; begin < x.rows; begin += blockRows) {
        await pause();
        const rows = Math.min(blockRows, x.rows - begin);
        const submitted = await pool.submit(
          ({ values, scores }) => {
            copyRows(memory, values, x, begin, rows);
            memory.f64(scores, rows * treesPerRound).fill(0);
          },
          (slot) => [packed.kernel, ...this.kernelArguments(packed, addresses, x, slot, rows).map(Number)],
          ({ scores }) =>
            this.finishTable(new ScoreTable(memory, scores, rows, treesPerRound), predictions, begin),
        );
        done.push(submitted.done);
      }
      await Promise.all(done);
    } finally {
      await pool.stop();
    }
    return predictions;
  }

  private walkTrees(x: Matrix, predictions: Float64Array): void {
    const { trees, treesPerRound, link } = this.ensemble;
    const scores = new Float64Array(x.rows * treesPerRound);
    const flat = this.flatTrees();
    if (flat === undefined) {
      for (const [number, tree] of trees.entries()) {
        const start = (number % treesPerRound) * x.rows;
        for (let row = 0; row < x.rows; row++) scores[start + row]! += scoreOf(tree, x, row);
      }
    } else flat.addTo(scores, x);
    if (link === undefined) {
      this.write(this.average(scores), x.rows, predictions, 0);
      return;
    }
    const memory = predictionMemory();
    memory.releaseTo(loaded?.mark);
    const table = new ScoreTable(memory, memory.allocate(8 * scores.length), x.rows, treesPerRound);
    table.values.set(scores);
    this.finishTable(table, predictions, 0);
  }

  /** The trees side by side; undefined where they cannot be laid out so. */
  private flatTrees(): FlatTrees | undefined {
    if (this.flat === null) {
      const { trees, treesPerRound } = this.ensemble;
      this.flat = FlatTrees.canFlatten(trees) ? new FlatTrees(trees, treesPerRound) : undefined;
    }
    return this.flat;
  }

  private packedFor({ data }: Matrix): KernelTrees {
    const isDouble = data instanceof Float64Array;
    let packed = this.packed.get(isDouble);
    if (packed === undefined) {
      packed = packForKernel(this.ensemble.trees, isDouble);
      this.packed.set(isDouble, packed);
    }
    return packed;
  }

  private runKernel(x: Matrix, predictions: Float64Array): void {
    const { treesPerRound } = this.ensemble;
    const packed = this.packedFor(x);
    const memory = predictionMemory();
    const addresses = loadTrees(memory, packed);
    const { rowBytes, blockRows } = blockOf(
      x,
      packed.kernel === "predict" ? BLOCK_BYTES : NARROW_BLOCK_BYTES,
    );
    const values = memory.allocate(blockRows * rowBytes);
    const scores = memory.allocate(8 * blockRows * treesPerRound);
    const grouped = memory.allocate(GROUPED_ROWS * rowBytes);
    for (let begin = 0; begin < x.rows; begin += blockRows) {
      const rows = Math.min(blockRows, x.rows - begin);
      copyRows(memory, values, x, begin, rows);
      const table = new ScoreTable(memory, scores, rows, treesPerRound);
      table.values.fill(0);
      memory.kernels[packed.kernel](
        ...this.kernelArguments(packed, addresses, x, { values, scores, grouped }, rows),
      );
      this.finishTable(table, predictions, begin);
    }
  }

  private kernelArguments(
    { kernel }: KernelTrees,
    { table, nodes, leaves, sets }: TreeAddresses,
    { data, columns }: Matrix,
    { values, scores, grouped }: BlockSlot,
    rows: number,
  ): Parameters<Kernels["predict"]> {
    const { trees, treesPerRound } = this.ensemble;
    const isDouble = data instanceof Float64Array;
    return [
      isDouble,
      values,
      rows,
      columns,
      table,
      trees.length,
      nodes,
      leaves,
      treesPerRound,
      scores,
      kernel === "predict" ? sets : grouped,
    ];
  }

  /** Turns the sums of the trees into predictions of the rows from `begin` on. */
  private finishTable(table: ScoreTable, predictions: Float64Array, begin: number): void {
    this.average(table.values);
    this.ensemble.link?.(table);
    this.write(table.values, table.rows, predictions, begin);
  }

  /** Turns sums of trees into means, in place, where the ensemble averages. */
  private average(scores: Float64Array): Float64Array {
    const { averages, trees, treesPerRound } = this.ensemble;
    if (!averages) return scores;
    const rounds = trees.length / treesPerRound;
    for (let i = 0; i < scores.length; i++) scores[i]! /= rounds;
    return scores;
  }

  /** Writes the scores [trees of a round, rows] of the rows from `begin` on to the predictions. */
  private write(scores: Float64Array, rows: number, predictions: Float64Array, begin: number): void {
    const { treesPerRound } = this.ensemble;
    if (treesPerRound === 1) {
      predictions.set(scores.subarray(0, rows), begin);
      return;
    }
    for (let score = 0; score < treesPerRound; score++) {
      for (let row = 0; row < rows; row++) {
        predictions[(begin + row) * treesPerRound + score] = scores[score * rows + row]!;
      }
    }
  }
}

/** The bytes of a row, and how many rows are predicted at a time. */
function blockOf(
  { data, rows, columns }: Matrix,
  bytes: number,
): { readonly rowBytes: number; readonly blockRows: number } {
  const rowBytes = columns * (data instanceof Float64Array ? 8 : 4);
  const most = Math.max(LEAST_BLOCK_ROWS, Math.floor(bytes / rowBytes));
  return { rowBytes, blockRows: Math.max(1, Math.min(rows, most)) };
}

function predictionMemory(): BoostingMemory {
  sharedByAll ??= new BoostingMemory(false);
  return sharedByAll;
}

/** Copies trees to the memory unless it holds them from the last call, and frees the memory after them. */
function loadTrees(memory: BoostingMemory, trees: KernelTrees): LoadedTrees {
  if (loaded?.trees !== trees) {
    loaded = undefined;
    memory.clear();
    loaded = { trees, ...layOutTrees(memory, trees), mark: memory.mark };
  }
  memory.releaseTo(loaded.mark);
  return loaded;
}
