import type { ModelFields } from "./model-fields.js";
import { CATEGORICAL, type CategorySets, type LinearLeaves, MISSING, type Tree } from "./tree.js";

const MOST_DECISION_TYPE = 15;
const MOST_LEAVES = 2 ** 31 - 1;

/**
 * A tree from its fields, with every index and count checked.
 *
 * @param number of the tree in the file
 * @param columns of the model
 * @throws InputError, naming the line
 */
export function parseTree(fields: ModelFields, number: number, columns: number): Tree {
  if (fields.number("Tree") !== number)
    throw fields.fail("Tree", `is not ${number}: trees are missing or out of order`);
  const leaves = fields.integer("num_leaves", 1, MOST_LEAVES);
  const splits = leaves - 1;
  const sets = fields.has("num_cat") ? fields.integer("num_cat", 0, splits) : 0;
  const isLinear = fields.has("is_linear") && fields.integer("is_linear", 0, 1) === 1;
  const ofSplits = <Values>(read: () => Values, none: Values): Values => (splits === 0 ? none : read());
  const tree: Tree = {
    splitFeature: ofSplits(() => fields.integers("split_feature", splits, 0, columns - 1), new Int32Array()),
    threshold: ofSplits(() => fields.numbersOrInfinities("threshold", splits), new Float64Array()),
    decisionType: Uint8Array.from(
      ofSplits(() => fields.integers("decision_type", splits, 0, MOST_DECISION_TYPE), new Int32Array()),
    ),
    leftChild: ofSplits(() => fields.integers("left_child", splits, -leaves, splits - 1), new Int32Array()),
    rightChild: ofSplits(() => fields.integers("right_child", splits, -leaves, splits - 1), new Int32Array()),
    leafValue: fields.numbers("leaf_value", leaves),
    splitGain: Float32Array.from(fields.optionalNumbers("split_gain", splits)),
    leafWeight: fields.optionalNumbers("leaf_weight", leaves),
    leafCount: fields.optionalNumbers("leaf_count", leaves),
    internalValue: fields.optionalNumbers("internal_value", splits),
    internalWeight: fields.optionalNumbers("internal_weight", splits),
    internalCount: fields.optionalNumbers("internal_count", splits),
    shrinkage: fields.has("shrinkage") ? fields.number("shrinkage") : 1,
    ...(sets === 0 ? {} : { categories: parseSets(fields, sets) }),
    ...(isLinear ? { linear: parseLinear(fields, leaves, columns) } : {}),
  };
  checkDecisions(tree, sets, fields);
  checkShape(tree, fields);
  return tree;
}

function parseSets(fields: ModelFields, count: number): CategorySets {
  const boundaries = fields.integers("cat_boundaries", count + 1, 0, MOST_LEAVES);
  if (boundaries[0] !== 0) throw fields.fail("cat_boundaries", "does not begin with 0");
  const falls = boundaries.findIndex((boundary, i) => i > 0 && boundary < boundaries[i - 1]!);
  if (falls > 0) throw fields.fail("cat_boundaries", `falls from entry ${falls - 1} to entry ${falls}`);
  const words = fields.numbers("cat_threshold", boundaries.at(-1)!);
  const bad = words.find((word) => !Number.isInteger(word) || word < 0 || word >= 2 ** 32);
  if (bad !== undefined) throw fields.fail("cat_threshold", `holds ${bad}, not a whole number below 2^32`);
  return { boundaries, words: Uint32Array.from(words) };
}

function parseLinear(fields: ModelFields, leaves: number, columns: number): LinearLeaves {
  const counts = fields.integers("num_features", leaves, 0, columns);
  const total = counts.reduce((sum, count) => sum + count, 0);
  const features = fields.wholeNumbers(
    "leaf_features",
    fields.looseNumbers("leaf_features", total),
    0,
    columns - 1,
  );
  const coefficients = fields.looseNumbers("leaf_coeff", total);
  const starts = Int32Array.from(counts);
  let start = 0;
  for (const [leaf, count] of counts.entries()) {
    starts[leaf] = start;
    start += count;
  }
  const partOf =
    <Values extends Int32Array | Float64Array>(values: Values) =>
    (count: number, leaf: number) =>
      values.slice(starts[leaf]!, starts[leaf]! + count) as Values;
  return {
    constants: fields.numbers("leaf_const", leaves),
    features: Array.from(counts, partOf(features)),
    coefficients: Array.from(counts, partOf(coefficients)),
  };
}

function checkDecisions({ decisionType, threshold }: Tree, sets: number, fields: ModelFields): void {
  for (const [split, type] of decisionType.entries()) {
    if (type >> 2 > MISSING.nan) throw fields.fail("decision_type", `${type} has an unknown missing type`);
    const set = threshold[split]!;
    if ((type & CATEGORICAL) === 0 || (Number.isInteger(set) && set >= 0 && set < sets)) continue;
    throw fields.fail(
      "decision_type",
      `${type} is a categorical split: its threshold ${set} is none of the ${sets} sets of categories`,
    );
  }
}

/**
 * Checks that every split and every leaf is reached from the root exactly once: there are no cycles, no
 * shared and no unreachable nodes.
 */
function checkShape({ leftChild, rightChild, leafValue }: Tree, fields: ModelFields): void {
  if (leftChild.length === 0) return;
  const leaves = leafValue.length;
  // Numbers the splits first, then the leaves.
  const reached = new Uint8Array(leftChild.length + leaves);
  const open = [0];
  reached[0] = 1;
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    for (const [name, children] of [
      ["left_child", leftChild],
      ["right_child", rightChild],
    ] as const) {
      const child: number = children[node]!;
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
