import type { Metric } from "../metric.js";
import { discountOf, gainsOfLabels, groupsOf, largestGain, rankedRows } from "../ranking/discounted-gain.js";
import { meanOfGroups } from "./mean-of-groups.js";

/** The mean normalised discounted cumulative gain of the first places of each group; 1 for groups without a relevant row. */
export const ndcg: Metric = {
  name: "ndcg",
  aliases: ["lambdarank", "rank_xendcg", "xendcg", "xe_ndcg", "xe_ndcg_mart", "xendcg_mart"],
  higherIsBetter: true,
  isAtPlaces: true,
  measure: ({ scores, targets, weights, groupSizes }, settings, places) => {
    const gains = gainsOfLabels(settings);
    return meanOfGroups(groupsOf(groupSizes), weights, ({ begin, end }) => {
      const labels = targets.subarray(begin, end);
      const most = largestGain(labels, places, gains);
      if (most <= 0) return 1;
      let gain = 0;
      for (const [place, row] of rankedRows(scores.subarray(begin, end)).subarray(0, places).entries()) {
        gain += gains[labels[row]!]! * discountOf(place);
      }
      return gain / most;
    });
  },
};
