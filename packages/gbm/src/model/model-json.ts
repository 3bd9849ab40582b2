import type { Model } from "./model.js";
import { CATEGORICAL, categoriesOf, DEFAULT_LEFT, type Tree } from "./tree.js";

/** A node of a tree: a split with its two children, or a leaf. */
export type TreeNodeJson = SplitJson | LeafJson;

/** A split; the names are those of LightGBM's `dump_model`. */
export interface SplitJson {
  readonly split_index: number;
  /** The number of the feature's column. */
  readonly split_feature: number;
  readonly split_gain: number;
  /** A number, or at a categorical split the categories that go left, separated by `||`. */
  readonly threshold: number | string;
  readonly decision_type: "<=" | "==";
  readonly default_left: boolean;
  readonly missing_type: "None" | "Zero" | "NaN";
  readonly internal_value: number;
  readonly internal_weight: number;
  readonly internal_count: number;
  readonly left_child: TreeNodeJson;
  readonly right_child: TreeNodeJson;
}

/** A leaf. A leaf that is the whole tree has neither index nor weight. */
export interface LeafJson {
  readonly leaf_index?: number;
  readonly leaf_value: number;
  readonly leaf_weight?: number;
  readonly leaf_count?: number;
  /** The constant of a linear leaf. */
  readonly leaf_const?: number;
  readonly leaf_features?: readonly number[];
  readonly leaf_coeff?: readonly number[];
}

/** A model as LightGBM's `dump_model` gives it. */
export interface ModelJson {
  readonly name: "tree";
  readonly version: "v4";
  readonly num_class: number;
  readonly num_tree_per_iteration: number;
  readonly label_index: 0;
  readonly max_feature_idx: number;
  readonly objective?: string;
  readonly average_output: boolean;
  readonly feature_names: readonly string[];
  readonly tree_info: readonly {
    readonly tree_index: number;
    readonly num_leaves: number;
    readonly num_cat: number;
    readonly shrinkage: number;
    readonly tree_structure: TreeNodeJson;
  }[];
  readonly pandas_categorical: readonly (readonly unknown[])[] | null;
}

const LARGEST = 1e300;
const MISSING_TYPES = ["None", "Zero", "NaN"] as const;

/** A model in the form of LightGBM's `dump_model`. */
export function modelAsJson(model: Model): ModelJson {
  return {
    name: "tree",
    version: "v4",
    num_class: model.classes,
    num_tree_per_iteration: model.treesPerRound,
    label_index: 0,
    max_feature_idx: model.featureNames.length - 1,
    ...(model.objective === undefined ? {} : { objective: model.objective }),
    average_output: model.averages,
    feature_names: model.featureNames,
    tree_info: model.trees.map((tree, index) => ({
      tree_index: index,
      num_leaves: tree.leafValue.length,
      num_cat: tree.categories === undefined ? 0 : tree.categories.boundaries.length - 1,
      shrinkage: tree.shrinkage,
      tree_structure: treeAsJson(tree),
    })),
    pandas_categorical: model.pandasCategories ?? null,
  };
}

/**
 * Models do not always number children after their parents, so a node is made once both of its children
 * exist.
 */
function treeAsJson(tree: Tree): TreeNodeJson {
  if (tree.splitFeature.length === 0) {
    return { leaf_value: tree.leafValue[0]!, leaf_count: tree.leafCount[0]!, ...linearPart(tree, 0) };
  }
  const made = new Map<number, TreeNodeJson>();
  const open = [0];
  for (let node = open.at(-1); node !== undefined; node = open.at(-1)) {
    const children = [tree.leftChild[node]!, tree.rightChild[node]!];
    const missing = children.filter((child) => child >= 0 && !made.has(child));
    if (missing.length > 0) {
      open.push(...missing);
      continue;
    }
    open.pop();
    const [left, right] = children.map((child) => (child < 0 ? leafAsJson(tree, ~child) : made.get(child)!));
    made.set(node, splitAsJson(tree, node, left!, right!));
  }
  return made.get(0)!;
}

function splitAsJson(tree: Tree, split: number, left: TreeNodeJson, right: TreeNodeJson): SplitJson {
  const type = tree.decisionType[split]!;
  const isCategorical = (type & CATEGORICAL) !== 0;
  const threshold = tree.threshold[split]!;
  return {
    split_index: split,
    split_feature: tree.splitFeature[split]!,
    split_gain: withoutInfinity(tree.splitGain[split]!),
    threshold: isCategorical
      ? categoriesOf(tree.categories!, threshold).join("||")
      : withoutInfinity(threshold),
    decision_type: isCategorical ? "==" : "<=",
    default_left: (type & DEFAULT_LEFT) !== 0,
    missing_type: MISSING_TYPES[type >> 2]!,
    internal_value: tree.internalValue[split]!,
    internal_weight: tree.internalWeight[split]!,
    internal_count: tree.internalCount[split]!,
    left_child: left,
    right_child: right,
  };
}

/** JSON has no infinities and no NaN: LightGBM writes 1e300 and 0 for them. */
function withoutInfinity(value: number): number {
  return Number.isNaN(value) ? 0 : Math.max(-LARGEST, Math.min(LARGEST, value));
}

function leafAsJson(tree: Tree, leaf: number): LeafJson {
  return {
    leaf_index: leaf,
    leaf_value: tree.leafValue[leaf]!,
    leaf_weight: tree.leafWeight[leaf]!,
    leaf_count: tree.leafCount[leaf]!,
    ...linearPart(tree, leaf),
  };
}

function linearPart({ linear }: Tree, leaf: number): Partial<LeafJson> {
  if (linear === undefined) return {};
  return {
    leaf_const: linear.constants[leaf]!,
    leaf_features: Array.from(linear.features[leaf]!),
    leaf_coeff: Array.from(linear.coefficients[leaf]!),
  };
}
