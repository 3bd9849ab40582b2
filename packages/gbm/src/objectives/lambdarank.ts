import {
  discountOf,
  gainsOfLabels,
  groupsOf,
  labelProblem,
  largestGain,
  type RowGroup,
  rankedRows,
} from "../metrics/ranking/discounted-gain.js";
import type { GradientRows, Objective, ObjectiveSettings } from "./objective.js";

/** The sizes of LightGBM's table of the logistic function. */
const TABLE_SIZE = 1024 * 1024;
const TABLE_END = 50;
const LEAST_DISTANCE = Math.fround(0.01);

/**
 * LambdaRank with the normalised discounted cumulative gain: moves rows of a group that stand in the wrong order, by how much the gain
 * would rise. Needs `groupSizes`; targets are labels 0, 1, 2, …. Predicts raw scores: a row with a larger score ranks higher.
 */
export const lambdarank: Objective = {
  name: "lambdarank",
  aliases: [],
  metrics: ["ndcg"],
  targetProblem: labelProblem,
  prepare({ targets, weights, groupSizes }, settings, { kernels }) {
    const gains = gainsOfLabels(settings);
    const groups = groupsOf(groupSizes).map((group) => {
      const labels = targets.subarray(group.begin, group.end);
      const most = largestGain(labels, settings.lambdarank_truncation_level, gains);
      return { ...group, labels, gains, inverse: most > 0 ? 1 / most : 0 };
    });
    const logistic = logisticTable(settings.sigmoid, kernels.exp);
    return {
      hasUnitHessian: false,
      initialScore: () => 0,
      gradients({ scores, pairs }) {
        const { values } = scores;
        for (const group of groups) {
          writeGroup(group, values.subarray(group.begin, group.end), settings, logistic, pairs);
        }
        multiplyByWeights(pairs, weights);
      },
    };
  },
};

/** Multiplies the derivatives of each row by its weight. */
export function multiplyByWeights(pairs: GradientRows["pairs"], weights: Float32Array | undefined): void {
  if (weights === undefined) return;
  for (let i = 0; i < pairs.length; i++) pairs[i]! *= weights[i >> 1]!;
}

interface LabelledGroup extends RowGroup {
  readonly labels: Float32Array;
  /** The gain of a row of each label. */
  readonly gains: readonly number[];
  /** The reciprocal of the largest discounted gain that the group can have. */
  readonly inverse: number;
}

/** Sums are f32, as in LightGBM. */
function writeGroup(
  { begin, end, labels, gains, inverse }: LabelledGroup,
  scores: Float64Array,
  { sigmoid, lambdarank_norm, lambdarank_truncation_level }: ObjectiveSettings,
  logistic: (score: number) => number,
  pairs: Float32Array,
): void {
  const count = end - begin;
  const own = pairs.subarray(2 * begin, 2 * end);
  own.fill(0);
  const ranked = rankedRows(scores);
  const isSpread = scores[ranked[0]!] !== scores[ranked[count - 1]!];
  let sum = 0;
  for (let i = 0; i < count - 1 && i < lambdarank_truncation_level; i++) {
    for (let j = i + 1; j < count; j++) {
      const [labelI, labelJ] = [labels[ranked[i]!]!, labels[ranked[j]!]!];
      if (labelI === labelJ) continue;
      const [high, low] = labelI > labelJ ? [ranked[i]!, ranked[j]!] : [ranked[j]!, ranked[i]!];
      const distance = scores[high]! - scores[low]!;
      const gap = gains[labels[high]!]! - gains[labels[low]!]!;
      let change = gap * Math.abs(discountOf(i) - discountOf(j)) * inverse;
      if (lambdarank_norm && isSpread) change /= LEAST_DISTANCE + Math.abs(distance);
      const share = logistic(distance);
      const lambda = share * -sigmoid * change;
      const hessian = share * (1 - share) * sigmoid * sigmoid * change;
      own[2 * low]! -= Math.fround(lambda);
      own[2 * low + 1]! += Math.fround(hessian);
      own[2 * high]! += Math.fround(lambda);
      own[2 * high + 1]! += Math.fround(hessian);
      sum -= 2 * lambda;
    }
  }
  if (!lambdarank_norm || sum <= 0) return;
  const factor = Math.log2(1 + sum) / sum;
  for (let i = 0; i < own.length; i++) own[i]! *= factor;
}

/** The logistic function of minus `sigmoid` times a score, as LightGBM looks it up. */
function logisticTable(sigmoid: number, exp: (value: number) => number): (score: number) => number {
  const least = -TABLE_END / sigmoid / 2;
  const perScore = TABLE_SIZE / (-least - least);
  const valueAt = (place: number) => 1 / (1 + exp((place / perScore + least) * sigmoid));
  return (score) => {
    if (score <= least) return valueAt(0);
    if (score >= -least) return valueAt(TABLE_SIZE - 1);
    return valueAt(Math.trunc((score - least) * perScore));
  };
}
