import type { Metric } from "../metric.js";
import { groupsOf, rankedRows } from "../ranking/discounted-gain.js";
import { meanOfGroups } from "./mean-of-groups.js";

/** The mean average precision of the first places of each group; rows with a label above 0 are relevant. */
export const meanAveragePrecision: Metric = {
  name: "map",
  aliases: ["mean_average_precision"],
  higherIsBetter: true,
  isAtPlaces: true,
  measure: ({ scores, targets, weights, groupSizes }, _settings, places) =>
    meanOfGroups(groupsOf(groupSizes), weights, ({ begin, end }) => {
      const labels = targets.subarray(begin, end);
      const relevant = labels.filter((label) => label > 0.5).length;
      if (relevant === 0) return 1;
      let found = 0;
      let precision = 0;
      for (const [place, row] of rankedRows(scores.subarray(begin, end)).subarray(0, places).entries()) {
        if (labels[row]! <= 0.5) continue;
        found++;
        precision += found / (place + 1);
      }
      return precision / Math.min(relevant, places);
    }),
};
