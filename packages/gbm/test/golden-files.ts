import { readFileSync } from "node:fs";
import type { FloatArray, Matrix } from "@weightcast/core";
import type { BoosterParameters, Tree } from "../src/index.js";

/** A LightGBM model and how it was trained; see make_golden.py, make_objectives.py, make_categories.py, make_constraints.py and make_ranking.py. */
export interface GoldenCase {
  readonly name: string;
  readonly data: string;
  /** Which targets of the data; if not given, those of `data`-y.npy. */
  readonly target?: string;
  readonly trainingRows: number;
  readonly parameters: BoosterParameters;
  readonly rounds: number;
  readonly earlyStoppingRounds?: number;
  /** Of the validation set, by metric, at the best round. */
  readonly bestScores?: Readonly<Record<string, number>>;
  /** How many rows each group to rank has, of the training rows and of those held out. */
  readonly groupSizes?: readonly number[];
  readonly heldGroupSizes?: readonly number[];
  /** Whether the rows count by weights.npy. */
  readonly isWeighted?: boolean;
}

export function goldenText(file: string): string {
  return readFileSync(goldenPath(file), "utf8");
}

export const goldenCases: readonly GoldenCase[] = [
  "cases.json",
  "objectives.json",
  "categories.json",
  "constraints.json",
].flatMap((file) => JSON.parse(goldenText(file)));

/** A C-ordered little-endian f32 or f64 .npy file; a vector is one column. */
export function goldenMatrix(file: string): Matrix {
  const bytes = new Uint8Array(readFileSync(goldenPath(file)));
  const start = 10 + new DataView(bytes.buffer).getUint16(8, true);
  const header = new TextDecoder().decode(bytes.subarray(10, start));
  const [rows, columns = 1] = header
    .match(/\(([^)]*)\)/)![1]!
    .match(/\d+/g)!
    .map(Number);
  const content = bytes.slice(start).buffer;
  const data: FloatArray = header.includes("<f4") ? new Float32Array(content) : new Float64Array(content);
  return { data, rows: rows!, columns, stride: columns };
}

function goldenPath(file: string): URL {
  return new URL(`golden/${file}`, import.meta.url);
}

/** What decides where rows go: the splits of a tree, and which side missing values take. */
export function splitsOf(tree: Tree): unknown[] {
  return Array.from(tree.splitFeature, (feature, split) => [
    feature,
    tree.threshold[split],
    tree.decisionType[split],
    tree.leftChild[split],
    tree.rightChild[split],
  ]);
}
