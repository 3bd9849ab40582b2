import { type Matrix, UsageError } from "@weightcast/core";
import { checkGroupSizes, checkTargets } from "../data/training-data.js";
import { BoostingMemory } from "../growth/boosting-memory.js";
import { EPSILON, leafOutput } from "../growth/split-candidate.js";
import { ScoreTable } from "../objectives/score-table.js";
import type { ResolvedParameters } from "../parameters/resolve.js";
import type { Model } from "./model.js";
import { parseObjective } from "./model-objective.js";
import type { Tree } from "./tree.js";
import { leafOf } from "./tree-walk.js";

/** How to fit the leaves of a model to other rows. */
export interface RefitOptions {
  /** The weight of the old values of leaves beside the new ones, in [0, 1]; 0.9 by default. */
  readonly decayRate?: number | undefined;
  /** [rows]: what each row counts in the loss; 1 if not given. */
  readonly weights?: ArrayLike<number> | undefined;
  /** How many rows each group of rows to rank has, group by group. */
  readonly groupSizes?: ArrayLike<number> | undefined;
  /**
   * Parameters that new values of leaves depend on and that model files do not hold, such as `lambda_l2` and the
   * `alpha` of quantiles. They are LightGBM's defaults if not given.
   */
  readonly parameters?: Readonly<Record<string, unknown>> | undefined;
}

/**
 * The same trees with the values of their leaves fitted to other rows (LightGBM's `refit`).
 *
 * @param x [rows, columns]
 * @param y [rows]
 */
export function refitTrees(
  { trees, treesPerRound, objective: text }: Model,
  x: Matrix,
  y: ArrayLike<number>,
  { decayRate, weights, groupSizes, parameters = {} }: RefitOptions,
): Tree[] {
  const parsed = parseObjective(text, parameters);
  if (parsed === undefined || typeof parsed === "string" || parsed.objective.prepare === undefined) {
    throw new UsageError("the model's objective is not known, so its leaves cannot be fitted to other rows");
  }
  if (trees.some(({ linear }) => linear !== undefined)) throw new UsageError("linear trees are not refitted");
  const { objective, settings } = parsed;
  const decay = decayRate ?? settings.refit_decay_rate;
  if (!(decay >= 0 && decay <= 1)) throw new UsageError(`decayRate is a number from 0 to 1, not ${decay}`);
  const set = {
    ...checkTargets(x, y, weights, objective, settings, ""),
    groupSizes: checkGroupSizes(groupSizes, x.rows, ""),
  };
  const memory = new BoostingMemory(false);
  const { rows } = x;
  const addresses = {
    scores: memory.allocate(8 * rows * treesPerRound),
    targets: memory.allocate(4 * rows),
    weights: set.weights === undefined ? 0 : memory.allocate(4 * rows),
    pairs: memory.allocate(8 * rows * treesPerRound),
  };
  memory.f32(addresses.targets, rows).set(set.targets);
  if (set.weights !== undefined) memory.f32(addresses.weights, rows).set(set.weights);
  const scores = new ScoreTable(memory, addresses.scores, rows, treesPerRound);
  scores.values.fill(0);
  const prepared = objective.prepare!(set, settings, memory);
  return trees.map((tree, number) => {
    const score = number % treesPerRound;
    if (score === 0) {
      const pairs = memory.f32(addresses.pairs, 2 * rows * treesPerRound);
      prepared.gradients({ ...set, rows, scores, pairs, addresses });
    }
    const leaves = Int32Array.from({ length: rows }, (_, row) => leafOf(tree, x, row));
    const pairs = memory.f32(addresses.pairs + 8 * rows * score, 2 * rows);
    const leafValue = newValues(tree, leaves, pairs, decay, settings);
    const values = scores.values.subarray(score * rows);
    for (const [row, leaf] of leaves.entries()) values[row]! += leafValue[leaf]!;
    return { ...tree, leafValue };
  });
}

/** Mixes the values of a tree's leaves with the ones that the gradients of the rows in them want. */
function newValues(
  { leafValue, shrinkage }: Tree,
  leaves: Int32Array,
  pairs: Float32Array,
  decay: number,
  settings: ResolvedParameters,
): Float64Array {
  const sums = Array.from(leafValue, () => ({ gradient: 0, hessian: EPSILON, count: 0 }));
  for (const [row, leaf] of leaves.entries()) {
    const leafSums = sums[leaf]!;
    leafSums.gradient += pairs[2 * row]!;
    leafSums.hessian += pairs[2 * row + 1]!;
  }
  return leafValue.map((old, leaf) => {
    const { gradient, hessian, count } = sums[leaf]!;
    const output = leafOutput(gradient, hessian, count, settings.lambda_l2, settings);
    return decay * old + (1 - decay) * (output * shrinkage);
  });
}
