import type { Matrix } from "@weightcast/core";
import type { BinnedMatrix } from "../data/binned-matrix.js";
import type { Tree } from "../model/tree.js";
import { setWords, type TreeBuilder } from "../model/tree-builder.js";
import { linearValue } from "../model/tree-walk.js";
import type { ScoreTable } from "../objectives/score-table.js";
import type { BoostingMemory } from "./boosting-memory.js";
import type { LeafRows } from "./row-partition.js";

/** The raw values of the training rows and of those held out, whose matrices follow each other. */
export interface RawRows {
  readonly training: Matrix;
  readonly held: readonly Matrix[];
}

/** Bytes of a split of a tree for bins. */
const SPLIT_BYTES = 20;

/** Predicts binned rows with a tree, and adds what it predicts to their scores. */
export class TreeScorer {
  private readonly splits: number;
  private readonly leafValues: number;
  /** The sets of a tree's categorical splits, each of so many words. */
  private readonly sets: number;
  private readonly wordsInSet: number;
  private hasSets = false;
  /** Memory for a number a row, where leaves are linear. */
  private readonly leafNumbers: number;
  private tree: Tree | undefined;

  /**
   * @param raw what linear leaves multiply; undefined where leaves are constants
   */
  constructor(
    private readonly memory: BoostingMemory,
    private readonly data: BinnedMatrix,
    mostLeaves: number,
    private readonly raw: RawRows | undefined,
  ) {
    this.splits = memory.allocate(SPLIT_BYTES * mostLeaves);
    this.leafValues = memory.allocate(8 * mostLeaves);
    this.wordsInSet = data.features
      .filter(({ categories, zeroBin }) => categories !== undefined || zeroBin !== undefined)
      .reduce((most, { upperBounds }) => Math.max(most, setWords(upperBounds.length)), 0);
    this.sets = memory.allocate(4 * this.wordsInSet * mostLeaves);
    const { training, held } = data;
    this.leafNumbers = raw === undefined ? 0 : memory.allocate(8 * Math.max(training.rows, held.rows));
  }

  /**
   * Brings a tree to the memory; what is added next is its.
   *
   * @param builder undefined for a tree of one leaf
   */
  load(builder: TreeBuilder | undefined, tree: Tree): void {
    const { memory, wordsInSet } = this;
    this.tree = tree;
    if (builder === undefined) return;
    const { splits, sets } = builder.binSplits(wordsInSet);
    memory.i32(this.splits, splits.length).set(splits);
    memory.f64(this.leafValues, tree.leafValue.length).set(tree.leafValue);
    for (const [i, set] of sets.entries()) memory.i32(this.sets + 4 * wordsInSet * i, wordsInSet).set(set);
    this.hasSets = sets.length > 0;
  }

  /**
   * Adds the tree's predictions for training rows to one of their scores.
   *
   * @param score number of the score
   * @param rows which of them; all where undefined
   */
  addToTraining(scores: ScoreTable, score: number, rows?: LeafRows): void {
    this.add("training", scores, score, rows);
  }

  /** Adds the tree's predictions for the rows held out to one of their scores. */
  addToHeld(scores: ScoreTable, score: number): void {
    this.add("held", scores, score, undefined);
  }

  private add(
    part: "training" | "held",
    scores: ScoreTable,
    score: number,
    rows: LeafRows | undefined,
  ): void {
    const count = rows?.count ?? this.data[part].rows;
    const { tree } = this;
    if (tree?.linear !== undefined) {
      this.addLinear(tree, part, scores.values.subarray(scores.rows * score), rows);
    } else if (tree?.splitFeature.length === 0) {
      const values = scores.values.subarray(scores.rows * score);
      for (let row = 0; row < count; row++) values[row]! += tree.leafValue[0]!;
    } else {
      this.predict(part, rows?.start ?? 0, count, scores.address + 8 * scores.rows * score);
    }
  }

  private addLinear(
    tree: Tree,
    part: "training" | "held",
    scores: Float64Array,
    rows: LeafRows | undefined,
  ): void {
    const { memory, leafNumbers, raw } = this;
    const count = rows?.count ?? this.data[part].rows;
    const numbers = memory.f64(leafNumbers, this.data[part].rows);
    numbers.fill(0);
    const { leafValue } = tree;
    memory.f64(this.leafValues, leafValue.length).set(Array.from(leafValue.keys()));
    this.predict(part, rows?.start ?? 0, count, leafNumbers);
    memory.f64(this.leafValues, leafValue.length).set(leafValue);
    const chosen = rows && memory.i32(rows.start, count);
    const matrices = part === "training" ? [raw!.training] : raw!.held;
    let begin = 0;
    for (const x of matrices) {
      const end = begin + x.rows;
      for (let i = chosen === undefined ? begin : 0; i < (chosen === undefined ? end : count); i++) {
        const row = chosen === undefined ? i : chosen[i]!;
        scores[row]! += linearValue(tree, numbers[row]!, x, row - begin, Math.fround);
      }
      begin = end;
    }
  }

  private predict(part: "training" | "held", rows: number, count: number, scores: number): void {
    const { data, memory, splits, leafValues } = this;
    const bins = data[part];
    const sets = this.hasSets ? this.sets : 0;
    memory.kernels.predictBinned(
      data.isWide,
      bins.start,
      bins.rows,
      rows,
      count,
      splits,
      leafValues,
      sets,
      scores,
    );
  }
}
