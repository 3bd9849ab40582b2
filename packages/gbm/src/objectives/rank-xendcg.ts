import { RandomDraws } from "../growth/random-draws.js";
import { EPSILON } from "../growth/split-candidate.js";
import { groupsOf, labelProblem } from "../metrics/ranking/discounted-gain.js";
import { multiplyByWeights } from "./lambdarank.js";
import type { Objective } from "./objective.js";

/**
 * The cross entropy of a group's scores and a distribution drawn around its labels (Bruch 2021), an upper bound of the normalised
 * discounted cumulative gain. Needs `groupSizes`; targets are labels 0, 1, 2, …. Predicts raw scores: a row with a larger score ranks
 * higher.
 */
export const rankXendcg: Objective = {
  name: "rank_xendcg",
  aliases: ["xendcg", "xe_ndcg", "xe_ndcg_mart", "xendcg_mart"],
  metrics: ["ndcg"],
  targetProblem: labelProblem,
  prepare({ targets, weights, groupSizes }, { objective_seed }, { kernels }) {
    const groups = groupsOf(groupSizes).map((group, i) => ({
      ...group,
      draws: new RandomDraws(objective_seed + i),
    }));
    return {
      hasUnitHessian: false,
      initialScore: () => 0,
      gradients({ scores, pairs }) {
        const { values } = scores;
        for (const { begin, end, draws } of groups) {
          const drawn = targets.subarray(begin, end);
          writeGroup(
            values.subarray(begin, end),
            drawn,
            draws,
            kernels.exp,
            pairs.subarray(2 * begin, 2 * end),
          );
        }
        multiplyByWeights(pairs, weights);
      },
    };
  },
};

/** Terms of the first, second and third order, as LightGBM approximates the gradients of a group. */
function writeGroup(
  scores: Float64Array,
  labels: Float32Array,
  draws: RandomDraws,
  exp: (value: number) => number,
  pairs: Float32Array,
): void {
  pairs.fill(0);
  if (scores.length <= 1) return;
  const shares = softmax(scores, exp);
  const drawn = Float64Array.from(labels, (label) => 2 ** label - draws.uniform());
  const sum = drawn.reduce((total, value) => total + value, 0);
  const inverse = 1 / Math.max(EPSILON, sum);
  let terms = shares.map((share, i) => -drawn[i]! * inverse + share);
  for (let order = 1; order <= 3; order++) {
    for (const [i, term] of terms.entries()) pairs[2 * i]! += Math.fround(term);
    const rest = terms.map((term, i) => term / (1 - shares[i]!));
    const total = rest.reduce((all, value) => all + value, 0);
    terms = shares.map((share, i) => share * (total - rest[i]!));
  }
  for (const [i, share] of shares.entries()) pairs[2 * i + 1] = share * (1 - share);
}

function softmax(scores: Float64Array, exp: (value: number) => number): Float64Array {
  const most = scores.reduce((largest, score) => Math.max(largest, score));
  const sizes = scores.map((score) => exp(score - most));
  const sum = sizes.reduce((total, size) => total + size, 0);
  return sizes.map((size) => size / sum);
}
