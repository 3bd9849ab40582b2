import { type Matrix, UsageError } from "@weightcast/core";
import { BoostingMemory } from "../growth/boosting-memory.js";
import { type PackedTrees, packTrees } from "./layouts/packed-trees.js";
import type { Tree } from "./tree.js";
import { expectedValue, pathsOf } from "./tree-paths.js";

/** The maximum number of features on a path for which the contributions are tabulated for every mask. */
const MOST_TABLE_FEATURES = 8;
/** Bytes of a feature and of a step of a path; see assembly/model/contributions.ts. */
const PART_BYTES = 16;
/** Rows that all trees explain before the next ones: few enough bytes of contributions that they stay in cache. */
export const BLOCK_BYTES: number = 1 << 20;

/**
 * What each feature contributes to the raw scores of rows: Shapley values by TreeSHAP, where the shares of the training rows stand for
 * the distribution of the features.
 *
 * @param x [rows, columns]
 * @param treesPerRound scores of a row
 * @returns [rows, scores of a row, columns + 1]: the contributions, and behind them the mean score of the training rows
 */
export function contributionsOf(trees: readonly Tree[], treesPerRound: number, x: Matrix): Float64Array {
  refuseLinear(trees);
  const memory = new BoostingMemory(false);
  const packed = packTrees(trees);
  const nodes = memory.allocate(packed.nodes.length);
  const sets = memory.allocate(4 * packed.sets.length);
  memory.u8(nodes, packed.nodes.length).set(packed.nodes);
  memory.i32(sets, packed.sets.length).set(packed.sets);
  const isDouble = x.data instanceof Float64Array;
  const width = treesPerRound * (x.columns + 1);
  const blockRows = Math.max(1, Math.min(x.rows, Math.floor(BLOCK_BYTES / (8 * width))));
  const values = memory.allocate(blockRows * x.columns * (isDouble ? 8 : 4));
  const contributions = memory.allocate(8 * blockRows * width);
  const answers = memory.allocate(4 * Math.max(...trees.map(({ splitFeature }) => splitFeature.length), 1));
  const { mark } = memory;
  const result = new Float64Array(x.rows * width);
  for (const [number, tree] of trees.entries()) {
    memory.releaseTo(mark);
    const paths = layOutPaths(memory, tree, x.rows);
    for (let begin = 0; begin < x.rows; begin += blockRows) {
      const rows = Math.min(blockRows, x.rows - begin);
      const block = isDouble ? memory.f64(values, rows * x.columns) : memory.f32(values, rows * x.columns);
      for (let row = 0; row < rows; row++) {
        const start = (begin + row) * x.stride;
        block.set(x.data.subarray(start, start + x.columns), row * x.columns);
      }
      const part = result.subarray(begin * width, (begin + rows) * width);
      memory.f64(contributions, part.length).set(part);
      memory.kernels.addContributions(
        isDouble,
        values,
        rows,
        x.columns,
        nodes + packed.places[number]!.nodes,
        packed.places[number]!.splits,
        setsOf(packed, sets),
        paths.start,
        answers,
        paths.scratch,
        paths.scratchLength,
        expectedValue(tree),
        contributions + 8 * (x.columns + 1) * (number % treesPerRound),
        width,
      );
      part.set(memory.f64(contributions, part.length));
    }
  }
  return result;
}

/** @throws UsageError where a tree is linear */
export function refuseLinear(trees: readonly Tree[]): void {
  if (trees.every(({ linear }) => linear === undefined)) return;
  throw new UsageError("contributions are not computed for linear trees");
}

function setsOf({ hasSpecialSplits }: PackedTrees, address: number): number {
  return hasSpecialSplits ? address : 0;
}

/** The addresses of the paths of a tree in the memory. */
export interface PathPlaces {
  readonly start: number;
  readonly scratch: number;
  readonly scratchLength: number;
}

/** Brings the paths of a tree to the memory, and fills the tables of those where `rows` rows make it worth the while. */
export function layOutPaths(memory: BoostingMemory, tree: Tree, rows: number): PathPlaces {
  const paths = pathsOf(tree);
  const pathBytes = memory.kernels.leafPathBytes();
  const start = memory.allocate(pathBytes * paths.length);
  const places = paths.map(({ features, steps }) => {
    const hasTable = features.length <= MOST_TABLE_FEATURES && 1 << features.length <= rows;
    return {
      features: memory.allocate(PART_BYTES * features.length),
      steps: memory.allocate(PART_BYTES * steps.length),
      table: hasTable ? memory.allocate((8 * features.length) << features.length) : 0,
    };
  });
  const scratchLength = Math.max(...paths.map(({ features }) => features.length)) + 1;
  const scratch = memory.allocate(16 * scratchLength);
  const view = new DataView(memory.memory.buffer);
  for (const [leaf, { features, steps }] of paths.entries()) {
    const place = places[leaf]!;
    const at = start + pathBytes * leaf;
    view.setFloat64(at, tree.leafValue[leaf]!, true);
    for (const [i, number] of [
      place.features,
      features.length,
      place.steps,
      steps.length,
      place.table,
    ].entries()) {
      view.setUint32(at + 8 + 4 * i, number, true);
    }
    for (const [i, { share, column }] of features.entries()) {
      view.setFloat64(place.features + PART_BYTES * i, share, true);
      view.setInt32(place.features + PART_BYTES * i + 8, column, true);
    }
    for (const [i, { split, goesLeft, feature }] of steps.entries()) {
      const step = place.steps + PART_BYTES * i;
      view.setInt32(step, split, true);
      view.setInt32(step + 4, goesLeft ? 1 : 0, true);
      view.setInt32(step + 8, feature, true);
    }
  }
  memory.kernels.fillContributionTables(start, paths.length, scratch);
  return { start, scratch, scratchLength };
}
