import { InputError, UsageError } from "@weightcast/core";
import type { Objective, TrainingTargets } from "./objective.js";

/**
 * The objective's name in files of models that were trained with a user's own loss; their raw scores are the
 * predictions.
 */
export const CUSTOM = "custom";

/** The derivatives of each row's loss by its scores, [rows, scores of a row] each, row-major; multiplied by the row's weight. */
export interface Gradients {
  readonly gradients: ArrayLike<number>;
  readonly hessians: ArrayLike<number>;
}

/**
 * A loss of the user's own: the first and second derivatives at the present raw scores.
 *
 * @param scores [rows, scores of a row], row-major
 */
export type GradientFunction = (scores: Float64Array, set: TrainingTargets) => Gradients;

/** What a function of the user returned, in JavaScript possibly anything. */
function resultOf(result: Gradients): Gradients {
  if (result?.gradients?.length !== undefined && result.hessians?.length !== undefined) return result;
  throw new UsageError("an objective returns { gradients, hessians }, two arrays of a number for each score");
}

/** An objective of a user's function: training starts from 0, and predictions are raw scores, `num_class` of them for a row. */
export function customObjective(derive: GradientFunction): Objective {
  return {
    name: CUSTOM,
    aliases: [],
    metrics: [],
    scoresPerRow: ({ num_class }) => num_class,
    prepare: (set) => ({
      hasUnitHessian: false,
      initialScore: () => 0,
      gradients({ rows, scores, pairs }) {
        const { values, perRow } = scores;
        const byRow = new Float64Array(values.length);
        for (let i = 0; i < byRow.length; i++) byRow[(i % rows) * perRow + Math.floor(i / rows)] = values[i]!;
        const { gradients, hessians } = resultOf(derive(byRow, set));
        if (gradients.length !== byRow.length || hessians.length !== byRow.length) {
          throw new InputError(
            `the objective returned ${gradients.length} gradients and ${hessians.length} hessians for ${byRow.length} scores`,
          );
        }
        for (let i = 0; i < byRow.length; i++) {
          if (!Number.isFinite(gradients[i]) || !Number.isFinite(hessians[i])) {
            throw new InputError(
              `the objective returned the gradient ${gradients[i]} and the hessian ${hessians[i]}`,
              { row: Math.floor(i / perRow) },
            );
          }
          const place = 2 * ((i % perRow) * rows + Math.floor(i / perRow));
          pairs[place] = gradients[i]!;
          pairs[place + 1] = hessians[i]!;
        }
      },
    }),
  };
}
