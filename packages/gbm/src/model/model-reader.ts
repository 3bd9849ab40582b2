import { InputError } from "@weightcast/core";
import { objectives } from "../objectives/objectives.js";
import type { Model } from "./model.js";
import { ModelFields } from "./model-fields.js";
import { MISSING, type Tree } from "./tree.js";

/** What stands in a file for a loss of the user's own; its raw scores are its predictions. */
const CUSTOM = "custom";
const TREE_LINE = "Tree=";
const LAST_LINE = "end of trees";
/** Bit of a decision type that stands for a categorical split. */
const CATEGORICAL = 1;
const MOST_DECISION_TYPE = 15;
const MOST_LEAVES = 2 ** 31 - 1;

/**
 * A model from LightGBM's text format, with every index and count checked.
 *
 * @throws InputError, naming the line
 */
export function parseModel(text: string, file: string | undefined): Model {
  const lines = text.split(/\r?\n/);
  if (lines[0] !== "tree") throw new InputError("line 1: a LightGBM model begins with 'tree'", { file });
  const sections: ModelFields[] = [new ModelFields(1, file)];
  let isComplete = false;
  for (let i = 1; i < lines.length && !isComplete; i++) {
    const line = lines[i]!;
    if (line === LAST_LINE) isComplete = true;
    else {
      if (line.startsWith(TREE_LINE)) sections.push(new ModelFields(i + 1, file));
      if (line !== "") sections.at(-1)!.add(line, i + 1);
    }
  }
  if (!isComplete) {
    throw new InputError(`line ${lines.length}: the file ends before '${LAST_LINE}'`, { file });
  }
  const [header, ...trees] = sections as [ModelFields, ...ModelFields[]];
  return parseSections(header, trees);
}

function parseSections(header: ModelFields, trees: readonly ModelFields[]): Model {
  if (!/^v[234]$/.test(header.text("version"))) throw header.fail("version", "is none of v2, v3, v4");
  for (const name of ["num_class", "num_tree_per_iteration"]) {
    if (header.number(name) !== 1) throw header.fail(name, "is not 1: only models of one output are read");
  }
  if (header.has("average_output")) throw header.fail("average_output", "(random forests) is not supported");
  const objective = header.has("objective") ? header.text("objective") : undefined;
  if (objective !== undefined && objective !== CUSTOM && objectives.find(objective)?.name !== objective) {
    throw header.fail("objective", `'${objective}' is none of ${objectives.names().join(", ")}, ${CUSTOM}`);
  }
  const columns = header.integer("max_feature_idx", 0, MOST_LEAVES) + 1;
  if (header.has("tree_sizes")) header.words("tree_sizes", trees.length);
  return {
    featureNames: header.words("feature_names", columns),
    featureRanges: header.words("feature_infos", columns),
    objective,
    trees: trees.map((fields, number) => parseTree(fields, number, columns)),
  };
}

function parseTree(fields: ModelFields, number: number, columns: number): Tree {
  if (fields.number("Tree") !== number)
    throw fields.fail("Tree", `is not ${number}: trees are missing or out of order`);
  if (fields.number("num_cat") !== 0)
    throw fields.fail("num_cat", "is not 0: categorical splits are not supported");
  if (fields.has("is_linear") && fields.number("is_linear") !== 0) {
    throw fields.fail("is_linear", "is not 0: linear trees are not supported");
  }
  const leaves = fields.integer("num_leaves", 1, MOST_LEAVES);
  const splits = leaves - 1;
  const tree: Tree = {
    splitFeature: fields.integers("split_feature", splits, 0, columns - 1),
    threshold: fields.numbersOrInfinities("threshold", splits),
    decisionType: Uint8Array.from(fields.integers("decision_type", splits, 0, MOST_DECISION_TYPE)),
    leftChild: fields.integers("left_child", splits, -leaves, splits - 1),
    rightChild: fields.integers("right_child", splits, -leaves, splits - 1),
    leafValue: fields.numbers("leaf_value", leaves),
    splitGain: Float32Array.from(fields.optionalNumbers("split_gain", splits)),
    leafWeight: fields.optionalNumbers("leaf_weight", leaves),
    leafCount: fields.optionalNumbers("leaf_count", leaves),
    internalValue: fields.optionalNumbers("internal_value", splits),
    internalWeight: fields.optionalNumbers("internal_weight", splits),
    internalCount: fields.optionalNumbers("internal_count", splits),
    shrinkage: fields.number("shrinkage"),
  };
  checkDecisions(tree, fields);
  checkShape(tree, fields);
  return tree;
}

function checkDecisions({ decisionType }: Tree, fields: ModelFields): void {
  for (const type of decisionType) {
    if ((type & CATEGORICAL) !== 0)
      throw fields.fail("decision_type", `${type} is a categorical split: not supported`);
    if (type >> 2 > MISSING.nan) throw fields.fail("decision_type", `${type} has no such missing type`);
  }
}

/** From the root every split and every leaf is reached once: no cycles, nothing shared, nothing left over. */
function checkShape({ leftChild, rightChild, leafValue }: Tree, fields: ModelFields): void {
  if (leftChild.length === 0) return;
  const leaves = leafValue.length;
  // Splits first, then leaves.
  const reached = new Uint8Array(leftChild.length + leaves);
  const open = [0];
  reached[0] = 1;
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    for (const [name, children] of [
      ["left_child", leftChild],
      ["right_child", rightChild],
    ] as const) {
      const child = children[node]!;
      const place = child >= 0 ? child : leftChild.length + ~child;
      if (reached[place] === 1) {
        const what = child >= 0 ? `split ${child}` : `leaf ${~child}`;
        throw fields.fail(name, `makes ${what} the child of two splits, or of itself`);
      }
      reached[place] = 1;
      if (child >= 0) open.push(child);
    }
  }
  if (reached.includes(0)) throw fields.fail("left_child", "leaves a part of the tree out of reach");
}
