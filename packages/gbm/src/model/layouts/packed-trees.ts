import { CATEGORICAL, DEFAULT_LEFT, MISSING, type Tree } from "../tree.js";

/** Trees in the form that the prediction kernel reads. */
export interface PackedTrees {
  /** The splits and then the leaves of each tree, 32 bytes each; see `Node` in assembly/model/prediction.ts. */
  readonly nodes: Uint8Array;
  readonly leaves: Float64Array;
  readonly places: readonly TreePlace[];
  /** The places as the kernel reads them, [trees, 3]: the offsets of the nodes and of the leaves, and the number of splits. */
  readonly placeTable: Uint32Array;
  /** The sets of the categorical splits, one after the other. */
  readonly sets: Uint32Array;
  /** Whether some split is decided by more than a threshold: by a set, or by zeros that count as missing. */
  readonly hasSpecialSplits: boolean;
}

/** The position of a tree among the packed trees. */
interface TreePlace {
  /** The offset of the tree's nodes, in bytes. */
  readonly nodes: number;
  /** The offset of the tree's leaves, in bytes. */
  readonly leaves: number;
  readonly splits: number;
}

const NODE_BYTES = 32;
/** Marks a categorical split in the field that holds the direction of zeros at other splits. */
const IS_CATEGORICAL = -2;

/** Packs trees whose leaves are constants. */
export function packTrees(trees: readonly Tree[]): PackedTrees {
  const places: TreePlace[] = [];
  let nodes = 0;
  let leaves = 0;
  for (const { splitFeature, leafValue } of trees) {
    places.push({ nodes, leaves, splits: splitFeature.length });
    nodes += NODE_BYTES * (splitFeature.length + leafValue.length);
    leaves += 8 * leafValue.length;
  }
  const packed = new Uint8Array(nodes);
  const values = new Float64Array(leaves / 8);
  const sets: number[] = [];
  for (const [number, tree] of trees.entries()) {
    const place = places[number]!;
    values.set(tree.leafValue, place.leaves / 8);
    packTree(tree, new DataView(packed.buffer, place.nodes), sets.length);
    for (const word of tree.categories?.words ?? []) sets.push(word);
  }
  const zeroIsMissing = trees.some(({ decisionType }) =>
    decisionType.some((type) => type >> 2 === MISSING.zero),
  );
  return {
    nodes: packed,
    leaves: values,
    places,
    placeTable: Uint32Array.from(places.flatMap(({ nodes, leaves, splits }) => [nodes, leaves, splits])),
    sets: Uint32Array.from(sets),
    hasSpecialSplits: zeroIsMissing || sets.length > 0,
  };
}

/** @param setsBefore the number of words of the sets of the trees before this one */
function packTree(tree: Tree, view: DataView, setsBefore: number): void {
  const { splitFeature, threshold, decisionType, leftChild, rightChild, leafValue, categories } = tree;
  const splits = splitFeature.length;
  const nodeOf = (child: number) => (child >= 0 ? child : splits + ~child);
  for (const [split, feature] of splitFeature.entries()) {
    const at = split * NODE_BYTES;
    const missing = decisionType[split]! >> 2;
    const defaultLeft = (decisionType[split]! & DEFAULT_LEFT) === 0 ? 0 : 1;
    const zeroGoesLeft = 0 <= threshold[split]! ? 1 : 0;
    view.setFloat64(at, threshold[split]!, true);
    view.setInt32(at + 8, feature, true);
    // If NaN is not a missing value, it is read as zero.
    view.setInt32(at + 12, missing === MISSING.none ? zeroGoesLeft : defaultLeft, true);
    view.setInt32(at + 16, nodeOf(leftChild[split]!), true);
    view.setInt32(at + 20, nodeOf(rightChild[split]!), true);
    view.setInt32(at + 24, missing === MISSING.zero ? defaultLeft : -1, true);
    if ((decisionType[split]! & CATEGORICAL) === 0) continue;
    const { boundaries } = categories!;
    const set = threshold[split]!;
    view.setUint32(at, 4 * (setsBefore + boundaries[set]!), true);
    view.setInt32(at + 24, IS_CATEGORICAL, true);
    view.setInt32(at + 28, boundaries[set + 1]! - boundaries[set]!, true);
  }
  for (let leaf = 0; leaf < leafValue.length; leaf++) {
    const node = splits + leaf;
    view.setInt32(node * NODE_BYTES + 16, node, true);
    view.setInt32(node * NODE_BYTES + 20, node, true);
    view.setInt32(node * NODE_BYTES + 24, -1, true);
  }
}
