import type { Model } from "./model.js";
import type { Tree } from "./tree.js";

/** A model in LightGBM's text format, version 4 (GBDT::SaveModelToString). */
export function formatModel({ featureNames, featureRanges, objective, trees }: Model): string {
  const blocks = trees.map((tree, number) => `Tree=${number}\n${formatTree(tree)}\n\n`);
  const header = [
    "tree",
    "version=v4",
    "num_class=1",
    "num_tree_per_iteration=1",
    "label_index=0",
    `max_feature_idx=${featureNames.length - 1}`,
    ...(objective === undefined ? [] : [`objective=${objective}`]),
    `feature_names=${featureNames.join(" ")}`,
    `feature_infos=${withInfinities(featureRanges.join(" "))}`,
    // LightGBM finds the trees by these, in bytes; a tree is ASCII.
    `tree_sizes=${blocks.map((block) => block.length).join(" ")}`,
  ];
  return `${header.join("\n")}\n\n${blocks.join("")}end of trees\n`;
}

function formatTree(tree: Tree): string {
  return [
    `num_leaves=${tree.leafValue.length}`,
    "num_cat=0",
    `split_feature=${tree.splitFeature.join(" ")}`,
    `split_gain=${rounded(tree.splitGain)}`,
    `threshold=${withInfinities(tree.threshold.join(" "))}`,
    `decision_type=${tree.decisionType.join(" ")}`,
    `left_child=${tree.leftChild.join(" ")}`,
    `right_child=${tree.rightChild.join(" ")}`,
    `leaf_value=${tree.leafValue.join(" ")}`,
    `leaf_weight=${tree.leafWeight.join(" ")}`,
    `leaf_count=${tree.leafCount.join(" ")}`,
    `internal_value=${rounded(tree.internalValue)}`,
    `internal_weight=${rounded(tree.internalWeight)}`,
    `internal_count=${tree.internalCount.join(" ")}`,
    "is_linear=0",
    `shrinkage=${tree.shrinkage}`,
    "",
  ].join("\n");
}

/** Infinities as LightGBM writes them. */
function withInfinities(text: string): string {
  return text.replaceAll("Infinity", "inf");
}

/** Six digits, as LightGBM writes what no prediction needs. */
function rounded(values: Float32Array | Float64Array): string {
  return Array.from(values, (value) => Number(value.toPrecision(6))).join(" ");
}
