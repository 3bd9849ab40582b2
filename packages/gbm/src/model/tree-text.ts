import { CATEGORICAL, categoriesOf, DEFAULT_LEFT, MISSING, type Tree } from "./tree.js";

/**
 * Formats a tree for reading, one line for each node: below a split stands its left subtree, then its right
 * subtree.
 */
export function formatTreeAsText(tree: Tree, featureNames: readonly string[]): string {
  const lines: string[] = [];
  const open: { readonly node: number; readonly depth: number }[] = [
    { node: tree.splitFeature.length > 0 ? 0 : ~0, depth: 0 },
  ];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { node, depth } = next;
    lines.push("  ".repeat(depth) + (node < 0 ? leafLine(tree, ~node) : splitLine(tree, node, featureNames)));
    if (node < 0) continue;
    open.push({ node: tree.rightChild[node]!, depth: depth + 1 });
    open.push({ node: tree.leftChild[node]!, depth: depth + 1 });
  }
  return lines.join("\n");
}

function splitLine(tree: Tree, split: number, featureNames: readonly string[]): string {
  const name = featureNames[tree.splitFeature[split]!];
  const gain = shown(tree.splitGain[split]!);
  return `${name} ${conditionOf(tree, split)} (gain ${gain}, ${tree.internalCount[split]} rows)`;
}

function conditionOf(tree: Tree, split: number): string {
  const type = tree.decisionType[split]!;
  const threshold = tree.threshold[split]!;
  if ((type & CATEGORICAL) === 0) return `<= ${shown(threshold)}${missingPart(type)}`;
  return `in {${categoriesOf(tree.categories!, threshold).join(", ")}}`;
}

function missingPart(decisionType: number): string {
  const missing = decisionType >> 2;
  if (missing === MISSING.none) return "";
  const values = missing === MISSING.nan ? "NaN" : "0 or NaN";
  return (decisionType & DEFAULT_LEFT) === 0 ? ` and not ${values}` : ` or ${values}`;
}

function leafLine(tree: Tree, leaf: number): string {
  return `${shown(tree.leafValue[leaf]!)} (${tree.leafCount[leaf]} rows)`;
}

function shown(value: number): string {
  return String(Number(value.toPrecision(6)));
}
