/** A split of a growing tree; a child is the number of a node, or ~ the number of a leaf. */
export interface GrownNode {
  /** The number of the node above; -1 at the root. */
  readonly parent: number;
  readonly column: number;
  /** The last bin of the left side. */
  readonly threshold: number;
  readonly isNumerical: boolean;
  left: number;
  right: number;
}

/** A split on the way from a leaf to the root, and whether the way comes from its right child. */
export interface WayUp {
  readonly node: GrownNode;
  readonly isFromRight: boolean;
}

/** The splits of a growing tree with their parents, so that it can be walked from a leaf to the leaves beside it. */
export class GrownTree {
  private readonly nodes: GrownNode[] = [];
  /** The node above each leaf. */
  private readonly parents: number[] = [-1];

  /** Splits a leaf: its number stays with the left side, the right side becomes the last leaf. Returns the number of the new node. */
  split(leaf: number, column: number, threshold: number, isNumerical: boolean): number {
    const node = this.nodes.length;
    const parent = this.parents[leaf] ?? -1;
    const above = this.nodes[parent];
    if (above?.left === ~leaf) above.left = node;
    else if (above !== undefined) above.right = node;
    this.nodes.push({ parent, column, threshold, isNumerical, left: ~leaf, right: ~this.parents.length });
    this.parents[leaf] = node;
    this.parents.push(node);
    return node;
  }

  /** The node of a number; undefined where the number is that of a leaf. */
  node(number: number): GrownNode | undefined {
    return this.nodes[number];
  }

  /** The splits above a child, from the nearest one up to the root. */
  *above(child: number): Iterable<WayUp> {
    let below = child;
    let number = child < 0 ? this.parents[~child] : this.nodes[child]?.parent;
    for (;;) {
      const node = number === undefined ? undefined : this.nodes[number];
      if (node === undefined || number === undefined) return;
      yield { node, isFromRight: node.right === below };
      below = number;
      number = node.parent;
    }
  }
}
