import { CATEGORICAL, categoriesOf, DEFAULT_LEFT, MISSING, type Tree } from "./tree.js";

/** Sizes in pixels. */
const BOX = { width: 168, height: 54, gapX: 16, gapY: 46, margin: 12 };
const MOST_LETTERS = 24;

/** A node of the drawing. */
interface DrawnNode {
  readonly lines: readonly string[];
  readonly isLeaf: boolean;
  /** Its middle, and the row it stands in. */
  readonly x: number;
  readonly depth: number;
  readonly children: readonly DrawnNode[];
}

/** A tree as an SVG image: boxes with the question and gain of each split, or the value of each leaf, and the rows that come by. */
export function formatTreeAsSvg(tree: Tree, featureNames: readonly string[]): string {
  let leaves = 0;
  const place = (node: number, depth: number): DrawnNode => {
    if (node < 0) {
      const leaf = ~node;
      const lines = [`leaf ${leaf}`, short(tree.leafValue[leaf]!), `${tree.leafCount[leaf]} rows`];
      return { lines, isLeaf: true, x: leaves++, depth, children: [] };
    }
    const children = [tree.leftChild[node]!, tree.rightChild[node]!].map((child) => place(child, depth + 1));
    const x = (children[0]!.x + children[1]!.x) / 2;
    return { lines: linesOfSplit(tree, node, featureNames), isLeaf: false, x, depth, children };
  };
  const root = place(tree.splitFeature.length === 0 ? ~0 : 0, 0);
  const nodes = flatten(root);
  const depth = nodes.reduce((most, node) => Math.max(most, node.depth), 0);
  const width = 2 * BOX.margin + leaves * (BOX.width + BOX.gapX) - BOX.gapX;
  const height = 2 * BOX.margin + (depth + 1) * (BOX.height + BOX.gapY) - BOX.gapY;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="12" text-anchor="middle">`,
    ...nodes.flatMap((node) => node.children.map((child, i) => edge(node, child, i === 0 ? "yes" : "no"))),
    ...nodes.map(box),
    "</svg>",
    "",
  ].join("\n");
}

function flatten(node: DrawnNode): DrawnNode[] {
  return [node, ...node.children.flatMap(flatten)];
}

function linesOfSplit(tree: Tree, split: number, featureNames: readonly string[]): string[] {
  const type = tree.decisionType[split]!;
  const threshold = tree.threshold[split]!;
  const name = featureNames[tree.splitFeature[split]!]!;
  const missing = type >> 2;
  const missingGoesLeft = missing !== MISSING.none && (type & DEFAULT_LEFT) !== 0;
  const question =
    (type & CATEGORICAL) !== 0
      ? `${name} in ${categoriesOf(tree.categories!, threshold).join(", ")}`
      : `${name} ≤ ${short(threshold)}${missingGoesLeft ? " or missing" : ""}`;
  return [question, `gain ${short(tree.splitGain[split]!)}`, `${tree.internalCount[split]} rows`];
}

function short(value: number): string {
  return String(Number(value.toPrecision(5)));
}

function middleOf({ x, depth }: DrawnNode): { x: number; top: number } {
  return {
    x: BOX.margin + BOX.width / 2 + x * (BOX.width + BOX.gapX),
    top: BOX.margin + depth * (BOX.height + BOX.gapY),
  };
}

function edge(from: DrawnNode, to: DrawnNode, answer: string): string {
  const [a, b] = [middleOf(from), middleOf(to)];
  const [x, y] = [(a.x + b.x) / 2, (a.top + BOX.height + b.top) / 2];
  return [
    `<line x1="${a.x}" y1="${a.top + BOX.height}" x2="${b.x}" y2="${b.top}" stroke="#888"/>`,
    `<text x="${x}" y="${y}" fill="#555">${answer}</text>`,
  ].join("");
}

function box(node: DrawnNode): string {
  const { x, top } = middleOf(node);
  const fill = node.isLeaf ? "#e8f3e8" : "#e8eef8";
  const texts = node.lines.map(
    (line, i) => `<text x="${x}" y="${top + 16 + 15 * i}">${escaped(cut(line))}</text>`,
  );
  const rectangle = `<rect x="${x - BOX.width / 2}" y="${top}" width="${BOX.width}" height="${BOX.height}" rx="4" fill="${fill}" stroke="#888"/>`;
  return `<g><title>${escaped(node.lines.join("\n"))}</title>${rectangle}${texts.join("")}</g>`;
}

function cut(text: string): string {
  return text.length > MOST_LETTERS ? `${text.slice(0, MOST_LETTERS - 1)}…` : text;
}

function escaped(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
