import type { GrownNode, GrownTree, WayUp } from "./grown-tree.js";

/** A split on the way up beyond which leaves were looked for. */
interface PassedSplit {
  readonly column: number;
  readonly threshold: number;
  readonly isFromRight: boolean;
}

/** The other side of a split above a leaf, which may hold leaves beside that leaf. */
export interface Sibling extends WayUp {
  /** The number of the child on the other side. */
  readonly child: number;
  /** The splits passed before this one. */
  readonly passed: readonly PassedSplit[];
}

/**
 * The other sides of the splits above a node or leaf where leaves may touch its region (LightGBM's OppositeChildShouldBeUpdated): of
 * splits on one column, beyond the nearest one on each side nothing touches it.
 *
 * @param start the number of a node, or ~ the number of a leaf
 */
export function* siblings(tree: GrownTree, start: number): Iterable<Sibling> {
  const passed: PassedSplit[] = [];
  for (const { node, isFromRight } of tree.above(start)) {
    const { column, threshold, isNumerical } = node;
    const isBehind = passed.some((split) => split.column === column && split.isFromRight === isFromRight);
    if (!isNumerical || isBehind) continue;
    yield { node, isFromRight, child: isFromRight ? node.left : node.right, passed };
    passed.push({ column, threshold, isFromRight });
  }
}

/** Which children of a node may touch the region that the passed splits lead out of (LightGBM's ShouldKeepGoingLeftRight). */
export function touchingChildren(
  { column, threshold, isNumerical }: GrownNode,
  passed: readonly PassedSplit[],
): { readonly left: boolean; readonly right: boolean } {
  const same = isNumerical ? passed.filter((split) => split.column === column) : [];
  return {
    left: !same.some((split) => split.isFromRight && threshold <= split.threshold),
    right: !same.some((split) => !split.isFromRight && threshold >= split.threshold),
  };
}

/** A leaf that touches a split leaf, and which of the two new leaves it touches. */
export interface FacingLeaf {
  readonly number: number;
  readonly facesLeft: boolean;
  readonly facesRight: boolean;
}

/**
 * The leaves below a child that touch a leaf which was split (LightGBM's GoDownToFindLeavesToUpdate).
 *
 * @param passed the splits between the child's side and the leaf that was split
 * @param made the split that was made
 */
export function* facingLeaves(
  tree: GrownTree,
  child: number,
  passed: readonly PassedSplit[],
  made: GrownNode,
  facesLeft: boolean,
  facesRight: boolean,
): Iterable<FacingLeaf> {
  const node = tree.node(child);
  if (node === undefined) {
    yield { number: ~child, facesLeft, facesRight };
    return;
  }
  const touching = touchingChildren(node, passed);
  const isSame = node.isNumerical && node.column === made.column;
  if (touching.left) {
    const stillRight = facesRight && !(isSame && node.threshold <= made.threshold);
    yield* facingLeaves(tree, node.left, passed, made, facesLeft, stillRight);
  }
  if (touching.right) {
    const stillLeft = facesLeft && !(isSame && node.threshold >= made.threshold);
    yield* facingLeaves(tree, node.right, passed, made, stillLeft, facesRight);
  }
}
