import type { Matrix } from "@weightcast/core";
import { BoostingMemory } from "../growth/boosting-memory.js";
import { ScoreTable } from "../objectives/score-table.js";
import { FlatTrees } from "./flat-trees.js";
import type { Link } from "./model-objective.js";
import { type PackedTrees, packTrees } from "./packed-trees.js";
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
const LEAST_BLOCK_ROWS = 64;
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

interface LoadedTrees {
  readonly trees: PackedTrees;
  readonly nodes: number;
  readonly leaves: number;
  readonly sets: number;
  /** The first address after the trees. */
  readonly mark: number;
}

/** Predicts rows with an ensemble; keeps the packed form of the ensemble's trees. */
export class EnsemblePredictor {
  private packed: PackedTrees | undefined;
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
      this.packed ??= packTrees(trees);
      this.runKernel(this.packed, x, predictions);
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

  private runKernel(packed: PackedTrees, x: Matrix, predictions: Float64Array): void {
    const { treesPerRound } = this.ensemble;
    const memory = predictionMemory();
    const { nodes, leaves, sets } = loadTrees(memory, packed);
    const isDouble = x.data instanceof Float64Array;
    const rowBytes = x.columns * (isDouble ? 8 : 4);
    const blockRows = Math.min(x.rows, Math.max(LEAST_BLOCK_ROWS, Math.floor(BLOCK_BYTES / rowBytes)));
    const values = memory.allocate(blockRows * rowBytes);
    const scores = memory.allocate(8 * blockRows * treesPerRound);
    const block = isDouble
      ? memory.f64(values, blockRows * x.columns)
      : memory.f32(values, blockRows * x.columns);
    for (let begin = 0; begin < x.rows; begin += blockRows) {
      const rows = Math.min(blockRows, x.rows - begin);
      for (let row = 0; row < rows; row++) {
        const start = (begin + row) * x.stride;
        block.set(x.data.subarray(start, start + x.columns), row * x.columns);
      }
      const table = new ScoreTable(memory, scores, rows, treesPerRound);
      table.values.fill(0);
      for (const [number, place] of packed.places.entries()) {
        memory.kernels.predict(
          isDouble,
          values,
          rows,
          x.columns,
          nodes + place.nodes,
          place.splits,
          leaves + place.leaves,
          sets,
          scores + 8 * rows * (number % treesPerRound),
        );
      }
      this.finishTable(table, predictions, begin);
    }
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

function predictionMemory(): BoostingMemory {
  sharedByAll ??= new BoostingMemory(false);
  return sharedByAll;
}

/** Copies trees to the memory unless it holds them from the last call, and frees the memory after them. */
function loadTrees(memory: BoostingMemory, trees: PackedTrees): LoadedTrees {
  if (loaded?.trees !== trees) {
    loaded = undefined;
    memory.clear();
    const nodes = memory.allocate(trees.nodes.length);
    const leaves = memory.allocate(8 * trees.leaves.length);
    const sets = memory.allocate(4 * trees.sets.length);
    memory.u8(nodes, trees.nodes.length).set(trees.nodes);
    memory.f64(leaves, trees.leaves.length).set(trees.leaves);
    memory.i32(sets, trees.sets.length).set(trees.sets);
    loaded = { trees, nodes, leaves, sets: trees.hasSpecialSplits ? sets : 0, mark: memory.mark };
  }
  memory.releaseTo(loaded.mark);
  return loaded;
}
