import type { CategorySets, LinearLeaves, Tree } from "./tree.js";
import { scaledLeaves } from "./tree-scaling.js";

/** Marks a categorical split in the field of the missing bin; see assembly/model/prediction.ts. */
const IS_CATEGORICAL = -2;

/** The splits of a tree for binned rows. */
interface BinSplits {
  /** Feature, threshold, missing bin, left and right child of each split: [splits, 5]. */
  readonly splits: readonly number[];
  /** The sets of bins of the categorical splits. */
  readonly sets: readonly Uint32Array[];
}

/** A split of a growing tree: the rule that divides a leaf, and the two sides. */
export interface NodeSplit {
  readonly feature: number;
  readonly threshold: number;
  readonly decisionType: number;
  readonly gain: number;
  /** The last bin of the left side. */
  readonly thresholdBin: number;
  /** A bin that goes left in addition; -1 for none. */
  readonly missingBin: number;
  /** The bins of the left side of a categorical split, as bits. */
  readonly leftBins?: Uint32Array | undefined;
  /** The categories of the left side of a categorical split, as bits. */
  readonly leftCategories?: Uint32Array | undefined;
  readonly left: NodeSide;
  readonly right: NodeSide;
}

export interface NodeSide {
  readonly output: number;
  readonly hessian: number;
  readonly count: number;
}

/** A growing tree, which begins as a single leaf. */
export class TreeBuilder {
  private readonly splits: NodeSplit[] = [];
  private readonly leftChild: number[] = [];
  private readonly rightChild: number[] = [];
  private readonly nodes: NodeSide[] = [];
  private readonly leaves: NodeSide[];
  private readonly parents: number[] = [-1];
  /** Linear models of the leaves, before they are shrunk; undefined where leaves are constants. */
  linear: LinearLeaves | undefined;

  constructor(root: NodeSide) {
    this.leaves = [root];
  }

  /** Splits a leaf: its number stays with the left side, the right side becomes the last leaf. */
  split(leaf: number, split: NodeSplit): void {
    const node = this.splits.length;
    const right = this.leaves.length;
    const parent = this.parents[leaf]!;
    if (parent >= 0) {
      const children = this.leftChild[parent] === ~leaf ? this.leftChild : this.rightChild;
      children[parent] = node;
    }
    this.nodes.push(this.leaves[leaf]!);
    this.splits.push(split);
    this.leftChild.push(~leaf);
    this.rightChild.push(~right);
    this.leaves[leaf] = split.left;
    this.leaves.push(split.right);
    this.parents[leaf] = node;
    this.parents.push(node);
  }

  /** The prediction of each leaf. */
  get outputs(): number[] {
    return this.leaves.map(({ output }) => output);
  }

  /** Replaces the prediction of a leaf. */
  setOutput(leaf: number, output: number): void {
    this.leaves[leaf] = { ...this.leaves[leaf]!, output };
  }

  /**
   * Returns the splits in the form that the kernel for predicting binned rows reads.
   *
   * @param wordsInSet the number of words of each set, enough for every bin
   */
  binSplits(wordsInSet: number): BinSplits {
    const sets: Uint32Array[] = [];
    const splits = this.splits.flatMap((split, node) => {
      const children = [this.leftChild[node]!, this.rightChild[node]!];
      if (split.leftBins === undefined)
        return [split.feature, split.thresholdBin, split.missingBin, ...children];
      const set = new Uint32Array(wordsInSet);
      set.set(split.leftBins);
      sets.push(set);
      return [split.feature, 4 * wordsInSet * (sets.length - 1), IS_CATEGORICAL, ...children];
    });
    return { splits, sets };
  }

  /** The tree with every value multiplied by `shrinkage`, then `bias` added. */
  build(shrinkage: number, bias: number): Tree {
    const { splits, nodes, leaves } = this;
    const value = ({ output }: NodeSide) => output * shrinkage + bias;
    const categories = this.categorySets();
    return {
      splitFeature: Int32Array.from(splits, (split) => split.feature),
      splitGain: Float32Array.from(splits, (split) => split.gain),
      threshold: this.thresholds(),
      decisionType: Uint8Array.from(splits, (split) => split.decisionType),
      leftChild: Int32Array.from(this.leftChild),
      rightChild: Int32Array.from(this.rightChild),
      leafValue: Float64Array.from(leaves, value),
      leafWeight: Float64Array.from(leaves, (leaf) => leaf.hessian),
      leafCount: Float64Array.from(leaves, (leaf) => leaf.count),
      internalValue: Float64Array.from(nodes, value),
      internalWeight: Float64Array.from(nodes, (node) => node.hessian),
      internalCount: Float64Array.from(nodes, (node) => node.count),
      // LightGBM's word for a tree whose values are no longer multiples of the learning rate.
      shrinkage: bias === 0 ? shrinkage : 1,
      ...(categories === undefined ? {} : { categories }),
      ...(this.linear === undefined ? {} : { linear: scaledLeaves(this.linear, shrinkage, bias) }),
    };
  }

  /** The thresholds of the splits; at a categorical one the number of its set. */
  private thresholds(): Float64Array {
    let sets = 0;
    return Float64Array.from(this.splits, (split) =>
      split.leftCategories === undefined ? split.threshold : sets++,
    );
  }

  private categorySets(): CategorySets | undefined {
    const sets = this.splits.map(({ leftCategories }) => leftCategories).filter((set) => set !== undefined);
    if (sets.length === 0) return undefined;
    const boundaries = [0];
    for (const set of sets) boundaries.push(boundaries.at(-1)! + set.length);
    return {
      boundaries: Int32Array.from(boundaries),
      words: Uint32Array.from(sets.flatMap((set) => Array.from(set))),
    };
  }
}

/** Makes a set of whole numbers as bits: bit b of word w is number 32 w + b. */
export function bitsOf(numbers: readonly number[]): Uint32Array {
  const bits = new Uint32Array(setWords(Math.max(...numbers) + 1));
  for (const number of numbers) bits[number >> 5]! |= 1 << (number & 31);
  return bits;
}

/** Returns the words of a set in which numbers below `end` can be. */
export function setWords(end: number): number {
  return (end + 31) >> 5;
}
