import type { BoostingMemory } from "../../growth/boosting-memory.js";
import type { Tree } from "../tree.js";
import { FlatTrees } from "./flat-trees.js";
import { areNarrow, packNarrowTrees } from "./narrow-trees.js";
import { packTrees } from "./packed-trees.js";

/** Trees in the form that a kernel for predictions reads. */
export interface KernelTrees {
  readonly kernel: "predict" | "predictNarrow";
  /** Where the parts of each tree are. */
  readonly table: Uint32Array;
  readonly nodes: Uint8Array;
  readonly leaves: Float64Array;
  /** The sets of categorical splits, one after the other. */
  readonly sets: Uint32Array;
  /** Whether some split is decided by more than a threshold. */
  readonly hasSpecialSplits: boolean;
}

/** The addresses of the parts of trees in a memory; `sets` is 0 if no split needs more than its threshold. */
export interface TreeAddresses {
  readonly table: number;
  readonly nodes: number;
  readonly leaves: number;
  readonly sets: number;
}

/**
 * Packs trees whose leaves are constants for the kernel that is fastest for them.
 *
 * @param isDouble whether the values of the rows are f64, not f32
 */
export function packForKernel(trees: readonly Tree[], isDouble: boolean): KernelTrees {
  if (FlatTrees.canFlatten(trees) && areNarrow(trees)) return packNarrowTrees(trees, isDouble);
  const { placeTable: table, ...packed } = packTrees(trees);
  return { ...packed, kernel: "predict", table };
}

/** Copies trees to the memory; returns the addresses of their parts. */
export function layOutTrees(memory: BoostingMemory, trees: KernelTrees): TreeAddresses {
  const table = memory.allocate(trees.table.byteLength);
  const nodes = memory.allocate(trees.nodes.byteLength);
  const leaves = memory.allocate(trees.leaves.byteLength);
  const sets = memory.allocate(trees.sets.byteLength);
  memory.u32(table, trees.table.length).set(trees.table);
  memory.u8(nodes, trees.nodes.length).set(trees.nodes);
  memory.f64(leaves, trees.leaves.length).set(trees.leaves);
  memory.u32(sets, trees.sets.length).set(trees.sets);
  return { table, nodes, leaves, sets: trees.hasSpecialSplits ? sets : 0 };
}
