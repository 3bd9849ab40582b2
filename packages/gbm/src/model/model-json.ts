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

/** The range of a column of numbers, or the values of a categorical one. */
interface FeatureInfoJson {
  readonly min_value: number;
  readonly max_value: number;
  readonly values: readonly number[];
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
  /** For each column, empty where there is none, -1 or 1 where predictions may only fall or rise with it. */
  readonly monotone_constraints: readonly number[];
  /** What the columns held in training; those of no use are left out. */
  readonly feature_infos: Readonly<Record<string, FeatureInfoJson>>;
  readonly tree_info: readonly {
    readonly tree_index: number;
    readonly num_leaves: number;
    readonly num_cat: number;
    readonly shrinkage: number;
    readonly tree_structure: TreeNodeJson;
  }[];
  /** The number of splits of each column that has some. */
  readonly feature_importances: Readonly<Record<string, number>>;
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
    monotone_constraints: model.monotone ?? [],
    feature_infos: featureInfos(model),
    tree_info: model.trees.map((tree, index) => ({
      tree_index: index,
      num_leaves: tree.leafValue.length,
      num_cat: tree.categories === undefined ? 0 : tree.categories.boundaries.length - 1,
      shrinkage: tree.shrinkage,
      tree_structure: treeAsJson(tree),
    })),
    feature_importances: splitCounts(model),
    pandas_categorical: model.pandasCategories ?? null,
  };
}

function featureInfos({ featureNames, featureRanges }: Model): Record<string, FeatureInfoJson> {
  const infos = featureRanges.flatMap((text, column): [string, FeatureInfoJson][] => {
    const name = featureNames[column]!;
    const range = /^\[(.+):(.+)\]$/.exec(text);
    if (range !== null) {
      return [[name, { min_value: Number(range[1]), max_value: Number(range[2]), values: [] }]];
    }
    const values = text.split(":").map(Number);
    if (!values.every(Number.isInteger) || text === "") return [];
    return [[name, { min_value: Math.min(...values), max_value: Math.max(...values), values }]];
  });
  return Object.fromEntries(infos);
}

function splitCounts({ featureNames, trees }: Model): Record<string, number> {
  const counts = new Float64Array(featureNames.length);
  for (const { splitFeature } of trees) for (const feature of splitFeature) counts[feature]! += 1;
  const used = Array.from(counts.entries(), ([column, count]) => ({ column, count }))
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count);
  return Object.fromEntries(used.map(({ column, count }) => [featureNames[column]!, count]));
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
