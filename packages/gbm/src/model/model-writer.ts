import type { Model } from "./model.js";
import type { Tree } from "./tree.js";

/** A model in LightGBM's text format, version 4 (GBDT::SaveModelToString). */
export function formatModel(model: Model): string {
  const { featureNames, featureRanges, objective, trees, pandasCategories, monotone = [] } = model;
  const blocks = trees.map((tree, number) => `Tree=${number}\n${formatTree(tree)}\n\n`);
  const header = [
    "tree",
    "version=v4",
    `num_class=${model.classes}`,
    `num_tree_per_iteration=${model.treesPerRound}`,
    "label_index=0",
    `max_feature_idx=${featureNames.length - 1}`,
    ...(objective === undefined ? [] : [`objective=${objective}`]),
    ...(model.averages ? ["average_output"] : []),
    `feature_names=${featureNames.join(" ")}`,
    ...(monotone.length === 0 ? [] : [`monotone_constraints=${monotone.join(" ")}`]),
    `feature_infos=${notFinite(featureRanges.join(" "))}`,
    // The sizes of the trees in bytes, by which LightGBM finds them; the text of a tree is ASCII.
    `tree_sizes=${blocks.map((block) => block.length).join(" ")}`,
  ];
  const categories = pandasCategories && `\npandas_categorical:${JSON.stringify(pandasCategories)}\n`;
  return `${header.join("\n")}\n\n${blocks.join("")}end of trees\n${categories ?? ""}`;
}

function formatTree(tree: Tree): string {
  return [
    `num_leaves=${tree.leafValue.length}`,
    `num_cat=${tree.categories === undefined ? 0 : tree.categories.boundaries.length - 1}`,
    `split_feature=${tree.splitFeature.join(" ")}`,
    `split_gain=${rounded(tree.splitGain)}`,
    `threshold=${notFinite(tree.threshold.join(" "))}`,
    `decision_type=${tree.decisionType.join(" ")}`,
    `left_child=${tree.leftChild.join(" ")}`,
    `right_child=${tree.rightChild.join(" ")}`,
    `leaf_value=${tree.leafValue.join(" ")}`,
    `leaf_weight=${notFinite(tree.leafWeight.join(" "))}`,
    `leaf_count=${tree.leafCount.join(" ")}`,
    `internal_value=${rounded(tree.internalValue)}`,
    `internal_weight=${rounded(tree.internalWeight)}`,
    `internal_count=${tree.internalCount.join(" ")}`,
    ...categoryLines(tree),
    `is_linear=${tree.linear === undefined ? 0 : 1}`,
    ...linearLines(tree),
    `shrinkage=${tree.shrinkage}`,
    "",
  ].join("\n");
}

function categoryLines({ categories }: Tree): string[] {
  if (categories === undefined) return [];
  return [`cat_boundaries=${categories.boundaries.join(" ")}`, `cat_threshold=${categories.words.join(" ")}`];
}

function linearLines({ linear }: Tree): string[] {
  if (linear === undefined) return [];
  const { constants, features, coefficients } = linear;
  return [
    `leaf_const=${constants.join(" ")}`,
    `num_features=${features.map(({ length }) => length).join(" ")}`,
    `leaf_features=${features.map(partOfLeaf).join("")}`,
    `leaf_coeff=${coefficients.map(partOfLeaf).join("")}`,
  ];
}

/**
 * Writes the list of a leaf within a list of lists as LightGBM does: a space after each number, and one more.
 */
function partOfLeaf(numbers: Int32Array | Float64Array): string {
  return `${numbers.length === 0 ? "" : `${numbers.join(" ")} `} `;
}

/** Writes a number; infinities and NaN are spelled as in C++. */
function notFinite(text: string): string {
  return text.replaceAll("Infinity", "inf").replaceAll("NaN", "nan");
}

/** Writes a number with six digits, as LightGBM does for numbers that predictions do not need. */
function rounded(values: Float32Array | Float64Array): string {
  return notFinite(Array.from(values, (value) => Number(value.toPrecision(6))).join(" "));
}
